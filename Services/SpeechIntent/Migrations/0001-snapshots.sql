-- The last committed state of each conversation that goes on, sealed: another instance resumes from it.
CREATE TABLE conversation_snapshot (
    call        text PRIMARY KEY,
    tenant      text NOT NULL,
    epoch       int NOT NULL,
    state       text NOT NULL,
    saved_at    timestamptz NOT NULL DEFAULT clock_timestamp()
);
-- What no instance removed, because it died, is swept by age.
CREATE INDEX ON conversation_snapshot (saved_at);
