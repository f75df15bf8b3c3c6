use conspectus_server::store::{Store, StoreError};
use conspectus_server::vault::{MasterKey, VaultError};

use crate::harness::{App, Database, Fixed, Kind, all_at_once, on_both_engines};

async fn open(database: &Database) -> Store {
    let master = MasterKey::load_or_create(&database.master_key()).expect("a key");
    Store::open(&database.url, master).await.expect("opens")
}

async fn prepared_by_many(kind: Kind) {
    let database = Database::create(kind).await;
    let clock = Fixed::starting_now();
    let starts = (0..6).map(|_| async {
        let store = open(&database).await;
        store.migrate_as(&database.owner).await.expect("migrates");
        store.install(&clock).await.expect("installs");
        let (workspace, created) = store.ensure_workspace("Team", &clock).await.expect("a workspace");
        assert!(store.is_ready().await.expect("answers"));
        (workspace, created)
    });
    let made = all_at_once(starts).await;
    assert!(made.iter().all(|(workspace, _)| *workspace == made[0].0), "all found the same workspace");
    assert_eq!(made.iter().filter(|(_, created)| *created).count(), 1, "and one of them made it");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_that_start_together_prepare_one_sqlite_database() {
    prepared_by_many(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_that_start_together_prepare_one_postgresql_database() {
    prepared_by_many(Kind::Postgres).await;
}

on_both_engines! {
    async fn another_master_key_opens_nothing_and_is_named(app: App) {
        let other = MasterKey::from_bytes(&[9; 32]).expect("32 bytes");
        let store = Store::open(&app.database.url, other).await.expect("opens");
        let error = store.workspace(app.workspace).await.expect_err("refused");
        assert!(matches!(error, StoreError::Vault(VaultError::OtherMasterKey { .. })), "{error}");
    }

    async fn a_sealed_body_moved_to_another_row_does_not_open(app: App) {
        let (elsewhere, _) = app.store.ensure_workspace("Elsewhere", &*app.clock).await.expect("a workspace");
        let pool = app.database.raw().await;
        sqlx::query("UPDATE workspace SET sealed = (SELECT w.sealed FROM workspace w WHERE w.id = $1) WHERE id = $2")
            .bind(app.workspace.to_string())
            .bind(elsewhere.to_string())
            .execute(&pool)
            .await
            .expect("moves it");
        let error = app.store.workspace(elsewhere).await.expect_err("refused");
        assert!(matches!(error, StoreError::Vault(VaultError::DoesNotOpen { table: "workspace" })), "{error}");
        app.store.workspace(app.workspace).await.expect("its own still opens");
    }

    async fn a_second_server_on_the_same_database_sees_what_the_first_recorded(app: App) {
        let second = open(&app.database).await;
        assert_eq!(second.workspace(app.workspace).await.expect("reads").name, "Acceptance");
        second.ensure_workspace("From the second", &*app.clock).await.expect("writes");
        assert!(app.store.workspace_named("From the second").await.expect("reads").is_some());
    }
}
