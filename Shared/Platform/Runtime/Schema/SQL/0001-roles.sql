-- Each service signs in as a role of its own and owns one schema; what is common lies in `platform`, whose tables are
-- written through functions alone.

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['media_gateway', 'speech_intent', 'routing', 'agent_assist', 'ticketing', 'analytics', 'operator'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I LOGIN', 'hotline_' || name);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL; -- roles belong to the cluster: another database of it has made this one
        END;
        EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), 'hotline_' || name);
        EXECUTE format('GRANT USAGE ON SCHEMA platform TO %I', 'hotline_' || name);
        IF name <> 'operator' THEN
            EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I', name);
            EXECUTE format('ALTER SCHEMA %I OWNER TO %I', name, 'hotline_' || name);
        END IF;
    END LOOP;
END $$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- The service whose role signed in: `media-gateway` for hotline_media_gateway. A function that runs with its owner's
-- rights asks this before it writes anything.
CREATE FUNCTION platform.caller() RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF session_user NOT LIKE 'hotline\_%' THEN
        RAISE EXCEPTION 'role % is no service of Hotline: sign in as hotline_<service>', session_user USING ERRCODE = 'HL002';
    END IF;
    RETURN replace(substr(session_user::text, 9), '_', '-');
END $$;
