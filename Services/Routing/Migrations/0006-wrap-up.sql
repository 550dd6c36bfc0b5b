-- The work after a call ends by itself at rests_until, as the rest of somebody without a desk does; asking for more moves that
-- up to this time.
ALTER TABLE agent ADD COLUMN wrap_up_most timestamptz;
CREATE INDEX agent_resting ON agent (rests_until) WHERE rests_until IS NOT NULL;
