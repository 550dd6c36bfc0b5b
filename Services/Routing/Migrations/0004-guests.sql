-- Who is in a call beside its caller and its agent, and what becomes of an agent's leg that is to go.

ALTER TABLE call
    -- The leg of the agent who has the call, as the gateway named it.
    ADD COLUMN agent_leg text,
    -- The leg of an agent who has given the call away: dropped before anybody else rings for it.
    ADD COLUMN dropping_leg text;
CREATE INDEX call_dropping ON call (call) WHERE dropping_leg IS NOT NULL;

CREATE TABLE guest (
    call     text NOT NULL REFERENCES call ON DELETE CASCADE,
    leg      text NOT NULL,
    -- Null for a number outside.
    agent    text,
    fence    bigint,
    -- What this person is again afterwards.
    presence text,
    PRIMARY KEY (call, leg)
);
