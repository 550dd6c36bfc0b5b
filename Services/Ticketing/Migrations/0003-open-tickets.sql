-- Tickets that were prepared while nobody was there: the morning shift finds them first.
ALTER TABLE ticket ADD COLUMN prepared boolean NOT NULL DEFAULT false;
CREATE INDEX ticket_open ON ticket (tenant, prepared DESC, due_at) WHERE state IN ('open', 'dispatched');

-- Wishes left on the keypad, until they are tickets. The number is sealed as the gateway sealed it.
CREATE TABLE keypad_wish (
    call     text PRIMARY KEY,
    tenant   text NOT NULL,
    number   text NOT NULL,
    trace    text NOT NULL,
    -- When it is tried next.
    try_at   timestamptz NOT NULL
);
CREATE INDEX keypad_wish_due ON keypad_wish (try_at);
