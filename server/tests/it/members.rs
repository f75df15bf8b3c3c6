use axum::http::Method;
use conspectus_server::identity::{Role, Scope};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Answer, App, Kind, Request, all_at_once, on_both_engines};

async fn change(app: &App, by: &str, member: Uuid, body: &Value) -> Answer {
    let path = format!("/api/v1/members/{member}");
    app.send(Request::new(Method::PATCH, &path).bearer(Some(by)).json(body)).await
}

async fn colleague(app: &App, role: Role) -> (Uuid, String) {
    let account = app.member(app.workspace, "grace@example.org", role).await;
    (account, app.session_of(app.workspace, account).await)
}

on_both_engines! {
    async fn an_admin_sees_who_is_there_and_what_they_may(app: App) {
        let admin = app.session().await;
        let (grace, _) = colleague(&app, Role::Viewer).await;
        let listed = app.get("/api/v1/members", Some(&admin)).await;
        let expected = json!({
            "id": grace, "name": "grace@example.org", "email": "grace@example.org", "role": "viewer", "auditor": false,
            "joined_at": "2026-03-01T09:00:00.000Z",
        });
        assert!(listed.json["items"].as_array().expect("items").contains(&expected), "{}", listed.json);
    }

    async fn a_new_role_holds_at_once_and_is_logged(app: App) {
        let admin = app.session().await;
        let (grace, session) = colleague(&app, Role::Viewer).await;
        app.get("/api/v1/tokens", Some(&session)).await.is_problem("forbidden");
        assert_eq!(change(&app, &admin, grace, &json!({ "role": "analyst" })).await.json["role"], "analyst");
        assert_eq!(app.get("/api/v1/tokens", Some(&session)).await.status, 200);
        change(&app, &admin, grace, &json!({ "role": "operator" })).await.is_problem("invalid-request");
        change(&app, &admin, Uuid::nil(), &json!({ "role": "viewer" })).await.is_problem("not-found");
        let auditor = app.token(&[Scope::AuditRead, Scope::AuditSensitive]).await;
        let log = app.get("/api/v1/audit", Some(&auditor)).await;
        let changed = log.json["items"].as_array().expect("items").iter().find(|event| event["event"] == "member.changed");
        let payload = json!({
            "from": { "role": "viewer", "auditor": false, "suspended": false },
            "to": { "role": "analyst", "auditor": false, "suspended": false },
        });
        assert_eq!(changed.expect("logged")["payload"], payload);
    }

    async fn whoever_is_suspended_is_out_at_once_with_their_tokens_and_may_come_back(app: App) {
        let admin = app.session().await;
        let (grace, session) = colleague(&app, Role::Analyst).await;
        let wanted = json!({ "name": "nb", "scopes": ["read"], "expires_in_days": 9 });
        let token = app.post("/api/v1/tokens", Some(&session), &wanted).await.json["token"].take();
        let token = token.as_str().expect("a token");
        change(&app, &admin, grace, &json!({ "suspended": true })).await;
        for secret in [session.as_str(), token] {
            app.get("/api/v1/projects", Some(secret)).await.is_problem("unauthenticated");
        }
        change(&app, &admin, grace, &json!({ "suspended": false })).await;
        assert_eq!(app.get("/api/v1/projects", Some(token)).await.status, 200);
        app.get("/api/v1/projects", Some(&session)).await.is_problem("unauthenticated");
        let path = format!("/api/v1/members/{grace}");
        assert_eq!(app.send(Request::new(Method::DELETE, &path).bearer(Some(&admin))).await.status, 204);
        app.member(app.workspace, "grace@example.org", Role::Admin).await;
        app.get("/api/v1/projects", Some(token)).await.is_problem("unauthenticated");
    }

    async fn a_workspace_keeps_an_admin_even_if_two_demote_each_other_at_once(app: App) {
        let admin = app.session().await;
        let ada = app.admin.account.expect("an account");
        change(&app, &admin, ada, &json!({ "suspended": true })).await.is_problem("conflict");
        change(&app, &admin, ada, &json!({ "role": "viewer" })).await.is_problem("conflict");
        let path = format!("/api/v1/members/{ada}");
        app.send(Request::new(Method::DELETE, &path).bearer(Some(&admin))).await.is_problem("conflict");
        let (grace, session) = colleague(&app, Role::Admin).await;
        let body = json!({ "role": "viewer" });
        let both = [(admin.as_str(), grace), (session.as_str(), ada)].map(|(by, whom)| change(&app, by, whom, &body));
        all_at_once(both.into_iter()).await;
        let left = app.store.members(app.workspace).await.expect("lists");
        assert!(left.iter().any(|member| member.standing.role == Role::Admin), "{left:?}");
    }

    async fn sensitive_payloads_open_for_auditors_only_and_their_reading_is_logged(app: App) {
        let admin = app.session().await;
        let (grace, session) = colleague(&app, Role::Viewer).await;
        app.get("/api/v1/audit", Some(&session)).await.is_problem("forbidden");
        change(&app, &admin, grace, &json!({ "auditor": true })).await;
        let event = |log: &Answer, name: &str| {
            log.json["items"].as_array().expect("items").iter().find(|event| event["event"] == name).cloned()
        };
        let hidden = event(&app.get("/api/v1/audit", Some(&admin)).await, "member.changed").expect("listed");
        assert_eq!((&hidden["payload"], &hidden["withheld"]), (&Value::Null, &Value::Bool(true)));
        let log = app.get("/api/v1/audit", Some(&session)).await;
        assert_eq!(event(&log, "member.changed").expect("listed")["payload"]["to"]["auditor"], true);
        let read = event(&log, "access.sensitive").expect("the reading itself is logged");
        assert_eq!(read["payload"]["route"], "GET /api/v1/audit");
        assert_eq!(event(&log, "access.denied").expect("and so was the denial")["actor"]["id"], json!(grace));
    }
}
