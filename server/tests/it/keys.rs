//! Keys that are rotated, handed over and destroyed while the server runs.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::Duration;

use conspectus_server::identity::{Actor, Scope};
use conspectus_server::operations::{Progress, rotate_content, rotate_master};
use conspectus_server::store::{INSTALLATION, KeyLease, Store, StoreError};
use conspectus_server::vault::{KeyPurpose, KeyState, MasterKey, Table};
use serde_json::Value;
use sqlx::{AssertSqlSafe, Row};
use uuid::Uuid;

use crate::harness::{App, Kind, capture, dataset, document, note, on_both_engines};

/// Short enough for a test; every use of keys still goes through all steps.
const LEASE: KeyLease = KeyLease { hold: Duration::ZERO, longest: Duration::from_millis(1500) };

/// Another server on the same database and key file.
async fn another(app: &App) -> Store {
    let master = MasterKey::load_or_create(&app.database.master_key()).expect("a key");
    Store::open(&app.database.url, master).await.expect("opens").with_lease(LEASE)
}

async fn rotate(store: &Store, app: &App) -> Vec<Progress> {
    let told = Mutex::new(Vec::new());
    let tell = |progress| told.lock().expect("not poisoned").push(progress);
    rotate_content(store, &Actor::console(app.workspace), &*app.clock, tell).await.expect("rotates");
    told.into_inner().expect("not poisoned")
}

async fn filled(app: &App) -> String {
    let token = app.token(Scope::ALL).await;
    let captures = [
        capture(1, "flights", &dataset(1000, "delay")),
        capture(2, "plan", &document("about delays")),
        note(3, "looks odd"),
    ];
    app.capture(&token, &captures).await;
    token
}

/// The first bytes of every sealed body: format and version of the key.
async fn prefixes(app: &App, table: &str, workspace: Uuid) -> BTreeSet<Vec<u8>> {
    let column = if table == "workspace" { "id" } else { "workspace_id" };
    let sql = AssertSqlSafe(format!("SELECT sealed FROM {table} WHERE {column} = $1"));
    let pool = app.database.raw().await;
    let rows = sqlx::query(sql).bind(workspace.to_string()).fetch_all(&pool).await.expect("reads");
    rows.iter().map(|row| row.get::<Vec<u8>, _>(0)[..5].to_vec()).collect()
}

async fn state_of(app: &App, purpose: KeyPurpose) -> Vec<(u32, KeyState)> {
    let keys = app.store.key_rows(app.workspace).await.expect("reads");
    keys.iter().filter(|key| key.purpose == purpose).map(|key| (key.version, key.state)).collect()
}

