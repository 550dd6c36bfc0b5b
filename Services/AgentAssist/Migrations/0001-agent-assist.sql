-- Agent assist: which call each agent has on the screen, so that a page that comes to another instance, or after a
-- restart, shows it again. Everything else on a screen is projected from events.

CREATE TABLE shown_call (
    call      text PRIMARY KEY,
    tenant    text NOT NULL,
    agent     text NOT NULL,
    fence     bigint NOT NULL,
    revision  int NOT NULL,
    shown_at  timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX ON shown_call (agent);
