-- Row-level security: whatever a statement asks, a transaction sees and writes the rows of its workspace alone. Without a
-- workspace it sees none. The owner of the tables is held to it as well (FORCE); superusers are not, so the server
-- refuses to run as one.
--
-- A table made later calls protect_rows in the same migration (or in a `.postgres.sql` one right after it). With
-- directory => true, the installation's own transactions see all rows of the table: how a session, a token or a
-- link is found before it is known whose it is. Tables with content never say so.

CREATE FUNCTION protect_rows(protected regclass, directory boolean DEFAULT false, scope name DEFAULT 'workspace_id')
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    workspace CONSTANT text := 'current_setting(''conspectus.workspace'', true)';
    visible text := format('%I = %s', scope, workspace);
BEGIN
    IF directory THEN
        visible := format('%s OR %s = ''00000000-0000-0000-0000-000000000000''', visible, workspace);
    END IF;
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', protected);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', protected);
    EXECUTE format('CREATE POLICY within_workspace ON %s USING (%s) WITH CHECK (%s)', protected, visible, visible);
END;
$$;

SELECT protect_rows('workspace', directory => true, scope => 'id');
SELECT protect_rows('membership', directory => true);
SELECT protect_rows('token', directory => true);
SELECT protect_rows('session', directory => true);
SELECT protect_rows('sign_in_link', directory => true);

SELECT protect_rows('data_key');
SELECT protect_rows('account');
SELECT protect_rows('sign_in_attempt');
SELECT protect_rows('project');
SELECT protect_rows('phase');
SELECT protect_rows('iteration');
SELECT protect_rows('asset');
SELECT protect_rows('version');
SELECT protect_rows('version_body');
SELECT protect_rows('note');
SELECT protect_rows('capture');
SELECT protect_rows('lineage');
SELECT protect_rows('awaited_lineage');
SELECT protect_rows('blind_index');
SELECT protect_rows('idempotency');
SELECT protect_rows('audit_head');
SELECT protect_rows('audit_event');
