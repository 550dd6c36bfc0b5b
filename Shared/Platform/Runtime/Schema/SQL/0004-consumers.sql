-- Where each consumer group of a service stands in each stream. One instance at a time holds a stream's lease; what an
-- event caused and the cursor's move are one transaction.

CREATE TABLE platform.cursor (
    service       text NOT NULL,
    consumers     text NOT NULL,
    stream        text NOT NULL,
    seq           bigint NOT NULL DEFAULT 0,
    instance      text,
    leased_until  timestamptz,
    PRIMARY KEY (service, consumers, stream)
) WITH (fillfactor = 50);

-- Events whose handler kept failing, and the later ones of their subjects, until somebody releases the subject.
CREATE TABLE platform.dead_letter (
    service      text NOT NULL,
    consumers    text NOT NULL,
    stream       text NOT NULL,
    seq          bigint NOT NULL,
    subject      text NOT NULL,
    type         text NOT NULL,
    error        text NOT NULL,
    parked_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    released_at  timestamptz,
    PRIMARY KEY (service, consumers, stream, seq)
);

-- Renews the leases held, gives up what is beyond this instance's share of the streams, and takes free ones up to it:
-- the streams divided by the live instances of the service, rounded up.
CREATE FUNCTION platform.claim_streams(p_instance text, p_consumers text, p_streams text[], p_lease_ms bigint)
RETURNS TABLE (stream text, seq bigint) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, platform AS $$
#variable_conflict use_column
DECLARE
    v_service text := platform.require_lease(p_instance);
    v_until timestamptz := clock_timestamp() + make_interval(secs => p_lease_ms / 1000.0);
    v_share bigint;
    v_held bigint;
BEGIN
    INSERT INTO cursor (service, consumers, stream) SELECT v_service, p_consumers, s FROM unnest(p_streams) s
        WHERE NOT EXISTS (SELECT 1 FROM cursor c WHERE c.service = v_service AND c.consumers = p_consumers AND c.stream = s)
        ON CONFLICT DO NOTHING;
    SELECT ceil(cardinality(p_streams)::numeric / greatest(count(*), 1)) INTO v_share FROM live_instance WHERE service = v_service AND NOT draining;
    PERFORM 1 FROM cursor WHERE service = v_service AND consumers = p_consumers ORDER BY cursor.stream FOR UPDATE;
    UPDATE cursor SET instance = NULL, leased_until = NULL
        WHERE service = v_service AND consumers = p_consumers AND cursor.stream IN (
            SELECT c.stream FROM cursor c WHERE c.service = v_service AND c.consumers = p_consumers AND c.instance = p_instance
            ORDER BY c.stream OFFSET v_share);
    UPDATE cursor SET leased_until = v_until WHERE service = v_service AND consumers = p_consumers AND instance = p_instance;
    GET DIAGNOSTICS v_held = ROW_COUNT;
    UPDATE cursor SET instance = p_instance, leased_until = v_until
        WHERE service = v_service AND consumers = p_consumers AND cursor.stream IN (
            SELECT c.stream FROM cursor c
            WHERE c.service = v_service AND c.consumers = p_consumers AND c.stream = ANY (p_streams)
              AND (c.instance IS NULL OR c.leased_until <= clock_timestamp())
            ORDER BY c.stream LIMIT greatest(v_share - v_held, 0));
    RETURN QUERY SELECT c.stream, c.seq FROM cursor c
        WHERE c.service = v_service AND c.consumers = p_consumers AND c.instance = p_instance AND c.stream = ANY (p_streams) ORDER BY c.stream;
END $$;

CREATE FUNCTION platform.release_streams(p_instance text, p_consumers text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, platform AS $$
    UPDATE cursor SET instance = NULL, leased_until = NULL
    WHERE service = platform.caller() AND consumers = p_consumers AND instance = p_instance;
$$;

-- Compare and set: fails when another holds the stream, or the cursor is not where the caller believes.
CREATE FUNCTION platform.advance(p_instance text, p_consumers text, p_stream text, p_from bigint, p_to bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, platform AS $$
BEGIN
    UPDATE cursor SET seq = p_to
        WHERE service = platform.caller() AND consumers = p_consumers AND stream = p_stream AND instance = p_instance AND seq = p_from;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the cursor of % on % is no longer ours at %', p_consumers, p_stream, p_from USING ERRCODE = 'HL003';
    END IF;
END $$;

CREATE FUNCTION platform.park(p_consumers text, p_stream text, p_seq bigint, p_subject text, p_type text, p_error text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, platform AS $$
    INSERT INTO dead_letter (service, consumers, stream, seq, subject, type, error)
    VALUES (platform.caller(), p_consumers, p_stream, p_seq, p_subject, p_type, p_error) ON CONFLICT DO NOTHING;
$$;

-- Lets a parked subject go on: its letters are handled again, in order, before anything newer of it.
CREATE FUNCTION platform.release_subject(p_service text, p_consumers text, p_subject text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, platform AS $$
DECLARE
    v_count bigint;
BEGIN
    IF platform.caller() NOT IN (p_service, 'operator') THEN
        RAISE EXCEPTION 'service % may not release the letters of %', platform.caller(), p_service USING ERRCODE = 'HL002';
    END IF;
    UPDATE dead_letter SET released_at = clock_timestamp() WHERE service = p_service AND consumers = p_consumers AND subject = p_subject;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    RETURN v_count;
END $$;

-- A released letter that failed again is parked again; one that was handled goes.
CREATE FUNCTION platform.repark(p_consumers text, p_stream text, p_subject text, p_error text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, platform AS $$
    UPDATE dead_letter SET released_at = NULL, error = p_error
    WHERE service = platform.caller() AND consumers = p_consumers AND stream = p_stream AND subject = p_subject;
$$;

CREATE FUNCTION platform.unpark(p_consumers text, p_stream text, p_seq bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, platform AS $$
    DELETE FROM dead_letter WHERE service = platform.caller() AND consumers = p_consumers AND stream = p_stream AND seq = p_seq;
$$;
