-- Whoever could be asked now, found without looking at everybody who talks.
CREATE INDEX agent_idle ON agent (tenant, idle_since) WHERE presence = 'ready' AND call IS NULL;
