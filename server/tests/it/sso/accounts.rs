use axum::http::Method;
use conspectus_server::identity::{Actor, Role, Scope};
use serde_json::{Value, json};

use super::oidc_provider::Provider;
use super::{come_back, entered, is_refused};
use crate::harness::{Answer, App, EMAIL, Kind, Request, on_both_engines};

fn cookie_of(answer: &Answer) -> String {
    let cookies = answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().expect("text"));
    let cookie = cookies.into_iter().find(|cookie| cookie.starts_with("conspectus_session=")).expect("a session");
    cookie.split(';').next().expect("a pair").to_owned()
}

async fn who(app: &App, cookie: &str) -> Value {
    come_back(app, "/api/v1/session", Some(cookie)).await.json
}

fn may_write(session: &Value) -> bool {
    session["scopes"].as_array().is_some_and(|scopes| scopes.contains(&json!("workspace:write")))
}

on_both_engines! {
    async fn who_comes_for_the_first_time_gets_an_account_and_later_the_same(app: App) {
        let provider = Provider::start().await;
        let id = provider.known_to(&app, |_| {}).await;
        let first = who(&app, &cookie_of(&provider.sign_in(&app, id, |_| {}).await)).await;
        let renamed = |claims: &mut Value| {
            (claims["name"], claims["email"]) = (json!("Grace H."), json!("g.h@example.org"));
        };
        let later = who(&app, &cookie_of(&provider.sign_in(&app, id, renamed).await)).await;
        assert_eq!(first["actor"]["id"], later["actor"]["id"], "the provider's own name for her counts");
        assert_eq!(later["actor"]["name"], "Grace H.", "and what it says of her now");
    }

    async fn roles_follow_the_groups_at_each_sign_in(app: App) {
        let provider = Provider::start().await;
        let id = provider.known_to(&app, |_| {}).await;
        let reader = cookie_of(&provider.sign_in(&app, id, |_| {}).await);
        assert!(!may_write(&who(&app, &reader).await));
        let owner = provider.sign_in(&app, id, |claims| claims["groups"] = json!(["readers", "owners"])).await;
        assert!(may_write(&who(&app, &cookie_of(&owner)).await));
        assert!(may_write(&who(&app, &reader).await), "her other session is the same person");
        let nobody = provider.sign_in(&app, id, |claims| claims["groups"] = json!(["cooks"])).await;
        is_refused(&nobody, "not-allowed");
        assert_eq!(who(&app, &reader).await["code"], "unauthenticated", "without a group that counts, all is over at once");
    }

    async fn what_an_admin_gave_no_provider_takes_away(app: App) {
        let provider = Provider::start().await;
        let id = provider.known_to(&app, |settings| settings.link_accounts = true).await;
        let ada = |claims: &mut Value| {
            (claims["email"], claims["sub"], claims["groups"]) = (json!(EMAIL), json!("ada"), json!(["cooks"]));
        };
        let session = who(&app, &cookie_of(&provider.sign_in(&app, id, ada).await)).await;
        assert_eq!(session["actor"]["id"], json!(app.admin.account));
        assert!(may_write(&session));
    }

    async fn without_the_operators_word_a_provider_speaks_for_no_account_but_its_own(app: App) {
        let provider = Provider::start().await;
        let id = provider.known_to(&app, |_| {}).await;
        let ada = |claims: &mut Value| (claims["email"], claims["sub"]) = (json!(EMAIL), json!("ada"));
        let session = who(&app, &cookie_of(&provider.sign_in(&app, id, ada).await)).await;
        assert_ne!(session["actor"]["id"], json!(app.admin.account));
        assert!(!may_write(&session), "the admin's address alone makes nobody an admin");
        let found = app.store.account(EMAIL).await.expect("reads").expect("is there");
        assert_eq!(Some(found.id), app.admin.account, "and the address still means the admin elsewhere");
    }

    async fn an_account_made_by_one_workspaces_provider_is_none_of_another_workspaces(app: App) {
        let provider = Provider::start().await;
        let id = provider.known_to(&app, |_| {}).await;
        provider.sign_in(&app, id, |_| {}).await;
        assert!(app.store.account("grace@example.org").await.expect("reads").is_none(), "an invitation makes a new one");
        let (elsewhere, _) = app.store.ensure_workspace("Elsewhere", &*app.clock).await.expect("a workspace");
        let invited = app.store.ensure_account("grace@example.org", None, &*app.clock).await.expect("an account");
        app.store.ensure_member(&Actor::console(elsewhere), invited, Role::Admin, &*app.clock).await.expect("a member");
        let session = who(&app, &cookie_of(&provider.sign_in(&app, id, |_| {}).await)).await;
        assert_ne!(session["actor"]["id"], json!(invited));
        assert_eq!(session["workspace"]["id"], json!(app.workspace));
    }

    async fn an_address_that_the_provider_does_not_vouch_for_finds_no_account(app: App) {
        let provider = Provider::start().await;
        let id = provider.known_to(&app, |settings| settings.link_accounts = true).await;
        let ada = |claims: &mut Value| {
            (claims["email"], claims["sub"], claims["email_verified"]) = (json!(EMAIL), json!("mallory"), json!(false));
        };
        is_refused(&provider.sign_in(&app, id, ada).await, "not-allowed");
        let text = |claims: &mut Value| {
            ada(claims);
            claims["email_verified"] = json!("true");
        };
        assert_ne!(provider.sign_in(&app, id, text).await.header("location"), "/", "nor does a word in place of a truth value");
    }

    async fn a_provider_that_makes_no_accounts_lets_in_whom_it_finds(app: App) {
        let provider = Provider::start().await;
        let id = provider.known_to(&app, |settings| (settings.link_accounts, settings.create_accounts) = (true, false)).await;
        is_refused(&provider.sign_in(&app, id, |_| {}).await, "not-allowed");
        let ada = |claims: &mut Value| (claims["email"], claims["sub"]) = (json!(EMAIL), json!("ada"));
        assert_ne!(entered(&app, &provider.sign_in(&app, id, ada).await).await, "");
    }

    async fn refusals_stand_in_the_log_without_what_the_provider_said(app: App) {
        let provider = Provider::start().await;
        let id = provider.known_to(&app, |_| {}).await;
        provider.sign_in(&app, id, |claims| claims["groups"] = json!(["a secret group"])).await;
        let token = app.token(&[Scope::AuditRead, Scope::AuditSensitive]).await;
        let events = app.get("/api/v1/audit", Some(&token)).await;
        let failed = events.json["items"].as_array().expect("events").iter().find(|event| event["event"] == "sign-in.failed");
        assert_eq!(failed.expect("an event")["payload"], json!({ "cause": "not-allowed" }));
        assert!(!String::from_utf8_lossy(&events.bytes).contains("a secret group"));
    }

    async fn a_write_with_that_session_needs_the_pages_header_too(app: App) {
        let provider = Provider::start().await;
        let id = provider.known_to(&app, |_| {}).await;
        let cookie = cookie_of(&provider.sign_in(&app, id, |_| {}).await);
        let request = Request::new(Method::DELETE, "/api/v1/session").header("cookie", &cookie);
        app.send(request).await.is_problem("forbidden");
    }
}
