-- The place of a ticket among those whose customers want to be rung back.
CREATE TABLE call_back (
    ticket        text PRIMARY KEY REFERENCES ticket (ticket),
    tenant        text NOT NULL,
    number_index  text NOT NULL,
    wished_at     timestamptz NOT NULL,
    not_before    timestamptz NOT NULL,
    -- A time was agreed with the customer: a wish of its own.
    agreed        boolean NOT NULL,
    tries         int NOT NULL DEFAULT 0,
    is_open       boolean NOT NULL DEFAULT true,
    -- Whoever has taken it, under a fence that only rises.
    agent         text,
    fence         bigint NOT NULL DEFAULT 0,
    claimed_until timestamptz
);
CREATE UNIQUE INDEX call_back_once ON call_back (tenant, number_index) WHERE is_open AND NOT agreed;
CREATE INDEX call_back_open ON call_back (tenant) WHERE is_open;

-- Numbers that said no. The index stays when the person is erased: the number is still not rung.
CREATE TABLE no_call (
    tenant       text NOT NULL,
    number_index text NOT NULL,
    number       text NOT NULL,
    since        timestamptz NOT NULL,
    source       text NOT NULL,
    by           text NOT NULL,
    PRIMARY KEY (tenant, number_index)
);
