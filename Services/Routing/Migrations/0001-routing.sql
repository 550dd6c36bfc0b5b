-- Routing: numbers, queues, who serves them, and which call is where. Everything that two instances could disagree on
-- is a row here; an offer is a lease with a fencing token.

CREATE TABLE number_plan (
    number text PRIMARY KEY,
    tenant text NOT NULL,
    pack   text NOT NULL,
    queue  text NOT NULL,
    hours  text NOT NULL
);

CREATE TABLE queue (
    tenant text NOT NULL,
    name   text NOT NULL,
    PRIMARY KEY (tenant, name)
);

CREATE TABLE agent (
    tenant     text NOT NULL,
    agent      text NOT NULL,
    phone      text NOT NULL,
    presence   text NOT NULL DEFAULT 'offline',
    idle_since timestamptz NOT NULL DEFAULT now(),
    -- The call this agent holds the lease of; null when free.
    call       text,
    fence      bigint NOT NULL DEFAULT 0,
    -- Null while talking: then the lease ends with the call.
    lease_ends timestamptz,
    PRIMARY KEY (tenant, agent)
);

CREATE TABLE member (
    tenant text NOT NULL,
    queue  text NOT NULL,
    agent  text NOT NULL,
    skills text[] NOT NULL,
    PRIMARY KEY (tenant, queue, agent),
    FOREIGN KEY (tenant, queue) REFERENCES queue (tenant, name) ON DELETE CASCADE,
    FOREIGN KEY (tenant, agent) REFERENCES agent (tenant, agent)
);

CREATE SEQUENCE fence;

CREATE TABLE call (
    call        text PRIMARY KEY,
    tenant      text NOT NULL,
    dialled     text NOT NULL,
    gateway     text NOT NULL,
    speech      text,
    epoch       int  NOT NULL DEFAULT 1,
    queue       text NOT NULL,
    -- assistant, waiting, offered, connected, ended
    state       text NOT NULL DEFAULT 'assistant',
    reason      text,
    skills      text[] NOT NULL DEFAULT '{}',
    priority    int  NOT NULL DEFAULT 0,
    revision    int  NOT NULL DEFAULT 0,
    declined_by text[] NOT NULL DEFAULT '{}',
    trace       text NOT NULL,
    admitted_at timestamptz NOT NULL DEFAULT now(),
    queued_at   timestamptz,
    connected_at timestamptz
);

CREATE INDEX call_waiting ON call (tenant, queue, priority DESC, queued_at) WHERE state = 'waiting';
CREATE INDEX call_going_on ON call (gateway) WHERE state <> 'ended';
