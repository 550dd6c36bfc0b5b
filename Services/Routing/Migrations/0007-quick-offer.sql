-- Gives an agent who was found free beforehand the lease of a call, or fails the transaction: so the lease, its events and the
-- commit go out together, and nobody waits in between to hear that it was granted. The token was drawn under the queue's
-- lock; an agent with a later one has been given away since.
CREATE FUNCTION lease_ready(p_tenant text, p_agent text, p_call text, p_fence bigint, p_ends timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE agent SET call = p_call, fence = p_fence, lease_ends = p_ends, presence = 'busy', rests_until = NULL
    WHERE tenant = p_tenant AND agent IN (
        SELECT agent FROM agent
        WHERE tenant = p_tenant AND agent = p_agent AND call IS NULL AND presence = 'ready' AND fence < p_fence FOR UPDATE SKIP LOCKED);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the agent is not free any more' USING ERRCODE = 'HL010';
    END IF;
END $$;
