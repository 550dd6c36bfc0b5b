-- Analytics: one record a call, folded from the events, with the columns that queries filter and order by.
CREATE TABLE call_record (
    call       text PRIMARY KEY,
    tenant     text NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at   timestamptz,
    pack       text,
    outcome    text,
    peak_anger int NOT NULL DEFAULT 0,
    record     jsonb NOT NULL
);
CREATE INDEX call_record_by_time ON call_record (tenant, started_at DESC, call DESC);

CREATE TABLE ticket_record (
    ticket    text PRIMARY KEY,
    tenant    text NOT NULL,
    kind      text,
    call      text,
    opened_at timestamptz,
    due_at    timestamptz,
    state     text NOT NULL DEFAULT 'open',
    breached  boolean NOT NULL DEFAULT false
);
