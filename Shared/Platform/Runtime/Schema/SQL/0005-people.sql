-- People who sign in, what they may do, their phones, and the tokens they hold. Names are sealed; passwords, phone
-- secrets and tokens are kept as digests alone.

CREATE TABLE platform.person (
    id           text PRIMARY KEY,
    tenant       text NOT NULL,
    name         text NOT NULL,
    roles        text[] NOT NULL,
    password     text,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    disabled_at  timestamptz
);

CREATE TABLE platform.device (
    phone       text PRIMARY KEY,
    person      text NOT NULL REFERENCES platform.person ON DELETE CASCADE,
    realm       text NOT NULL,
    ha1_md5     text NOT NULL,
    ha1_sha256  text NOT NULL
);
CREATE INDEX ON platform.device (person);

CREATE TABLE platform.token (
    digest      bytea PRIMARY KEY,
    person      text NOT NULL REFERENCES platform.person ON DELETE CASCADE,
    kind        text NOT NULL CHECK (kind IN ('sign-in', 'link')),
    expires_at  timestamptz NOT NULL
);
CREATE INDEX ON platform.token (person);

CREATE FUNCTION platform.put_person(p_id text, p_tenant text, p_name text, p_roles text[], p_password text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, platform AS $$
    INSERT INTO person (id, tenant, name, roles, password) VALUES (p_id, p_tenant, p_name, p_roles, p_password)
    ON CONFLICT (id) DO UPDATE SET tenant = excluded.tenant, name = excluded.name, roles = excluded.roles,
        password = coalesce(excluded.password, person.password), disabled_at = NULL;
$$;

-- From now on this person cannot sign in, and every token is void.
CREATE FUNCTION platform.disable_person(p_id text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, platform AS $$
BEGIN
    DELETE FROM token WHERE person = p_id;
    DELETE FROM device WHERE person = p_id;
    UPDATE person SET disabled_at = clock_timestamp() WHERE id = p_id AND disabled_at IS NULL;
    RETURN FOUND;
END $$;

CREATE FUNCTION platform.put_device(p_phone text, p_person text, p_realm text, p_ha1_md5 text, p_ha1_sha256 text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, platform AS $$
    INSERT INTO device (phone, person, realm, ha1_md5, ha1_sha256) VALUES (p_phone, p_person, p_realm, p_ha1_md5, p_ha1_sha256)
    ON CONFLICT (phone) DO UPDATE SET person = excluded.person, realm = excluded.realm, ha1_md5 = excluded.ha1_md5, ha1_sha256 = excluded.ha1_sha256;
$$;

CREATE FUNCTION platform.people() RETURNS TABLE (id text, tenant text, name text, roles text[], password text, phone text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, platform AS $$
    SELECT p.id, p.tenant, p.name, p.roles, p.password, (SELECT min(d.phone) FROM device d WHERE d.person = p.id)
    FROM person p WHERE p.disabled_at IS NULL ORDER BY p.id;
$$;

CREATE FUNCTION platform.device(p_phone text) RETURNS TABLE (phone text, person text, tenant text, realm text, ha1_md5 text, ha1_sha256 text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, platform AS $$
    SELECT d.phone, d.person, p.tenant, d.realm, d.ha1_md5, d.ha1_sha256
    FROM device d JOIN person p ON p.id = d.person WHERE d.phone = p_phone AND p.disabled_at IS NULL;
$$;

CREATE FUNCTION platform.issue_token(p_digest bytea, p_person text, p_kind text, p_expires timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, platform AS $$
BEGIN
    DELETE FROM token WHERE expires_at <= clock_timestamp();
    INSERT INTO token (digest, person, kind, expires_at) SELECT p_digest, p.id, p_kind, p_expires FROM person p WHERE p.id = p_person AND p.disabled_at IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no such person, or the person is disabled' USING ERRCODE = 'HL004';
    END IF;
END $$;

CREATE FUNCTION platform.check_token(p_digest bytea) RETURNS TABLE (id text, tenant text, name text, roles text[], expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, platform AS $$
    SELECT p.id, p.tenant, p.name, p.roles, t.expires_at FROM token t JOIN person p ON p.id = t.person
    WHERE t.digest = p_digest AND t.kind = 'sign-in' AND t.expires_at > clock_timestamp() AND p.disabled_at IS NULL;
$$;

-- A link signs in once.
CREATE FUNCTION platform.redeem_link(p_digest bytea) RETURNS TABLE (id text, tenant text, name text, roles text[])
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, platform AS $$
    WITH used AS (DELETE FROM token WHERE digest = p_digest AND kind = 'link' RETURNING person, expires_at)
    SELECT p.id, p.tenant, p.name, p.roles FROM used JOIN person p ON p.id = used.person
    WHERE used.expires_at > clock_timestamp() AND p.disabled_at IS NULL;
$$;

CREATE FUNCTION platform.revoke_token(p_digest bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, platform AS $$
    DELETE FROM token WHERE digest = p_digest;
$$;
