-- Data keys, each wrapped by its tenant's key; without its data keys, what was sealed for a person stays closed for ever.

CREATE TABLE platform.data_key (
    id          text PRIMARY KEY,
    tenant      text NOT NULL,
    person      text NOT NULL, -- a pseudonym: a blind index, an identifier
    wrapped     bytea NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX ON platform.data_key (tenant, person);

CREATE FUNCTION platform.put_data_key(p_id text, p_tenant text, p_person text, p_wrapped bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, platform AS $$
    INSERT INTO data_key (id, tenant, person, wrapped) VALUES (p_id, p_tenant, p_person, p_wrapped) ON CONFLICT (id) DO NOTHING;
$$;

CREATE FUNCTION platform.data_key(p_id text) RETURNS TABLE (id text, tenant text, person text, wrapped bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, platform AS $$
    SELECT k.id, k.tenant, k.person, k.wrapped FROM data_key k WHERE k.id = p_id;
$$;

CREATE FUNCTION platform.newest_data_key(p_tenant text, p_person text) RETURNS TABLE (id text, tenant text, person text, wrapped bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, platform AS $$
    SELECT k.id, k.tenant, k.person, k.wrapped FROM data_key k WHERE k.tenant = p_tenant AND k.person = p_person ORDER BY k.created_at DESC, k.id LIMIT 1;
$$;

-- Erases a person. Returns how many keys were destroyed.
CREATE FUNCTION platform.erase_person(p_tenant text, p_person text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, platform AS $$
DECLARE
    v_count bigint;
BEGIN
    DELETE FROM data_key WHERE tenant = p_tenant AND person = p_person;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    RETURN v_count;
END $$;

-- Who did what: each entry's digest covers the one before, so that none can be changed or taken out unseen.
CREATE TABLE platform.audit (
    seq       bigint PRIMARY KEY,
    service   text NOT NULL,
    time      timestamptz NOT NULL,
    actor     text NOT NULL,
    action    text NOT NULL,
    subject   text NOT NULL,
    detail    text NOT NULL,
    previous  bytea NOT NULL,
    digest    bytea NOT NULL
);

CREATE TABLE platform.audit_head (
    alone   boolean PRIMARY KEY DEFAULT true CHECK (alone),
    seq     bigint NOT NULL,
    digest  bytea NOT NULL
);
INSERT INTO platform.audit_head (seq, digest) VALUES (0, sha256(''));

-- digest = SHA-256(previous, then each field as `<octets>:<UTF-8>`; the time in microseconds since 1970).
CREATE FUNCTION platform.append_audit(p_actor text, p_action text, p_subject text, p_detail text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, platform AS $$
DECLARE
    v_head audit_head;
    v_service text := platform.caller();
    v_time timestamptz;
    v_digest bytea;
    v_field text;
BEGIN
    SELECT * INTO STRICT v_head FROM audit_head FOR UPDATE;
    v_time := clock_timestamp();
    v_digest := v_head.digest;
    FOREACH v_field IN ARRAY ARRAY[(v_head.seq + 1)::text, v_service, (extract(epoch FROM v_time) * 1000000)::bigint::text, p_actor, p_action, p_subject, p_detail] LOOP
        v_digest := v_digest || convert_to(octet_length(v_field)::text || ':' || v_field, 'UTF8');
    END LOOP;
    INSERT INTO audit VALUES (v_head.seq + 1, v_service, v_time, p_actor, p_action, p_subject, p_detail, v_head.digest, sha256(v_digest));
    UPDATE audit_head SET seq = v_head.seq + 1, digest = sha256(v_digest);
    RETURN v_head.seq + 1;
END $$;
