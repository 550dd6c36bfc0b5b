-- The event log. `seq` is contiguous within a stream because it comes from a locked head row in the transaction that
-- writes the event; partitioned by month, so that retention is a dropped partition.

CREATE TABLE platform.stream_head (
    stream  text PRIMARY KEY,
    seq     bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

INSERT INTO platform.stream_head (stream)
    SELECT service || '/' || to_char(shard, 'FM00')
    FROM unnest(ARRAY['media-gateway', 'speech-intent', 'routing', 'agent-assist', 'ticketing', 'analytics', 'operator']) AS service,
         generate_series(0, 15) AS shard;

CREATE TABLE platform.event (
    stream     text NOT NULL,
    seq        bigint NOT NULL,
    id         text NOT NULL,
    source     text NOT NULL,
    type       text NOT NULL,
    subject    text NOT NULL,
    time       timestamptz NOT NULL,
    tenant     text NOT NULL,
    causation  text,
    trace      text NOT NULL,
    data       json NOT NULL, -- not jsonb: the bytes stay as they were announced
    PRIMARY KEY (stream, seq, time),
    UNIQUE (id, time)
) PARTITION BY RANGE (time);

CREATE INDEX ON platform.event (subject, time);
CREATE TABLE platform.event_other PARTITION OF platform.event DEFAULT;

-- Makes the partitions of last month to three months ahead, unless there. An instance calls it when it starts.
CREATE FUNCTION platform.prepare_months() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, platform AS $$
DECLARE
    v_month timestamptz;
    v_name text;
BEGIN
    FOR v_month IN SELECT generate_series(date_trunc('month', now(), 'UTC') - interval '1 month', date_trunc('month', now(), 'UTC') + interval '3 months', interval '1 month') LOOP
        v_name := 'event_' || to_char(v_month AT TIME ZONE 'UTC', 'YYYY_MM');
        CONTINUE WHEN to_regclass('platform.' || v_name) IS NOT NULL;
        PERFORM pg_advisory_xact_lock(hashtext('platform.prepare_months'));
        CONTINUE WHEN to_regclass('platform.' || v_name) IS NOT NULL
            OR EXISTS (SELECT 1 FROM event_other WHERE time >= v_month AND time < v_month + interval '1 month');
        EXECUTE format('CREATE TABLE platform.%I PARTITION OF platform.event FOR VALUES FROM (%L) TO (%L)', v_name, v_month, v_month + interval '1 month');
    END LOOP;
END $$;

SET LOCAL timezone = 'UTC';
SELECT platform.prepare_months();

-- Writes facts as the last statement of a transaction and numbers them: a row for each, in the order given. Heads are
-- locked in sorted order. An event that is in the log already (a batch whose commit went unanswered) keeps its number.
CREATE FUNCTION platform.append(p_instance text, p_stream text[], p_id text[], p_type text[], p_subject text[], p_time timestamptz[],
                                p_tenant text[], p_causation text[], p_trace text[], p_data text[])
RETURNS TABLE (seq bigint) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, platform SET enable_seqscan = off SET jit = off AS $$
DECLARE
    v_service text := platform.require_lease(p_instance);
BEGIN
    IF EXISTS (SELECT 1 FROM unnest(p_stream) s WHERE s NOT LIKE v_service || '/%') THEN
        RAISE EXCEPTION 'service % may not append to the streams of another', v_service USING ERRCODE = 'HL002';
    END IF;
    PERFORM 1 FROM stream_head h WHERE h.stream = ANY (p_stream) ORDER BY h.stream FOR UPDATE;
    RETURN QUERY
    WITH draft AS MATERIALIZED (
        SELECT u.*, (SELECT e.seq FROM event e WHERE e.id = u.id AND e.time = u.time) AS known
        FROM unnest(p_stream, p_id, p_type, p_subject, p_time, p_tenant, p_causation, p_trace, p_data)
             WITH ORDINALITY AS u(stream, id, type, subject, time, tenant, causation, trace, data, place)
    ), counted AS (
        SELECT d.stream, count(*) AS fresh FROM draft d WHERE d.known IS NULL GROUP BY d.stream
    ), head AS (
        UPDATE stream_head h SET seq = h.seq + c.fresh FROM counted c WHERE h.stream = c.stream
        RETURNING h.stream, h.seq - c.fresh AS base
    ), numbered AS MATERIALIZED (
        SELECT d.*, coalesce(d.known, h.base + row_number() OVER (PARTITION BY d.stream, d.known IS NULL ORDER BY d.place)) AS number
        FROM draft d LEFT JOIN head h USING (stream)
    ), written AS (
        INSERT INTO event (stream, seq, id, source, type, subject, time, tenant, causation, trace, data)
        SELECT n.stream, n.number, n.id, p_instance, n.type, n.subject, n.time, n.tenant, n.causation, n.trace, n.data::json
        FROM numbered n WHERE n.known IS NULL
    )
    SELECT n.number FROM numbered n ORDER BY n.place;
END $$;
