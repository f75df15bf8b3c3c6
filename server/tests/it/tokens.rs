use axum::http::Method;
use conspectus_server::identity::Scope;
use serde_json::{Value, json};

use crate::harness::{Answer, App, Kind, Request, capture, document, on_both_engines};

async fn create(app: &App, by: &str, body: &Value) -> Answer {
    app.post("/api/v1/tokens", Some(by), body).await
}

fn wanted(scopes: &[&str], days: u32) -> Value {
    json!({ "name": "nightly", "scopes": scopes, "expires_in_days": days })
}

on_both_engines! {
    async fn a_token_is_shown_once_and_works_until_it_is_revoked(app: App) {
        let session = app.session().await;
        let made = create(&app, &session, &wanted(&["read", "captures:write"], 30)).await;
        let secret = made.json["token"].as_str().expect("shown once").to_owned();
        let expected = json!({
            "id": made.json["id"], "name": "nightly", "scopes": ["read", "captures:write"],
            "created_at": "2026-03-01T09:00:00.000Z", "expires_at": "2026-03-31T09:00:00.000Z", "token": secret,
        });
        assert_eq!((made.status, &made.json), (201, &expected));
        assert_eq!(app.get("/api/v1/workspace", Some(&secret)).await.status, 200);
        let listed = app.get("/api/v1/tokens", Some(&session)).await;
        assert_eq!(listed.json["items"][0]["last_used_at"], "2026-03-01T09:00:00.000Z");
        assert_eq!(listed.json["items"][0]["token"], Value::Null);
        let path = format!("/api/v1/tokens/{}", made.json["id"].as_str().expect("an id"));
        let revoke = || Request::new(Method::DELETE, &path).bearer(Some(&session));
        assert_eq!(app.send(revoke()).await.status, 204);
        app.get("/api/v1/workspace", Some(&secret)).await.is_problem("unauthenticated");
        app.send(revoke()).await.is_problem("not-found");
    }

    async fn a_token_dies_on_its_day(app: App) {
        let session = app.session().await;
        let made = create(&app, &session, &wanted(&["read"], 1)).await;
        let secret = made.json["token"].as_str().expect("shown once");
        app.pass_seconds(24 * 3600 - 1);
        assert_eq!(app.get("/api/v1/workspace", Some(secret)).await.status, 200);
        app.pass_seconds(1);
        app.get("/api/v1/workspace", Some(secret)).await.is_problem("unauthenticated");
    }

    async fn a_token_never_has_more_scopes_or_days_than_allowed(app: App) {
        let narrow = app.token(&[Scope::TokensWrite, Scope::Read]).await;
        create(&app, &narrow, &wanted(&["audit:read"], 30)).await.is_problem("forbidden");
        create(&app, &narrow, &wanted(&["read"], 367)).await.is_problem("invalid-request");
        create(&app, &narrow, &wanted(&["read"], 0)).await.is_problem("invalid-request");
        create(&app, &narrow, &wanted(&[], 30)).await.is_problem("invalid-request");
        create(&app, &narrow, &wanted(&["everything"], 30)).await.is_problem("invalid-request");
    }

    async fn a_token_bound_to_a_project_writes_and_sees_nothing_else(app: App) {
        let scopes = [Scope::CapturesWrite, Scope::Read];
        let free = app.token(&scopes).await;
        let bound = app.token_for(app.workspace, &scopes, Some("Weather")).await;
        let made = app.capture(&free, &[capture(1, "plan", &document("text"))]).await;
        let refused = app.capture(&bound, &[capture(2, "plan", &document("other"))]).await;
        assert_eq!(refused[0]["problem"]["code"], "forbidden");
        let mut inside = capture(3, "plan", &document("other"));
        inside["filing"]["project"] = json!("Weather");
        assert_eq!(app.capture(&bound, &[inside]).await[0]["outcome"], "created");
        let version = made[0]["version"]["id"].as_str().expect("an id");
        app.get(&format!("/api/v1/versions/{version}"), Some(&bound)).await.is_problem("not-found");
        let projects = app.get("/api/v1/projects", Some(&bound)).await;
        let names: Vec<&Value> = projects.json["items"].as_array().expect("items").iter().map(|item| &item["name"]).collect();
        assert_eq!(names, ["Weather"]);
    }
}
