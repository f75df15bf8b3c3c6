use axum::http::Method;
use conspectus_server::identity::{Actor, Scope, hash_password};
use conspectus_server::store::INSTALLATION;
use serde_json::{Value, json};

use crate::harness::{Answer, App, EMAIL, Kind, PASSWORD, Request, on_both_engines};

const NEW_PASSWORD: &str = "vier blaue Kamele singen";

async fn with_password(app: &App) {
    let hash = hash_password(PASSWORD).expect("hashes");
    app.store.ensure_account(EMAIL, Some(hash), &*app.clock).await.expect("sets it");
}

async fn sign_in(app: &App, password: &str) -> Answer {
    app.post("/api/v1/session", None, &json!({ "email": EMAIL, "password": password, "deliver": "token" })).await
}

async fn signed_in(app: &App) -> String {
    sign_in(app, PASSWORD).await.json["token"].as_str().expect("a token").to_owned()
}

async fn change_password(app: &App, session: &str, body: &Value) -> Answer {
    app.send(Request::new(Method::PUT, "/api/v1/account/password").bearer(Some(session)).json(body)).await
}

async fn delete(app: &App, path: &str, session: &str) -> Answer {
    app.send(Request::new(Method::DELETE, path).bearer(Some(session))).await
}

async fn set_disabled(app: &App, disabled: bool) {
    let account = app.admin.account.expect("an account");
    let changed = app.store.set_disabled(&Actor::console(INSTALLATION), account, disabled, &*app.clock).await;
    assert!(changed.expect("disables"));
}