on_both_engines! {
    async fn after_a_rotation_everything_is_under_the_new_key_and_the_old_one_is_gone(app: App) {
        let token = filled(&app).await;
        let before = app.get("/api/v1/search?q=delay", Some(&token)).await.json;
        let other = another(&app).await;
        let told = rotate(&other, &app).await;
        assert_eq!(told.last(), Some(&Progress::Destroyed { keys: 1 }), "{told:?}");
        for table in Table::ALL.iter().filter(|table| !table.is_final()) {
            let found = prefixes(&app, table.as_str(), app.workspace).await;
            assert!(found.is_subset(&BTreeSet::from([vec![2, 0, 0, 0, 2]])), "{table:?}: {found:?}");
        }
        assert_eq!(state_of(&app, KeyPurpose::Content).await, [(1, KeyState::Destroyed), (2, KeyState::Active)]);
        assert!(another(&app).await.verify_audit(app.workspace).await.expect("reads").is_ok());
        let after = App::beside(&app, another(&app).await).get("/api/v1/search?q=delay", Some(&token)).await.json;
        assert_eq!(before, after, "readers see no difference");
    }

    async fn servers_read_and_write_while_keys_are_rotated(app: App) {
        let token = filled(&app).await;
        let servers = [App::beside(&app, another(&app).await), App::beside(&app, another(&app).await)];
        let rotating = another(&app).await;
        let rotated = std::sync::atomic::AtomicBool::new(false);
        let rotation = async {
            rotate(&rotating, &app).await;
            rotated.store(true, std::sync::atomic::Ordering::SeqCst);
        };
        let busy = async {
            let mut sent = 100;
            while !rotated.load(std::sync::atomic::Ordering::SeqCst) {
                for server in &servers {
                    sent += 1;
                    let receipts = server.capture(&token, &[capture(sent, "busy", &document(&format!("text {sent}")))]).await;
                    assert_eq!(receipts[0]["outcome"], "created", "{receipts:?}");
                    assert_eq!(server.get("/api/v1/projects", Some(&token)).await.status, 200);
                }
            }
            sent
        };
        let ((), sent) = tokio::join!(rotation, busy);
        assert!(sent > 110, "there was traffic: {sent}");
        assert_eq!(another(&app).await.left_to_reseal(app.workspace).await.expect("counts"), 0);
        let versions = servers[0].get("/api/v1/search?q=busy", Some(&token)).await;
        assert_eq!(versions.json["items"].as_array().map(Vec::len), Some(1), "{}", versions.json);
    }

    async fn a_rotation_that_was_cut_off_goes_on_where_it_was(app: App) {
        let token = filled(&app).await;
        let many: Vec<Value> = (200..450).map(|number| capture(number, &format!("a{number}"), &document("text"))).collect();
        for some in many.chunks(50) {
            app.capture(&token, some).await;
        }
        let store = another(&app).await;
        let console = Actor::console(app.workspace);
        let begun = store.begin_data_rotation(&console, &*app.clock).await.expect("begins");
        store.activate(begun).await.expect("activates");
        let some = store.reseal(begun, Table::Asset, "").await.expect("seals anew");
        assert!(some.changed == 100, "{some:?}");
        let told = rotate(&another(&app).await, &app).await;
        assert_eq!(told[..2], [Progress::Resumed, Progress::Announced { version: begun.to_version }]);
        assert!(matches!(told[2], Progress::Resealed { done: 100, left } if left > 100), "{told:?}");
        assert_eq!(told.last(), Some(&Progress::Destroyed { keys: 1 }));
        assert_eq!(state_of(&app, KeyPurpose::Content).await.len(), 2, "one new key, not two");
    }

    async fn the_master_key_is_replaced_without_touching_content(app: App) {
        let token = filled(&app).await;
        let body = prefixes(&app, "version_body", app.workspace).await;
        let old = MasterKey::load_or_create(&app.database.master_key()).expect("a key").id();
        rotate_master(&another(&app).await, INSTALLATION, &*app.clock, |_| {}).await.expect("rotates");
        let new = MasterKey::load_or_create(&app.database.master_key()).expect("a key").id();
        assert_ne!(old, new);
        for workspace in [INSTALLATION, app.workspace] {
            let keys = app.store.key_rows(workspace).await.expect("reads");
            assert!(keys.iter().all(|key| key.master_key == new), "{keys:?}");
        }
        assert_eq!(prefixes(&app, "version_body", app.workspace).await, body);
        assert!(MasterKey::forget(&app.database.master_key(), &old).expect("writes"));
        let fresh = App::beside(&app, another(&app).await);
        assert_eq!(fresh.get("/api/v1/projects", Some(&token)).await.status, 200);
        assert_eq!(app.get("/api/v1/projects", Some(&token)).await.status, 200, "and the running server goes on");
    }

    async fn a_destroyed_workspace_is_gone_and_everything_else_runs(app: App) {
        let token = filled(&app).await;
        let (elsewhere, _) = app.store.ensure_workspace("Elsewhere", &*app.clock).await.expect("a workspace");
        let other = app.token_for(elsewhere, Scope::ALL, None).await;
        another(&app).await.destroy_content(&Actor::console(app.workspace), &*app.clock).await.expect("destroys");
        let server = App::beside(&app, another(&app).await);
        server.get("/api/v1/projects", Some(&token)).await.is_problem("gone");
        assert_eq!(server.get("/api/v1/projects", Some(&other)).await.status, 200);
        assert!(another(&app).await.verify_audit(app.workspace).await.expect("reads").is_ok(), "its log still proves itself");
        let left = app.store.key_rows(app.workspace).await.expect("reads");
        let alive: Vec<KeyPurpose> =
            left.iter().filter(|key| key.state != KeyState::Destroyed).map(|key| key.purpose).collect();
        assert_eq!(alive, [KeyPurpose::Audit]);
        let pool = app.database.raw().await;
        let kept: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM data_key WHERE state = 'destroyed' AND wrapped <> $1")
            .bind(Vec::<u8>::new()).fetch_one(&pool).await.expect("counts");
        assert_eq!(kept, 0, "nothing of a destroyed key is left");
    }

    async fn what_was_written_under_keys_that_may_be_gone_is_not_kept(app: App) {
        let slow = another(&app).await.with_lease(KeyLease { hold: Duration::ZERO, longest: Duration::ZERO });
        let made = slow.create_link(&app.admin, app.admin.account.expect("one"), vec![1], &*app.clock).await;
        assert!(matches!(made, Err(StoreError::KeysOutdated)), "{made:?}");
    }

    async fn every_column_of_sealed_bodies_is_known_to_the_rotation(app: App) {
        let pool = app.database.raw().await;
        let sql = match app.database.kind {
            Kind::Sqlite => "SELECT m.name AS t, c.name AS c FROM sqlite_master m, pragma_table_info(m.name) c
                             WHERE m.type = 'table' AND c.name LIKE '%sealed%'",
            Kind::Postgres => "SELECT table_name::text AS t, column_name::text AS c FROM information_schema.columns
                               WHERE table_schema = 'public' AND column_name LIKE '%sealed%'",
        };
        for row in sqlx::query(sql).fetch_all(&pool).await.expect("lists") {
            let (name, column): (String, String) = (row.get("t"), row.get("c"));
            let table = Table::ALL.iter().find(|table| table.as_str() == name);
            let table = table.unwrap_or_else(|| panic!("{name} is not a Table of the vault"));
            assert_eq!(column, "sealed", "{name}: the rotation seals the column `sealed` anew, and no other");
            let (row, workspace) = (table.row_column(), table.workspace_column());
            let sql = AssertSqlSafe(format!("SELECT {row}, {workspace} FROM {name}"));
            sqlx::query(sql).fetch_all(&pool).await.unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }

    async fn a_database_of_an_earlier_version_gets_the_key_it_lacks(app: App) {
        let pool = app.database.raw().await;
        sqlx::query("DELETE FROM data_key WHERE purpose = 'log'").execute(&pool).await.expect("deletes");
        let error = another(&app).await.workspace(app.workspace).await.map(|_| ());
        assert!(error.is_ok(), "content never needed it");
        let store = another(&app).await;
        store.install(&*app.clock).await.expect("completes");
        for workspace in [INSTALLATION, app.workspace] {
            let keys = store.key_rows(workspace).await.expect("reads");
            assert!(keys.iter().any(|key| key.purpose == KeyPurpose::Log), "{keys:?}");
        }
        App::beside(&app, store).token(&[Scope::Read]).await;
    }
}
