//! What the database itself refuses, whatever the code above it asks.

use conspectus_server::identity::Scope;
use conspectus_server::store::{INSTALLATION, Store, StoreError};
use conspectus_server::vault::MasterKey;
use sqlx::{AnyPool, AssertSqlSafe, Row};

use crate::harness::{App, Kind, capture, document};

/// Tables in which the installation finds whose a secret is. None holds content.
const DIRECTORY: &[&str] = &["membership", "session", "sign_in_link", "token", "workspace"];

async fn two_workspaces() -> (App, uuid::Uuid) {
    let app = App::start(Kind::Postgres).await;
    let (elsewhere, _) = app.store.ensure_workspace("Elsewhere", &*app.clock).await.expect("a workspace");
    for workspace in [app.workspace, elsewhere] {
        let token = app.token_for(workspace, Scope::ALL, None).await;
        app.capture(&token, &[capture(1, "plan", &document("text"))]).await;
    }
    (app, elsewhere)
}

async fn tables(pool: &AnyPool) -> Vec<String> {
    let sql = "SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE c.relkind = 'r' AND n.nspname = 'public' AND c.relname <> '_sqlx_migrations' ORDER BY 1";
    sqlx::query_scalar(sql).fetch_all(pool).await.expect("lists")
}

/// Rows of `table` that the server's own role sees, in a transaction of this workspace or of none.
async fn visible(pool: &AnyPool, table: &str, workspace: Option<uuid::Uuid>) -> Vec<String> {
    let column = if table == "workspace" { "id" } else { "workspace_id" };
    let mut transaction = pool.begin().await.expect("begins");
    if let Some(workspace) = workspace {
        let sql = AssertSqlSafe(format!("SET LOCAL conspectus.workspace = '{workspace}'"));
        sqlx::query(sql).execute(&mut *transaction).await.expect("sets");
    }
    let sql = AssertSqlSafe(format!("SELECT DISTINCT {column} AS owner FROM {table}"));
    let rows = sqlx::query(sql).fetch_all(&mut *transaction).await.expect("reads");
    rows.iter().map(|row| row.get::<String, _>("owner")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_table_forces_row_level_security_and_belongs_to_another_role() {
    let app = App::start(Kind::Postgres).await;
    let pool = AnyPool::connect(&app.database.url).await.expect("connects");
    let sql = "SELECT relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname = 'public' AND relname <> '_sqlx_migrations'
                 AND NOT (relrowsecurity AND relforcerowsecurity
                          AND EXISTS (SELECT 1 FROM pg_policy WHERE polrelid = c.oid))";
    let open: Vec<String> = sqlx::query_scalar(sql).fetch_all(&pool).await.expect("lists");
    assert_eq!(open, [] as [String; 0], "call protect_rows for these tables");
    let sql =
        "SELECT relname::text FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)";
    let own: Vec<String> = sqlx::query_scalar(sql).fetch_all(&pool).await.expect("lists");
    assert_eq!(own, [] as [String; 0], "the server's role owns nothing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_sees_the_rows_of_its_workspace_and_without_one_none() {
    let (app, elsewhere) = two_workspaces().await;
    let pool = AnyPool::connect(&app.database.url).await.expect("connects");
    let everything = app.database.raw().await;
    for table in tables(&everything).await {
        assert_eq!(visible(&pool, &table, None).await, [] as [String; 0], "{table} without a workspace");
        for workspace in [app.workspace, elsewhere] {
            let owners = visible(&pool, &table, Some(workspace)).await;
            assert!(owners.iter().all(|owner| *owner == workspace.to_string()), "{table}: {owners:?}");
        }
        let others = visible(&pool, &table, Some(INSTALLATION)).await.len();
        let own = i64::try_from(others).expect("few") <= 1;
        assert!(own || DIRECTORY.contains(&table.as_str()), "the installation sees the content of {table}");
    }
    assert_eq!(visible(&pool, "version", Some(elsewhere)).await, [elsewhere.to_string()]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_row_is_written_into_or_moved_to_another_workspace() {
    let (app, elsewhere) = two_workspaces().await;
    let pool = AnyPool::connect(&app.database.url).await.expect("connects");
    for sql in [
        format!("UPDATE project SET workspace_id = '{elsewhere}'"),
        format!("INSERT INTO project VALUES ('x', '{elsewhere}', '', 0, 0, '')"),
    ] {
        let mut transaction = pool.begin().await.expect("begins");
        let scope = AssertSqlSafe(format!("SET LOCAL conspectus.workspace = '{}'", app.workspace));
        sqlx::query(scope).execute(&mut *transaction).await.expect("sets");
        let error = sqlx::query(AssertSqlSafe(sql)).execute(&mut *transaction).await.expect_err("refused");
        assert!(error.to_string().contains("row-level security"), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_servers_role_can_neither_change_the_log_nor_the_schema_nor_lift_the_policies() {
    let (app, _) = two_workspaces().await;
    let pool = AnyPool::connect(&app.database.url).await.expect("connects");
    for sql in [
        "UPDATE audit_event SET event = 'x'",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event",
        "ALTER TABLE version DISABLE ROW LEVEL SECURITY",
        "DROP POLICY within_workspace ON version",
        "DROP TABLE note",
        "CREATE TABLE mine (id TEXT)",
        "DELETE FROM _sqlx_migrations",
        "SET ROLE postgres",
    ] {
        let error = sqlx::query(sql).execute(&pool).await.expect_err("refused").to_string();
        assert!(error.contains("permission denied") || error.contains("must be owner"), "{sql}: {error}");
    }
    // `row_security = off` does not show more: it turns what would be hidden into an error.
    let mut connection = pool.acquire().await.expect("connects");
    sqlx::query("SET row_security = off").execute(&mut *connection).await.expect("sets");
    let error = sqlx::query("SELECT id FROM version").execute(&mut *connection).await.expect_err("refused");
    assert!(error.to_string().contains("row-level security"), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_that_row_level_security_does_not_hold_is_refused() {
    let app = App::start(Kind::Postgres).await;
    let key = || MasterKey::load_or_create(&app.database.master_key()).expect("a key");
    let powerful = Store::open(&app.database.all_powerful, key()).await.expect("opens");
    assert!(matches!(powerful.check_role().await, Err(StoreError::UnboundRole(_))));
    for held in [&app.database.url, &app.database.owner] {
        Store::open(held, key()).await.expect("opens").check_role().await.expect("is held");
    }
}
