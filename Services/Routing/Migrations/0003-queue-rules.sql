-- Rules of a queue, what its strategies need to know of its members, and where a waiting call stands.

ALTER TABLE queue
    ADD COLUMN rules text NOT NULL DEFAULT '{}',
    -- The rank of the member who was asked last.
    ADD COLUMN turn int NOT NULL DEFAULT 0,
    -- Calls behind the mean of service times, at most as many as still count; and that mean.
    ADD COLUMN served int NOT NULL DEFAULT 0,
    ADD COLUMN service_ms bigint NOT NULL DEFAULT 0;

ALTER TABLE agent
    ADD COLUMN phone_only boolean NOT NULL DEFAULT false,
    -- Since signing in.
    ADD COLUMN calls int NOT NULL DEFAULT 0,
    ADD COLUMN talked_ms bigint NOT NULL DEFAULT 0,
    -- Somebody without a desk cannot say that they are back: after a missed call they are rung again from then on.
    ADD COLUMN rests_until timestamptz;

CREATE INDEX agent_of_call ON agent (call) WHERE call IS NOT NULL;
CREATE INDEX agent_leased ON agent (lease_ends) WHERE lease_ends IS NOT NULL;

ALTER TABLE member
    ADD COLUMN levels int[] NOT NULL DEFAULT '{}',
    ADD COLUMN rank int NOT NULL DEFAULT 1;
CREATE INDEX member_agent ON member (tenant, agent);

ALTER TABLE call
    -- The place in the queue: in the order of (band, since, call).
    ADD COLUMN band int NOT NULL DEFAULT 0,
    ADD COLUMN since timestamptz,
    -- When the call came into the queue it is in, and those it was in before.
    ADD COLUMN entered_at timestamptz,
    ADD COLUMN visited text[] NOT NULL DEFAULT '{}',
    -- When waiting longer changes something: skills relax, the queue overflows.
    ADD COLUMN look_at timestamptz,
    -- Who calls, as a keyed digest; who answered.
    ADD COLUMN caller_index text,
    ADD COLUMN agent text;

UPDATE call SET band = -priority, since = queued_at, entered_at = queued_at WHERE queued_at IS NOT NULL;
DROP INDEX call_waiting;
CREATE INDEX call_waiting ON call (tenant, queue, band, since, call) WHERE state = 'waiting';
CREATE INDEX call_due ON call (look_at) WHERE state = 'waiting' AND look_at IS NOT NULL;
CREATE INDEX call_of_caller ON call (tenant, caller_index, connected_at) WHERE agent IS NOT NULL;

-- Phones that are known and that no gateway can ring, all at once: `can_ring` for each of many agents takes too long.
CREATE VIEW silent_phone AS
    SELECT phone FROM phone GROUP BY phone
    HAVING NOT bool_or(registered AND (NOT held OR gateway IN (SELECT id FROM platform.live_instance)));
