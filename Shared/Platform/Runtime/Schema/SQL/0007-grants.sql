-- What each service may do beyond its own schema: read the log, and call these.

DO $$
DECLARE
    v_role text;
    v_all text[] := ARRAY['media_gateway', 'speech_intent', 'routing', 'agent_assist', 'ticketing', 'analytics', 'operator'];
    v_web text[] := ARRAY['agent_assist', 'analytics', 'operator'];
    v_grant record;
BEGIN
    REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA platform FROM PUBLIC;
    FOREACH v_role IN ARRAY v_all LOOP
        EXECUTE format('GRANT SELECT ON platform.event, platform.stream_head, platform.live_instance, platform.cursor, platform.dead_letter TO %I', 'hotline_' || v_role);
    END LOOP;
    GRANT SELECT ON platform.audit, platform.audit_head TO hotline_operator;
    FOR v_grant IN SELECT * FROM (VALUES
        ('lease_time', v_all), ('renew_instance', v_all), ('withdraw_instance', v_all), ('fence_instance', ARRAY['routing']), ('append', v_all),
        ('claim_streams', v_all), ('release_streams', v_all), ('advance', v_all), ('park', v_all), ('repark', v_all), ('unpark', v_all), ('release_subject', v_all),
        ('put_data_key', v_all), ('data_key', v_all), ('newest_data_key', v_all), ('append_audit', v_all),
        ('erase_person', ARRAY['ticketing', 'operator']),
        ('put_person', ARRAY['operator']), ('disable_person', ARRAY['operator']), ('put_device', ARRAY['operator']),
        ('people', v_web), ('issue_token', v_web), ('check_token', v_web), ('redeem_link', v_web), ('revoke_token', v_web),
        ('device', ARRAY['media_gateway', 'operator'])
    ) AS g(name, roles) LOOP
        FOREACH v_role IN ARRAY v_grant.roles LOOP
            EXECUTE (SELECT format('GRANT EXECUTE ON FUNCTION %s TO %I', p.oid::regprocedure, 'hotline_' || v_role)
                     FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'platform' AND p.proname = v_grant.name);
        END LOOP;
    END LOOP;
END $$;
