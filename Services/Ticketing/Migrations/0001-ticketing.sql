-- Ticketing: customers, tickets with their history and clock, and what every action answered. Personal fields are sealed;
-- `*_index` columns are keyed blind indexes, equal for equal values.

CREATE TABLE customer (
    customer     text PRIMARY KEY,
    tenant       text NOT NULL,
    number_index text NOT NULL,
    number       text NOT NULL,
    name         text NOT NULL,
    address      text,
    created_at   timestamptz NOT NULL DEFAULT now(),
    UNIQUE (tenant, number_index)
);

CREATE SEQUENCE ticket_number START 10000001;

CREATE TABLE ticket (
    ticket    text PRIMARY KEY,
    tenant    text NOT NULL,
    kind      text NOT NULL,
    customer  text REFERENCES customer (customer),
    call      text,
    title     text NOT NULL,
    -- The action's parameters as sealed JSON.
    detail    text NOT NULL,
    state     text NOT NULL DEFAULT 'open',
    urgent    boolean NOT NULL DEFAULT false,
    opened_at timestamptz NOT NULL,
    due_at    timestamptz NOT NULL,
    breached  boolean NOT NULL DEFAULT false
);
CREATE INDEX ticket_of_customer ON ticket (customer, opened_at DESC);
CREATE INDEX ticket_clock ON ticket (due_at) WHERE state IN ('open', 'dispatched') AND NOT breached;

CREATE TABLE ticket_history (
    ticket text NOT NULL REFERENCES ticket (ticket),
    at     timestamptz NOT NULL,
    state  text NOT NULL,
    by     text NOT NULL,
    note   text
);

-- One row for each idempotency key, for ever the same answer.
CREATE TABLE action (
    key          text PRIMARY KEY,
    tenant       text NOT NULL,
    action       text NOT NULL,
    call         text,
    outcome      text NOT NULL,
    result       text NOT NULL,
    ticket       text,
    performed_at timestamptz NOT NULL DEFAULT now()
);

-- The demonstration's business system: what a heating company and a shop would know.
CREATE TABLE demo_account (
    tenant        text NOT NULL,
    account_index text NOT NULL,
    account       text NOT NULL,
    customer      text NOT NULL REFERENCES customer (customer),
    season        text NOT NULL,
    due_fen       int  NOT NULL,
    paid          boolean NOT NULL,
    PRIMARY KEY (tenant, account_index)
);

CREATE TABLE demo_parcel (
    tenant         text NOT NULL,
    order_index    text NOT NULL,
    tracking_index text NOT NULL,
    customer       text NOT NULL REFERENCES customer (customer),
    order_number   text NOT NULL,
    tracking       text NOT NULL,
    goods          text NOT NULL,
    state          text NOT NULL,
    place          text NOT NULL,
    expected       text NOT NULL,
    put_at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant, order_index)
);
