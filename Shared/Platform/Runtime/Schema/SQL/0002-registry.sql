-- Who runs: an instance's endpoints and its lease. The database's clock, and not an instance's, decides when a lease ends.

CREATE TABLE platform.instance (
    id            text PRIMARY KEY,
    service       text NOT NULL,
    requests      text NOT NULL,
    events        text NOT NULL,
    streams       text NOT NULL,
    public_key    text NOT NULL,
    load          bigint NOT NULL DEFAULT 0,
    capacity      bigint NOT NULL DEFAULT 0,
    draining      boolean NOT NULL DEFAULT false,
    started_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    leased_until  timestamptz NOT NULL,
    -- Others have acted on this instance's end: its name does not come back.
    fenced_at     timestamptz
) WITH (fillfactor = 50);

-- The last heartbeat of anybody. When all fall silent it is the database that was away, not they: the time that leases
-- are measured by then stands still, so that its return does not find every instance dead.
CREATE TABLE platform.heartbeat (
    alone  boolean PRIMARY KEY DEFAULT true CHECK (alone),
    at     timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (fillfactor = 50);
INSERT INTO platform.heartbeat DEFAULT VALUES;

CREATE FUNCTION platform.lease_time() RETURNS timestamptz LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, platform AS $$
    SELECT least(clock_timestamp(), at + interval '2 seconds') FROM heartbeat;
$$;

CREATE VIEW platform.live_instance AS
    SELECT id, service, requests, events, streams, public_key, load, capacity, draining, started_at, leased_until
    FROM platform.instance WHERE leased_until > (SELECT platform.lease_time());

-- Every heartbeat passes here, one at a time. After a silence of all, who was alive at its beginning is given the time back.
CREATE FUNCTION platform.beat() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, platform AS $$
DECLARE
    v_last timestamptz;
    v_now timestamptz;
BEGIN
    SELECT at INTO STRICT v_last FROM heartbeat FOR UPDATE;
    v_now := clock_timestamp();
    IF v_now > v_last + interval '2 seconds' THEN
        UPDATE instance SET leased_until = leased_until + (v_now - v_last) WHERE leased_until > v_last + interval '2 seconds';
    END IF;
    UPDATE heartbeat SET at = greatest(v_now, v_last);
END $$;

-- Registers or renews. False when this name's lease had ended and others have acted on it, or it was given back: the
-- instance must not go on under it. A lease that merely ran out, because the database itself was away, is taken up again.
CREATE FUNCTION platform.renew_instance(p_id text, p_requests text, p_events text, p_streams text, p_public_key text,
                                        p_load bigint, p_capacity bigint, p_draining boolean, p_lease_ms bigint)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, platform AS $$
DECLARE
    v_service text := platform.caller();
    v_until timestamptz;
BEGIN
    IF p_id NOT LIKE v_service || '-%' THEN
        RAISE EXCEPTION 'instance % is not named after service %', p_id, v_service USING ERRCODE = 'HL002';
    END IF;
    PERFORM platform.beat();
    v_until := clock_timestamp() + make_interval(secs => p_lease_ms / 1000.0);
    UPDATE instance SET requests = p_requests, events = p_events, streams = p_streams, public_key = p_public_key,
                        load = p_load, capacity = p_capacity, draining = p_draining, leased_until = v_until
        WHERE id = p_id AND service = v_service AND public_key = p_public_key AND fenced_at IS NULL;
    IF FOUND THEN
        RETURN true;
    END IF;
    DELETE FROM instance WHERE leased_until < clock_timestamp() - interval '1 day';
    PERFORM platform.prepare_months();
    INSERT INTO instance (id, service, requests, events, streams, public_key, load, capacity, draining, leased_until)
        VALUES (p_id, v_service, p_requests, p_events, p_streams, p_public_key, p_load, p_capacity, p_draining, v_until)
        ON CONFLICT (id) DO NOTHING;
    RETURN FOUND;
END $$;

-- Gives the lease back at a graceful end; the row stays a day, so that the name is not taken again.
CREATE FUNCTION platform.withdraw_instance(p_id text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, platform AS $$
BEGIN
    UPDATE instance SET leased_until = platform.lease_time(), fenced_at = clock_timestamp()
        WHERE id = p_id AND service = platform.caller() AND fenced_at IS NULL;
END $$;

-- Says that what this instance held is given to others. False while its lease holds; for Routing alone.
CREATE FUNCTION platform.fence_instance(p_id text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, platform AS $$
BEGIN
    IF platform.caller() <> 'routing' THEN
        RAISE EXCEPTION 'only routing ends other instances' USING ERRCODE = 'HL002';
    END IF;
    UPDATE instance SET fenced_at = coalesce(fenced_at, clock_timestamp()) WHERE id = p_id AND leased_until <= platform.lease_time();
    RETURN FOUND OR NOT EXISTS (SELECT FROM instance WHERE id = p_id);
END $$;

-- Refuses what does not come from a live instance of the service that signed in.
CREATE FUNCTION platform.require_lease(p_instance text) RETURNS text LANGUAGE plpgsql SET search_path = pg_catalog, platform AS $$
DECLARE
    v_service text := platform.caller();
BEGIN
    PERFORM 1 FROM instance WHERE id = p_instance AND service = v_service AND leased_until > platform.lease_time();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'instance % of % holds no lease', p_instance, v_service USING ERRCODE = 'HL001';
    END IF;
    RETURN v_service;
END $$;
