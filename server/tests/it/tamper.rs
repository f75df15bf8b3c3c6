//! What somebody with full access to the database can do to the log, and how it is found and named.

use conspectus_server::audit::Broken;
use conspectus_server::identity::{Actor, Scope};
use sqlx::{AnyPool, AssertSqlSafe};

use crate::harness::{App, Kind, capture, document, on_both_engines};

/// Six events, and the database without the triggers that refuse every change.
async fn open_to_attack(app: &App) -> AnyPool {
    let token = app.token(&[Scope::CapturesWrite]).await;
    app.capture(&token, &[capture(1, "plan", &document("one")), capture(2, "plan", &document("two"))]).await;
    let pool = app.database.raw().await;
    let statements: &[&'static str] = match app.database.kind {
        Kind::Sqlite => &["DROP TRIGGER audit_event_is_never_updated", "DROP TRIGGER audit_event_is_never_deleted"],
        Kind::Postgres => &["ALTER TABLE audit_event DISABLE TRIGGER ALL"],
    };
    for statement in statements {
        sqlx::query(*statement).execute(&pool).await.expect("drops it");
    }
    assert_eq!(app.store.verify_audit(app.workspace).await.expect("reads"), Ok(6));
    pool
}

/// Runs statements in which `{w}` stands for the workspace, one after the other.
async fn attack(app: &App, pool: &AnyPool, sql: &str) {
    let sql = sql.replace("{w}", &format!("workspace_id = '{}'", app.workspace));
    for statement in sql.split(';').map(str::trim).filter(|statement| !statement.is_empty()) {
        let done = sqlx::query(AssertSqlSafe(statement.to_owned())).execute(pool).await;
        assert!(done.unwrap_or_else(|error| panic!("{statement}: {error}")).rows_affected() > 0, "{statement}");
    }
}

async fn verdict(app: &App) -> Result<i64, Broken> {
    app.store.verify_audit(app.workspace).await.expect("reads")
}

/// Copies the log into a table beside it, to be put back after an attack.
async fn remember(pool: &AnyPool) {
    for sql in
        ["CREATE TABLE kept_event AS SELECT * FROM audit_event", "CREATE TABLE kept_head AS SELECT * FROM audit_head"]
    {
        sqlx::query(sql).execute(pool).await.expect("copies");
    }
}

async fn put_back(pool: &AnyPool) {
    for sql in [
        "DELETE FROM audit_event",
        "INSERT INTO audit_event SELECT * FROM kept_event",
        "DELETE FROM audit_head",
        "INSERT INTO audit_head SELECT * FROM kept_head",
    ] {
        sqlx::query(sql).execute(pool).await.expect("puts back");
    }
}

