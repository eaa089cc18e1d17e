-- A fence between the authorities that share a database (ADR 0067): whose rows may be met is a setting of the connection, and a
-- statement that forgets the tenant meets no others.
--
-- The program sets it before each text: to the name of an authority, or to `*` for the few that look over all of them. Where it is
-- not set there are no rows. The owner of the tables is fenced as well; superusers and roles with BYPASSRLS are not.

-- For steps to come: a table with a tenant is fenced in the step that makes it.
CREATE PROCEDURE fence(fenced REGCLASS) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', fenced);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', fenced);
    -- In brackets the setting is read once for a statement, not once for a row. Nobody is called by what opens the fence, or
    -- by what it says where nothing is set.
    EXECUTE format(
        'CREATE POLICY fence ON %s
         USING (tenant = (SELECT current_setting(''guohe.tenant'', true))
             OR (SELECT current_setting(''guohe.tenant'', true)) = ''*'')
         WITH CHECK (tenant NOT IN ('''', ''*'')
             AND (tenant = (SELECT current_setting(''guohe.tenant'', true))
                 OR (SELECT current_setting(''guohe.tenant'', true)) = ''*''))',
        fenced
    );
END
$$;

DO $$
DECLARE
    fenced REGCLASS;
BEGIN
    FOR fenced IN
        SELECT c.oid::REGCLASS FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = current_schema()::REGNAMESPACE AND c.relkind IN ('r', 'p')
            AND a.attname = 'tenant' AND NOT a.attisdropped
    LOOP
        CALL fence(fenced);
    END LOOP;
END
$$;