on_both_engines! {
    async fn an_account_says_what_its_owner_needs_to_know(app: App) {
        let account = app.get("/api/v1/account", Some(&app.session().await)).await;
        let account = account.json;
        assert_eq!(account["email"], EMAIL);
        assert_eq!(account["has_password"], false);
        assert_eq!(account["shortest_password"], 15);
    }

    async fn a_token_of_an_agent_is_no_way_into_the_account(app: App) {
        let token = app.token(Scope::ALL).await;
        app.get("/api/v1/account", Some(&token)).await.is_problem("forbidden");
        app.get("/api/v1/account/sessions", Some(&token)).await.is_problem("forbidden");
        change_password(&app, &token, &json!({ "new": NEW_PASSWORD })).await.is_problem("forbidden");
    }

    async fn a_password_is_changed_with_the_one_before_and_ends_the_other_sessions(app: App) {
        with_password(&app).await;
        let (this, other) = (signed_in(&app).await, signed_in(&app).await);
        let wrong = json!({ "current": "not the password", "new": NEW_PASSWORD });
        change_password(&app, &this, &wrong).await.is_problem("invalid-credentials");
        change_password(&app, &this, &json!({ "new": NEW_PASSWORD })).await.is_problem("invalid-request");
        let right = json!({ "current": PASSWORD, "new": NEW_PASSWORD });
        assert_eq!(change_password(&app, &this, &right).await.status, 204);
        assert_eq!(app.get("/api/v1/session", Some(&this)).await.status, 200);
        app.get("/api/v1/session", Some(&other)).await.is_problem("unauthenticated");
        sign_in(&app, PASSWORD).await.is_problem("invalid-credentials");
        assert_eq!(sign_in(&app, NEW_PASSWORD).await.status, 200);
    }

    async fn a_short_or_common_password_is_refused_with_the_reason(app: App) {
        let session = app.session().await;
        for (password, reason) in [("short", "at least 15"), ("passwordpassword", "first that anybody would try"), ("ada@example.org1", "first that")] {
            let refused = change_password(&app, &session, &json!({ "new": password })).await;
            refused.is_problem("invalid-request");
            let message = refused.json["errors"][0]["message"].as_str().expect("a reason");
            assert!(message.contains(reason), "{message}");
            assert!(!refused.json.to_string().contains(password), "the password is not repeated");
        }
    }

    async fn guessing_the_current_password_in_an_open_session_is_limited_like_a_sign_in(app: App) {
        with_password(&app).await;
        let session = signed_in(&app).await;
        for _ in 0..5 {
            let guess = json!({ "current": "a wrong guess", "new": NEW_PASSWORD });
            change_password(&app, &session, &guess).await.is_problem("invalid-credentials");
        }
        let right = json!({ "current": PASSWORD, "new": NEW_PASSWORD });
        change_password(&app, &session, &right).await.is_problem("rate-limited");
    }

    async fn people_see_their_sessions_and_end_them(app: App) {
        with_password(&app).await;
        let this = signed_in(&app).await;
        let body = json!({ "email": EMAIL, "password": PASSWORD, "deliver": "token" });
        let phone = Request::new(Method::POST, "/api/v1/session").json(&body).header("user-agent", "Phone/1");
        app.pass_seconds(5);
        let phone = app.send(phone.calling_from(9)).await.json["token"].as_str().expect("a token").to_owned();
        let listed = app.get("/api/v1/account/sessions", Some(&this)).await.json;
        let sessions = listed["items"].as_array().expect("sessions");
        assert_eq!(sessions.len(), 2);
        assert_eq!((&sessions[0]["program"], &sessions[0]["address"]), (&json!("Phone/1"), &json!("192.0.2.9")));
        assert_eq!((&sessions[0]["is_this"], &sessions[1]["is_this"]), (&json!(false), &json!(true)));
        let path = format!("/api/v1/account/sessions/{}", sessions[0]["id"].as_str().expect("an id"));
        assert_eq!(delete(&app, &path, &this).await.status, 204);
        app.get("/api/v1/session", Some(&phone)).await.is_problem("unauthenticated");
        delete(&app, &path, &this).await.is_problem("not-found");
    }

    async fn all_other_sessions_end_together(app: App) {
        let (this, other) = (app.session().await, app.session().await);
        assert_eq!(delete(&app, "/api/v1/account/sessions", &this).await.status, 204);
        assert_eq!(app.get("/api/v1/session", Some(&this)).await.status, 200);
        app.get("/api/v1/session", Some(&other)).await.is_problem("unauthenticated");
    }

    async fn nobody_ends_the_session_of_somebody_else(app: App) {
        let admin = app.session().await;
        let other = app.member_session("eve@example.org").await;
        let listed = app.get("/api/v1/account/sessions", Some(&admin)).await.json;
        let path = format!("/api/v1/account/sessions/{}", listed["items"][0]["id"].as_str().expect("an id"));
        delete(&app, &path, &other).await.is_problem("not-found");
        assert_eq!(app.get("/api/v1/session", Some(&admin)).await.status, 200);
    }

    async fn a_disabled_account_is_out_at_once_and_stays_out(app: App) {
        with_password(&app).await;
        let session = signed_in(&app).await;
        let made = json!({ "name": "nightly", "scopes": ["read"], "expires_in_days": 30 });
        let token = app.post("/api/v1/tokens", Some(&session), &made).await.json["token"].as_str().expect("a token").to_owned();
        let link = app.link().await;
        set_disabled(&app, true).await;
        app.get("/api/v1/session", Some(&session)).await.is_problem("unauthenticated");
        app.get("/api/v1/workspace", Some(&token)).await.is_problem("unauthenticated");
        sign_in(&app, PASSWORD).await.is_problem("invalid-credentials");
        app.post("/api/v1/session", None, &json!({ "link": link })).await.is_problem("invalid-credentials");
        set_disabled(&app, false).await;
        app.get("/api/v1/session", Some(&session)).await.is_problem("unauthenticated");
        assert_eq!(sign_in(&app, PASSWORD).await.status, 200);
    }

    async fn what_is_dangerous_needs_a_fresh_proof(app: App) {
        with_password(&app).await;
        let session = signed_in(&app).await;
        let token = || json!({ "name": "nightly", "scopes": ["read"], "expires_in_days": 30 });
        app.pass_seconds(15 * 60);
        app.post("/api/v1/tokens", Some(&session), &token()).await.is_problem("proof-required");
        let wrong = json!({ "password": "not the password" });
        app.post("/api/v1/session/proof", Some(&session), &wrong).await.is_problem("invalid-credentials");
        let right = json!({ "password": PASSWORD });
        assert_eq!(app.post("/api/v1/session/proof", Some(&session), &right).await.status, 204);
        assert_eq!(app.post("/api/v1/tokens", Some(&session), &token()).await.status, 201);
    }

    async fn a_workspace_decides_how_long_its_sessions_may_be_idle(app: App) {
        let session = app.session().await;
        let rules = |minutes: u32| {
            let body = json!({ "idle_minutes": minutes, "second_factor": false });
            Request::new(Method::PUT, "/api/v1/workspace/sign-in").bearer(Some(&session)).json(&body)
        };
        app.send(rules(4)).await.is_problem("invalid-request");
        assert_eq!(app.send(rules(10)).await.status, 200);
        app.pass_seconds(10 * 60 - 1);
        assert_eq!(app.get("/api/v1/session", Some(&session)).await.status, 200);
        app.pass_seconds(10 * 60);
        app.get("/api/v1/session", Some(&session)).await.is_problem("unauthenticated");
        assert_eq!(app.get("/api/v1/account/sessions", Some(&app.session().await)).await.json["items"].as_array().expect("sessions").len(), 1);
    }

    async fn a_workspace_may_demand_a_second_factor_and_then_one_alone_does_nothing(app: App) {
        let session = app.session().await;
        let body = json!({ "idle_minutes": 480, "second_factor": true });
        let rules = Request::new(Method::PUT, "/api/v1/workspace/sign-in").bearer(Some(&session)).json(&body);
        assert_eq!(app.send(rules).await.status, 200);
        let shown = app.get("/api/v1/session", Some(&session)).await.json;
        assert_eq!((&shown["scopes"], &shown["lacks_factor"]), (&json!([]), &json!(true)));
        app.get("/api/v1/projects", Some(&session)).await.is_problem("forbidden");
        assert_eq!(app.get("/api/v1/account", Some(&session)).await.status, 200);
    }
}