/// Each attack on a log of six events, and what the walk says of it.
fn attacks() -> Vec<(&'static str, Broken)> {
    vec![
        // A field edited
        ("UPDATE audit_event SET event = 'version.forged' WHERE {w} AND sequence = 5", Broken::Changed(5)),
        ("UPDATE audit_event SET actor_kind = 'agent' WHERE {w} AND sequence = 2", Broken::Changed(2)),
        ("UPDATE audit_event SET actor_id = '01900000-0000-7000-8000-00000000ffff' WHERE {w} AND sequence = 4", Broken::Changed(4)),
        ("UPDATE audit_event SET subject_id = NULL WHERE {w} AND sequence = 5", Broken::Changed(5)),
        ("UPDATE audit_event SET id = '01900000-0000-7000-8000-00000000ffff' WHERE {w} AND sequence = 3", Broken::Changed(3)),
        ("UPDATE audit_event SET previous = hash WHERE {w} AND sequence = 3", Broken::Unchained(3)),
        ("UPDATE audit_event SET hash = previous WHERE {w} AND sequence = 3", Broken::Changed(3)),
        ("UPDATE audit_event SET signature = hash WHERE {w} AND sequence = 6", Broken::Unsigned(6)),
        (
            "UPDATE audit_event SET body = hash WHERE {w} AND sequence = 2",
            Broken::Changed(2),
        ),
        // The clock shifted, of one event and of all
        ("UPDATE audit_event SET at = at + 3600000 WHERE {w} AND sequence = 4", Broken::Changed(4)),
        ("UPDATE audit_event SET at = at - 1 WHERE {w}", Broken::Changed(1)),
        // What it says replaced by what another event says
        ("UPDATE audit_event SET sealed = (SELECT o.sealed FROM audit_event o WHERE o.{w} AND o.sequence = 6)
          WHERE {w} AND sequence = 5", Broken::Body(5)),
        // Removed: at the start, in the middle, at the end, all
        ("DELETE FROM audit_event WHERE {w} AND sequence = 1", Broken::Missing(1)),
        ("DELETE FROM audit_event WHERE {w} AND sequence = 3", Broken::Missing(3)),
        ("DELETE FROM audit_event WHERE {w} AND sequence = 6", Broken::Truncated { expected: 6, found: 5 }),
        ("DELETE FROM audit_event WHERE {w}", Broken::Truncated { expected: 6, found: 0 }),
        // Removed, and the others moved up
        ("DELETE FROM audit_event WHERE {w} AND sequence = 6;
          UPDATE audit_event SET sequence = 6 WHERE {w} AND sequence = 5;
          UPDATE audit_event SET sequence = 5 WHERE {w} AND sequence = 4", Broken::Missing(4)),
        ("DELETE FROM audit_event WHERE {w} AND sequence = 5;
          UPDATE audit_event SET sequence = 5 WHERE {w} AND sequence = 6;
          UPDATE audit_head SET sequence = 5 WHERE {w}", Broken::Unchained(5)),
        // Truncated, with the head's number and hash adjusted
        ("DELETE FROM audit_event WHERE {w} AND sequence = 6;
          UPDATE audit_head SET sequence = 5, hash = (SELECT e.hash FROM audit_event e WHERE e.{w} AND e.sequence = 5)
          WHERE {w}", Broken::Head(5)),
        // Swapped
        ("UPDATE audit_event SET sequence = 100 WHERE {w} AND sequence = 3;
          UPDATE audit_event SET sequence = 3 WHERE {w} AND sequence = 4;
          UPDATE audit_event SET sequence = 4 WHERE {w} AND sequence = 100", Broken::Unchained(3)),
        // Inserted: at the end, and in the middle
        ("INSERT INTO audit_event SELECT workspace_id, 7, 'forged', at, event, actor_kind, actor_id, subject_id, hash, hash,
          signature, sealed, body FROM audit_event WHERE {w} AND sequence = 6;
          UPDATE audit_event SET id = '01900000-0000-7000-8000-00000000ffff' WHERE {w} AND sequence = 7;
          UPDATE audit_head SET sequence = 7 WHERE {w}", Broken::Changed(7)),
        // The head itself
        ("UPDATE audit_head SET sequence = 7 WHERE {w}", Broken::Truncated { expected: 7, found: 6 }),
        ("UPDATE audit_head SET sequence = 5 WHERE {w}", Broken::Truncated { expected: 5, found: 6 }),
        ("UPDATE audit_head SET hash = (SELECT e.hash FROM audit_event e WHERE e.{w} AND e.sequence = 2) WHERE {w}", Broken::Head(6)),
        ("UPDATE audit_head SET frontier = hash WHERE {w}", Broken::Head(6)),
        ("DELETE FROM audit_head WHERE {w}", Broken::Head(6)),
    ]
}

on_both_engines! {
    async fn each_attack_is_found_and_the_event_named(app: App) {
        let pool = open_to_attack(&app).await;
        remember(&pool).await;
        for (sql, broken) in attacks() {
            attack(&app, &pool, sql).await;
            assert_eq!(verdict(&app).await, Err(broken), "{sql}");
            put_back(&pool).await;
            assert_eq!(verdict(&app).await, Ok(6), "put back after {sql}");
        }
    }

    async fn every_event_is_protected_not_only_some(app: App) {
        let pool = open_to_attack(&app).await;
        remember(&pool).await;
        for number in 1..=6 {
            attack(&app, &pool, &format!("UPDATE audit_event SET event = 'x.y' WHERE {{w}} AND sequence = {number}")).await;
            assert_eq!(verdict(&app).await, Err(Broken::Changed(number)));
            put_back(&pool).await;
        }
    }

    async fn a_log_replaced_by_that_of_another_workspace_is_found(app: App) {
        let pool = open_to_attack(&app).await;
        let (elsewhere, _) = app.store.ensure_workspace("Elsewhere", &*app.clock).await.expect("a workspace");
        attack(&app, &pool, "DELETE FROM audit_event WHERE {w}; DELETE FROM audit_head WHERE {w}").await;
        let moved = format!("SET {{w}} WHERE workspace_id = '{elsewhere}'");
        attack(&app, &pool, &format!("UPDATE audit_event {moved}; UPDATE audit_head {moved}")).await;
        assert_eq!(verdict(&app).await, Err(Broken::Changed(1)));
    }

    async fn an_older_state_put_back_is_found_by_whoever_kept_a_checkpoint(app: App) {
        let pool = open_to_attack(&app).await;
        remember(&pool).await;
        app.token(&[Scope::Read]).await;
        let kept = app.store.checkpoint(app.workspace, 0).await.expect("signs");
        assert_eq!(kept.checkpoint.size, 7);
        put_back(&pool).await;
        assert_eq!(verdict(&app).await, Ok(6), "by itself it is whole");
        let examined = app.store.examine_audit(app.workspace, Some(&kept.note)).await.expect("reads");
        assert_eq!(examined, Err(Broken::Shorter { kept: 7, found: 6 }));
        // And when the server, which holds all keys, goes on from there.
        app.token(&[Scope::Read, Scope::AuditRead]).await;
        assert_eq!(verdict(&app).await, Ok(7));
        let examined = app.store.examine_audit(app.workspace, Some(&kept.note)).await.expect("reads");
        assert_eq!(examined, Err(Broken::Rewritten(7)));
    }

    async fn a_checkpoint_of_another_log_or_a_forged_one_is_refused(app: App) {
        let (elsewhere, _) = app.store.ensure_workspace("Elsewhere", &*app.clock).await.expect("a workspace");
        let note = app.store.checkpoint(elsewhere, 0).await.expect("signs").note;
        let examined = app.store.examine_audit(app.workspace, Some(&note)).await.expect("reads");
        assert!(matches!(examined, Err(Broken::OtherCheckpoint(_))), "{examined:?}");
    }

    async fn a_clock_that_was_set_back_is_named_and_breaks_nothing(app: App) {
        app.pass_seconds(-3600);
        app.token(&[Scope::Read]).await;
        let whole = app.store.examine_audit(app.workspace, None).await.expect("reads").expect("whole");
        assert_eq!((whole.events, whole.clock_set_back), (3, vec![3]));
    }

    async fn stored_subtrees_are_checked_and_every_old_checkpoint_is_extended(app: App) {
        let pool = open_to_attack(&app).await;
        let console = Actor::console(app.workspace);
        let mut kept = Vec::new();
        for round in 0..600 {
            if round % 97 == 0 {
                kept.push(app.store.checkpoint(app.workspace, 0).await.expect("signs").checkpoint);
            }
            app.store.access_denied(&console, "GET /somewhere", &*app.clock).await.expect("writes");
        }
        assert_eq!(verdict(&app).await, Ok(606));
        for old in kept {
            let new = app.store.checkpoint(app.workspace, old.size).await.expect("signs");
            let now = (new.checkpoint.size, &new.checkpoint.root);
            let checked = conspectus_proof::tree::check_consistency((old.size, &old.root), now, &new.consistency);
            assert_eq!(checked, Ok(()), "from {}", old.size);
        }
        attack(&app, &pool, "UPDATE audit_node SET hash = (SELECT h.hash FROM audit_head h WHERE h.{w}) WHERE {w} AND position = 1").await;
        assert_eq!(verdict(&app).await, Err(Broken::Node { level: 8, last: 512 }));
        attack(&app, &pool, "DELETE FROM audit_node WHERE {w}").await;
        assert_eq!(verdict(&app).await, Err(Broken::Node { level: 8, last: 256 }));
    }
}
