-- What people did with calls: notes, how each was wrapped up, what was revealed, when and why they paused. What is personal
-- is sealed for whom it is about.

CREATE TABLE handled_call (
    call        text NOT NULL,
    agent       text NOT NULL,
    tenant      text NOT NULL,
    caller      text, -- a blind index of the number
    pack        text,
    began_at    timestamptz NOT NULL DEFAULT now(),
    ended_at    timestamptz,
    talked_ms   bigint,
    score       int,
    notes       text, -- sealed
    code        text,
    summary     text, -- sealed
    wrapped_at  timestamptz,
    PRIMARY KEY (call, agent)
);
CREATE INDEX ON handled_call (tenant, agent, began_at);
CREATE INDEX ON handled_call (tenant, caller, began_at) WHERE caller IS NOT NULL;

CREATE TABLE pause (
    agent     text NOT NULL,
    tenant    text NOT NULL,
    reason    text NOT NULL,
    began_at  timestamptz NOT NULL DEFAULT now(),
    ended_at  timestamptz,
    PRIMARY KEY (agent, began_at)
);

-- A masked value was shown in clear. The audit chain holds the same under its number; this is for looking it up.
CREATE TABLE reveal (
    audit     bigint PRIMARY KEY,
    tenant    text NOT NULL,
    agent     text NOT NULL,
    call      text NOT NULL,
    field     text NOT NULL,
    reason    text NOT NULL,
    shown_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON reveal (tenant, shown_at);

-- Browsers that may sign in by password, where the configuration asks for it.
CREATE TABLE browser (
    digest         bytea PRIMARY KEY,
    tenant         text NOT NULL,
    person         text NOT NULL,
    registered_at  timestamptz NOT NULL DEFAULT now(),
    approved_by    text,
    approved_at    timestamptz
);
CREATE INDEX ON browser (tenant, registered_at);

-- Practice calls with simulated customers.
CREATE TABLE drill (
    id        text PRIMARY KEY,
    tenant    text NOT NULL,
    agent     text NOT NULL,
    pack      text NOT NULL,
    topic     text NOT NULL,
    turns     int NOT NULL,
    score     int NOT NULL,
    ended_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON drill (tenant, agent, ended_at);

-- Offers that the company's own system was told of: whichever desk writes the row tells it.
CREATE TABLE webhook (
    call      text NOT NULL,
    fence     bigint NOT NULL,
    tenant    text NOT NULL,
    told_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (call, fence)
);
