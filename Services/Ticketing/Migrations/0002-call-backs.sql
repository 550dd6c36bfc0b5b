-- A call's wish to be rung back is looked for before another is written down.
CREATE INDEX ticket_of_call ON ticket (call) WHERE kind = 'callback';
