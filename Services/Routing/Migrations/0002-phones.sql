-- Which gateways can ring a phone, as they said. An agent whose phone is known and cannot be rung is offered nothing; a phone
-- that nobody has spoken of is believed to be there.

CREATE TABLE phone (
    phone      text NOT NULL,
    gateway    text NOT NULL,
    -- Behind a connection of this gateway, and gone with it.
    held       boolean NOT NULL,
    registered boolean NOT NULL,
    PRIMARY KEY (phone, gateway)
);

CREATE FUNCTION can_ring(p_phone text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(bool_or(registered AND (NOT held OR gateway IN (SELECT id FROM platform.live_instance))), true)
    FROM routing.phone WHERE phone = p_phone;
$$;
