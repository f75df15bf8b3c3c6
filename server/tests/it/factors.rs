use axum::http::Method;
use conspectus_server::identity::hash_password;
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

use crate::harness::{Answer, App, EMAIL, Kind, PASSWORD, Request, all_at_once, on_both_engines};

/// What an authenticator app shows now.
fn code(app: &App, secret: &str) -> String {
    let secret = Secret::try_from_base32(secret).expect("base32");
    let totp = Builder::new().with_secret(secret.as_bytes().to_vec().into_boxed_slice()).with_account_name("app");
    totp.build().expect("a generator").generate((app.now().millis() / 1000) as u64).to_string()
}

async fn sign_in(app: &App, extra: &Value) -> Answer {
    let mut body = json!({ "email": EMAIL, "password": PASSWORD, "deliver": "token" });
    body.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
    app.post("/api/v1/session", None, &body).await
}

fn token_of(answer: &Answer) -> String {
    answer.json["token"].as_str().unwrap_or_else(|| panic!("{}", answer.json)).to_owned()
}

/// An account with password and authenticator app: a session, the app's secret, the recovery codes.
async fn enrolled(app: &App) -> (String, String, Vec<String>) {
    let hash = hash_password(PASSWORD).expect("hashes");
    app.store.ensure_account(EMAIL, Some(hash), &*app.clock).await.expect("sets it");
    let session = token_of(&sign_in(app, &json!({})).await);
    let (secret, codes) = add_authenticator(app, &session).await;
    app.pass_seconds(60);
    (session, secret, codes)
}

async fn add_authenticator(app: &App, session: &str) -> (String, Vec<String>) {
    let made = app.post("/api/v1/account/authenticators", Some(session), &json!({ "name": "phone" })).await;
    assert_eq!(made.status, 201, "{}", made.json);
    let secret = made.json["secret"].as_str().expect("a secret").to_owned();
    assert!(made.json["picture"].as_str().expect("a picture").starts_with("data:image/png;base64,"));
    let path = format!("/api/v1/account/authenticators/{}/confirmation", made.json["id"].as_str().expect("an id"));
    let confirmed = app.post(&path, Some(session), &json!({ "code": code(app, &secret) })).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.json);
    let codes = confirmed.json["recovery_codes"]
        .as_array()
        .map(|codes| codes.iter().map(|code| code.as_str().expect("text").to_owned()).collect());
    (secret, codes.unwrap_or_default())
}

