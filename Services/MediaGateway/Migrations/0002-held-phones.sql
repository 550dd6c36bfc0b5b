-- A phone behind a connection is reached through the gateway that holds it, and only while that one lives.

ALTER TABLE registration
    -- The instance whose connection leads to the phone; null where anybody reaches it.
    ADD COLUMN holder text,
    -- RFC 3327: the proxies on the way to the phone, the nearest to us first.
    ADD COLUMN path text[] NOT NULL DEFAULT '{}';
