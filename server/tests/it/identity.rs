use axum::http::Method;
use conspectus_server::identity::hash_password;
use serde_json::{Value, json};

use crate::harness::{Answer, App, EMAIL, Kind, PASSWORD, Request, on_both_engines};

async fn with_password(app: &App) {
    let hash = hash_password(PASSWORD).expect("hashes");
    app.store.ensure_account(EMAIL, Some(hash), &*app.clock).await.expect("sets it");
}

async fn sign_in(app: &App, email: &str, password: &str, address: u8) -> Answer {
    let body = json!({ "email": email, "password": password });
    app.send(Request::new(Method::POST, "/api/v1/session").json(&body).calling_from(address)).await
}

fn cookie_of(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().expect("a pair").to_owned()
}

on_both_engines! {
    async fn a_password_opens_a_session_behind_a_strict_cookie(app: App) {
        with_password(&app).await;
        let answer = sign_in(&app, " Ada@Example.ORG ", PASSWORD, 1).await;
        let expected = json!({
            "actor": { "id": app.admin.account, "kind": "person", "name": EMAIL },
            "workspace": { "id": app.workspace, "name": "Acceptance" },
            "scopes": ["read", "captures:write", "documents:write", "tokens:write", "workspace:write", "audit:read",
                       "members:write", "directory:write"],
            "expires_at": "2026-03-01T17:00:00.000Z",
        });
        assert_eq!((answer.status, &answer.json), (200, &expected));
        let cookie = answer.header("set-cookie");
        assert!(cookie.starts_with("conspectus_session=csp_ses_") && cookie.contains("; HttpOnly; SameSite=Strict"));
        let shown = app.send(Request::new(Method::GET, "/api/v1/session").header("cookie", &cookie_of(&answer))).await;
        assert_eq!(shown.json, expected);
    }

    async fn a_wrong_password_and_an_unknown_address_are_answered_alike(app: App) {
        with_password(&app).await;
        let wrong = sign_in(&app, EMAIL, "incorrect horse battery", 1).await;
        let unknown = sign_in(&app, "nobody@example.org", PASSWORD, 2).await;
        wrong.is_problem("invalid-credentials");
        assert_eq!(wrong.json, unknown.json);
    }

    async fn five_failures_close_the_door_for_the_identifier_whatever_the_address(app: App) {
        with_password(&app).await;
        for address in 1..=5 {
            sign_in(&app, EMAIL, "wrong", address).await.is_problem("invalid-credentials");
        }
        let refused = sign_in(&app, EMAIL, PASSWORD, 6).await;
        refused.is_problem("rate-limited");
        assert_eq!(refused.header("retry-after"), "900");
        app.pass_seconds(15 * 60 + 1);
        assert_eq!(sign_in(&app, EMAIL, PASSWORD, 6).await.status, 200);
    }

    async fn five_failures_close_the_door_for_the_address_whatever_the_identifier(app: App) {
        with_password(&app).await;
        for place in 1..=5 {
            sign_in(&app, &format!("guess{place}@example.org"), "wrong", 1).await.is_problem("invalid-credentials");
        }
        sign_in(&app, EMAIL, PASSWORD, 1).await.is_problem("rate-limited");
        assert_eq!(sign_in(&app, EMAIL, PASSWORD, 2).await.status, 200);
    }

    async fn successes_are_not_counted(app: App) {
        with_password(&app).await;
        for _ in 0..8 {
            assert_eq!(sign_in(&app, EMAIL, PASSWORD, 1).await.status, 200);
        }
    }

    async fn a_link_signs_in_once(app: App) {
        let body = json!({ "link": app.link().await, "deliver": "token" });
        let first = app.post("/api/v1/session", None, &body).await;
        assert!(first.json["token"].as_str().expect("a token").starts_with("csp_ses_"));
        assert_eq!(first.header("set-cookie"), "", "a client that asked for a token gets no cookie");
        app.post("/api/v1/session", None, &body).await.is_problem("invalid-credentials");
    }

    async fn a_link_that_nobody_followed_for_a_day_is_dead(app: App) {
        let body = json!({ "link": app.link().await });
        app.pass_seconds(24 * 3600 + 1);
        app.post("/api/v1/session", None, &body).await.is_problem("invalid-credentials");
    }

    async fn a_session_lives_while_it_is_used_and_ends_after_eight_idle_hours(app: App) {
        let token = app.session().await;
        for _ in 0..3 {
            app.pass_seconds(7 * 3600);
            assert_eq!(app.get("/api/v1/session", Some(&token)).await.status, 200);
        }
        app.pass_seconds(8 * 3600 + 1);
        app.get("/api/v1/session", Some(&token)).await.is_problem("unauthenticated");
    }

    async fn a_session_ends_after_a_week_however_busy(app: App) {
        let token = app.session().await;
        for _ in 0..27 {
            app.pass_seconds(6 * 3600);
            assert_eq!(app.get("/api/v1/session", Some(&token)).await.status, 200);
        }
        app.pass_seconds(6 * 3600);
        app.get("/api/v1/session", Some(&token)).await.is_problem("unauthenticated");
    }

    async fn signing_out_ends_the_session(app: App) {
        let token = app.session().await;
        let request = || Request::new(Method::DELETE, "/api/v1/session").bearer(Some(&token));
        assert_eq!(app.send(request()).await.status, 204);
        app.send(request()).await.is_problem("unauthenticated");
    }

    async fn a_write_with_the_cookie_needs_the_header_that_no_other_site_can_send(app: App) {
        let answer = app.post("/api/v1/session", None, &json!({ "link": app.link().await })).await;
        let request = || Request::new(Method::DELETE, "/api/v1/session").header("cookie", &cookie_of(&answer));
        app.send(request()).await.is_problem("forbidden");
        app.send(request().header("x-conspectus", "other")).await.is_problem("forbidden");
        assert_eq!(app.send(request().header("x-conspectus", "page")).await.status, 204);
    }

    async fn secrets_are_kept_as_digests_only(app: App) {
        let session = app.session().await;
        let link = app.link().await;
        let pool = app.database.raw().await;
        for table in ["session", "sign_in_link"] {
            let sql = sqlx::AssertSqlSafe(format!("SELECT secret_digest FROM {table}"));
            let digests: Vec<Vec<u8>> = sqlx::query_scalar(sql).fetch_all(&pool).await.expect("reads");
            assert!(!digests.is_empty() && digests.iter().all(|digest| digest.len() == 32));
            assert!(!digests.iter().any(|digest| digest == session.as_bytes() || digest == link.as_bytes()));
        }
    }

    async fn a_sign_in_with_too_little_or_too_much_is_refused(app: App) {
        let bodies = [
            json!({}),
            json!({ "email": EMAIL }),
            json!({ "email": EMAIL, "password": PASSWORD, "link": "x" }),
            json!({ "link": "x", "remember": true }),
        ];
        for body in bodies {
            app.post("/api/v1/session", None, &body).await.is_problem("invalid-request");
        }
        assert_eq!(Value::Null, app.post("/api/v1/session", None, &json!({})).await.json["token"]);
    }
}