on_both_engines! {
    async fn a_password_alone_no_longer_opens_an_account_with_a_second_factor(app: App) {
        let (_, secret, codes) = enrolled(&app).await;
        assert_eq!(codes.len(), 10);
        sign_in(&app, &json!({})).await.is_problem("second-factor-required");
        sign_in(&app, &json!({ "code": "000000" })).await.is_problem("invalid-credentials");
        assert_eq!(sign_in(&app, &json!({ "code": code(&app, &secret) })).await.status, 200);
        app.pass_seconds(60);
        let wrong = json!({ "email": EMAIL, "password": "not the password", "code": code(&app, &secret) });
        app.post("/api/v1/session", None, &wrong).await.is_problem("invalid-credentials");
    }

    async fn an_app_that_was_never_confirmed_asks_nobody_for_codes(app: App) {
        let hash = hash_password(PASSWORD).expect("hashes");
        app.store.ensure_account(EMAIL, Some(hash), &*app.clock).await.expect("sets it");
        let session = token_of(&sign_in(&app, &json!({})).await);
        let made = app.post("/api/v1/account/authenticators", Some(&session), &json!({ "name": "phone" })).await;
        let path = format!("/api/v1/account/authenticators/{}/confirmation", made.json["id"].as_str().expect("an id"));
        app.post(&path, Some(&session), &json!({ "code": "000000" })).await.is_problem("invalid-credentials");
        assert_eq!(sign_in(&app, &json!({})).await.status, 200);
    }

    async fn no_code_is_taken_twice(app: App) {
        let (_, secret, _) = enrolled(&app).await;
        let now = json!({ "code": code(&app, &secret) });
        assert_eq!(sign_in(&app, &now).await.status, 200);
        sign_in(&app, &now).await.is_problem("invalid-credentials");
        app.pass_seconds(30);
        sign_in(&app, &now).await.is_problem("invalid-credentials");
    }

    async fn of_many_sign_ins_with_one_code_at_once_one_succeeds(app: App) {
        let (_, secret, codes) = enrolled(&app).await;
        let (totp, paper) = (json!({ "code": code(&app, &secret) }), json!({ "code": codes[0] }));
        for extra in [&totp, &paper] {
            let answers = all_at_once((0..4).map(|_| sign_in(&app, extra))).await;
            assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
        }
    }

    async fn a_recovery_code_works_once_however_it_is_typed(app: App) {
        let (_, _, codes) = enrolled(&app).await;
        let typed = format!(" {} ", codes[3].replace('-', " ").to_uppercase());
        let session = token_of(&sign_in(&app, &json!({ "code": typed })).await);
        sign_in(&app, &json!({ "code": codes[3] })).await.is_problem("invalid-credentials");
        let account = app.get("/api/v1/account", Some(&session)).await.json;
        assert_eq!(account["recovery_codes_left"], 9);
    }

    async fn new_recovery_codes_end_the_old_ones(app: App) {
        let (session, _, old) = enrolled(&app).await;
        let made = app.post("/api/v1/account/recovery-codes", Some(&session), &json!({})).await;
        let new = made.json["recovery_codes"][0].as_str().expect("a code").to_owned();
        sign_in(&app, &json!({ "code": old[0] })).await.is_problem("invalid-credentials");
        assert_eq!(sign_in(&app, &json!({ "code": new })).await.status, 200);
    }

    async fn whoever_knows_the_password_cannot_guess_codes_without_end(app: App) {
        let (_, secret, _) = enrolled(&app).await;
        for _ in 0..5 {
            sign_in(&app, &json!({ "code": "000000" })).await.is_problem("invalid-credentials");
            app.pass_seconds(1);
        }
        sign_in(&app, &json!({})).await.is_problem("rate-limited");
        sign_in(&app, &json!({ "code": code(&app, &secret) })).await.is_problem("rate-limited");
    }

    async fn asking_which_factor_is_needed_forgives_no_failure_before(app: App) {
        let (_, _, _) = enrolled(&app).await;
        for _ in 0..4 {
            sign_in(&app, &json!({ "code": "000000" })).await.is_problem("invalid-credentials");
            app.pass_seconds(1);
            sign_in(&app, &json!({})).await.is_problem("second-factor-required");
            app.pass_seconds(1);
        }
        sign_in(&app, &json!({ "code": "000000" })).await.is_problem("invalid-credentials");
        sign_in(&app, &json!({})).await.is_problem("rate-limited");
    }

    async fn a_one_time_link_needs_the_code_too_and_is_not_used_up_without_it(app: App) {
        let (_, secret, _) = enrolled(&app).await;
        let link = app.link().await;
        app.post("/api/v1/session", None, &json!({ "link": link })).await.is_problem("second-factor-required");
        let body = json!({ "link": link, "code": code(&app, &secret) });
        assert_eq!(app.post("/api/v1/session", None, &body).await.status, 200);
    }

    async fn adding_a_factor_lifts_a_session_to_what_its_workspace_demands(app: App) {
        let session = app.session().await;
        let body = json!({ "idle_minutes": 480, "second_factor": true });
        let rules = Request::new(Method::PUT, "/api/v1/workspace/sign-in").bearer(Some(&session)).json(&body);
        assert_eq!(app.send(rules).await.status, 200);
        app.get("/api/v1/projects", Some(&session)).await.is_problem("forbidden");
        add_authenticator(&app, &session).await;
        assert_eq!(app.get("/api/v1/projects", Some(&session)).await.status, 200);
        assert_eq!(app.get("/api/v1/session", Some(&session)).await.json["lacks_factor"], Value::Null);
    }

    async fn a_fresh_proof_is_the_code_where_there_is_one(app: App) {
        let (session, secret, _) = enrolled(&app).await;
        app.pass_seconds(15 * 60);
        let remove = || Request::new(Method::DELETE, "/api/v1/account/factors/01900000-0000-7000-8000-00000000ffff");
        app.send(remove().bearer(Some(&session))).await.is_problem("proof-required");
        let password = json!({ "password": PASSWORD });
        app.post("/api/v1/session/proof", Some(&session), &password).await.is_problem("invalid-request");
        let proof = json!({ "code": code(&app, &secret) });
        assert_eq!(app.post("/api/v1/session/proof", Some(&session), &proof).await.status, 204);
        app.send(remove().bearer(Some(&session))).await.is_problem("not-found");
    }

    async fn a_password_that_is_short_beside_a_factor_keeps_it(app: App) {
        let (session, _, _) = enrolled(&app).await;
        let change = |current: &str, new: &str| {
            let body = json!({ "current": current, "new": new });
            Request::new(Method::PUT, "/api/v1/account/password").bearer(Some(&session)).json(&body)
        };
        assert_eq!(app.send(change(PASSWORD, "kV7#mq2Z")).await.status, 204);
        let account = app.get("/api/v1/account", Some(&session)).await.json;
        assert_eq!(account["shortest_password"], 8);
        let path = format!("/api/v1/account/factors/{}", account["second_factors"][0]["id"].as_str().expect("an id"));
        let remove = || Request::new(Method::DELETE, &path).bearer(Some(&session));
        app.send(remove()).await.is_problem("conflict");
        assert_eq!(app.send(change("kV7#mq2Z", PASSWORD)).await.status, 204);
        assert_eq!(app.send(remove()).await.status, 204);
        assert_eq!(sign_in(&app, &json!({})).await.status, 200);
        let account = app.get("/api/v1/account", Some(&session)).await.json;
        assert_eq!(account["recovery_codes_left"], 0);
    }

    async fn nobody_removes_or_confirms_the_factor_of_somebody_else(app: App) {
        let (session, secret, _) = enrolled(&app).await;
        let eve = app.member_session("eve@example.org").await;
        let account = app.get("/api/v1/account", Some(&session)).await.json;
        let id = account["second_factors"][0]["id"].as_str().expect("an id");
        let remove = Request::new(Method::DELETE, &format!("/api/v1/account/factors/{id}")).bearer(Some(&eve));
        app.send(remove).await.is_problem("not-found");
        let path = format!("/api/v1/account/authenticators/{id}/confirmation");
        app.post(&path, Some(&eve), &json!({ "code": code(&app, &secret) })).await.is_problem("invalid-credentials");
    }
}
