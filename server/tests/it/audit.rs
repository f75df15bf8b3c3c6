use conspectus_server::identity::Scope;

use crate::harness::{App, Kind, capture, document, on_both_engines};

async fn with_events(app: &App) -> String {
    let token = app.token(&[Scope::CapturesWrite, Scope::AuditRead]).await;
    let captures = [capture(1, "plan", &document("one")), capture(2, "plan", &document("two"))];
    app.capture(&token, &captures).await;
    token
}

on_both_engines! {
    async fn every_write_appends_an_event_and_the_log_proves_itself(app: App) {
        let token = with_events(&app).await;
        let log = app.get("/api/v1/audit?limit=2", Some(&token)).await;
        let newest = &log.json["items"][0];
        assert_eq!(newest["event"], "version.created");
        assert_eq!(newest["actor"]["type"], "agent");
        assert_eq!(newest["payload"]["number"], 2);
        assert_eq!(newest["timestamp"], "2026-03-01T09:00:00.000Z");
        let cursor = log.json["next_cursor"].as_str().expect("there is more");
        let next = app.get(&format!("/api/v1/audit?limit=200&cursor={cursor}"), Some(&token)).await;
        let names: Vec<&str> =
            next.json["items"].as_array().expect("items").iter().filter_map(|event| event["event"].as_str()).collect();
        assert_eq!(names, ["project.created", "token.created", "member.added", "workspace.created"]);
        assert_eq!(app.store.verify_audit(app.workspace).await.expect("reads"), Ok(6));
    }

    async fn a_refused_capture_leaves_no_event(app: App) {
        let token = app.token(&[Scope::CapturesWrite]).await;
        let before = app.store.verify_audit(app.workspace).await.expect("reads");
        app.capture(&token, &[capture(1, " blank ", &document("one"))]).await;
        assert_eq!(app.store.verify_audit(app.workspace).await.expect("reads"), before);
    }

    async fn the_database_refuses_to_change_or_delete_an_event(app: App) {
        with_events(&app).await;
        let pool = app.database.raw().await;
        for statement in ["UPDATE audit_event SET event = 'x'", "DELETE FROM audit_event"] {
            let error = sqlx::query(statement).execute(&pool).await.expect_err("refused").to_string();
            assert!(error.contains("audit events are never"), "{error}");
        }
    }
}
