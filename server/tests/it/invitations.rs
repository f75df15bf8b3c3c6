use axum::http::Method;
use conspectus_server::identity::Scope;
use conspectus_server::integrations::Mailer;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use crate::harness::{Answer, App, EMAIL, Kind, ORIGIN, Request, on_both_engines};

const GRACE: &str = "grace@example.org";
const HER_PASSWORD: &str = "vier blaue Kamele singen";

async fn invite(app: &App, session: &str, email: &str) -> Answer {
    app.post("/api/v1/invitations", Some(session), &json!({ "email": email, "role": "analyst" })).await
}

/// The secret inside the link that the admin copies.
fn secret_of(invited: &Answer) -> String {
    let link = invited.json["link"].as_str().unwrap_or_else(|| panic!("{}", invited.json));
    link.strip_prefix(&format!("{ORIGIN}/join#invitation=")).expect("a link to the page").to_owned()
}

async fn accept(app: &App, secret: &str, extra: Value) -> Answer {
    let mut body = json!({ "invitation": secret, "deliver": "token" });
    body.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
    app.post("/api/v1/invitations/acceptance", None, &body).await
}

fn new_account() -> Value {
    json!({ "name": "Grace Hopper", "password": HER_PASSWORD })
}

/// A mail server for one mail: answers as RFC 5321 asks, and returns what it was given.
async fn mail_server(listener: TcpListener) -> String {
    let (stream, _) = listener.accept().await.expect("a client");
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let (mut letter, mut inside) = (String::new(), false);
    write.write_all(b"220 stand-in\r\n").await.expect("writes");
    while let Some(line) = lines.next_line().await.expect("reads") {
        if inside && line != "." {
            letter.push_str(&line);
            letter.push('\n');
            continue;
        }
        inside = line == "DATA";
        let answer = match line.as_str() {
            "DATA" => "354 go on",
            "QUIT" => break,
            _ => "250 yes",
        };
        write.write_all(format!("{answer}\r\n").as_bytes()).await.expect("writes");
        if line == "." {
            break;
        }
    }
    letter
}

on_both_engines! {
    async fn whoever_holds_the_link_sees_what_it_invites_to_and_joins(app: App) {
        let admin = app.session().await;
        let invited = invite(&app, &admin, " Grace@Example.org ").await;
        assert_eq!((invited.status, &invited.json["mailed"]), (201, &json!(false)));
        let secret = secret_of(&invited);
        let open = app.post("/api/v1/invitations/open", None, &json!({ "invitation": secret })).await.json;
        let expected = json!({
            "workspace": "Acceptance", "email": GRACE, "role": "analyst", "by": EMAIL,
            "expires_at": "2026-03-08T09:00:00.000Z", "has_account": false,
        });
        assert_eq!(open, expected);
        let joined = accept(&app, &secret, new_account()).await;
        assert_eq!((joined.status, &joined.json["actor"]["name"]), (200, &json!("Grace Hopper")));
        let session = joined.json["token"].as_str().expect("a token");
        assert_eq!(app.get("/api/v1/projects", Some(session)).await.status, 200);
        app.get("/api/v1/invitations", Some(session)).await.is_problem("forbidden");
        let again = json!({ "email": GRACE, "password": HER_PASSWORD });
        assert_eq!(app.post("/api/v1/session", None, &again).await.status, 200);
    }

    async fn a_link_joins_once(app: App) {
        let admin = app.session().await;
        let secret = secret_of(&invite(&app, &admin, GRACE).await);
        assert_eq!(accept(&app, &secret, new_account()).await.status, 200);
        accept(&app, &secret, json!({})).await.is_problem("not-found");
        app.post("/api/v1/invitations/open", None, &json!({ "invitation": secret })).await.is_problem("not-found");
    }

    async fn an_invitation_ends_when_revoked_replaced_or_a_week_old(app: App) {
        let admin = app.session().await;
        let revoked = invite(&app, &admin, GRACE).await;
        let path = format!("/api/v1/invitations/{}", revoked.json["id"].as_str().expect("an id"));
        let revoke = || Request::new(Method::DELETE, &path).bearer(Some(&admin));
        assert_eq!(app.send(revoke()).await.status, 204);
        app.send(revoke()).await.is_problem("not-found");
        let replaced = invite(&app, &admin, GRACE).await;
        let old = invite(&app, &admin, GRACE).await;
        let listed = app.get("/api/v1/invitations", Some(&admin)).await.json;
        assert_eq!(listed["items"].as_array().expect("invitations").len(), 1);
        assert_eq!((&listed["items"][0]["id"], &listed["items"][0]["link"]), (&old.json["id"], &Value::Null));
        app.pass_seconds(7 * 24 * 3600);
        for invitation in [revoked, replaced, old] {
            accept(&app, &secret_of(&invitation), new_account()).await.is_problem("not-found");
        }
    }

    async fn somebody_with_an_account_joins_without_another_password(app: App) {
        let admin = app.session().await;
        let (elsewhere, _) = app.store.ensure_workspace("Elsewhere", &*app.clock).await.expect("a workspace");
        let there = conspectus_server::identity::Actor::console(elsewhere);
        let account = app.store.ensure_account(GRACE, None, &*app.clock).await.expect("an account");
        app.store.ensure_member(&there, account, conspectus_server::identity::Role::Admin, &*app.clock).await.expect("a member");
        let secret = secret_of(&invite(&app, &admin, GRACE).await);
        let open = app.post("/api/v1/invitations/open", None, &json!({ "invitation": secret })).await.json;
        assert_eq!(open["has_account"], true);
        accept(&app, &secret, new_account()).await.is_problem("invalid-request");
        assert_eq!(accept(&app, &secret, json!({})).await.status, 204);
        assert_eq!(app.store.workspaces_of(account).await.expect("workspaces").len(), 2);
    }

    async fn a_new_account_keeps_the_rules_of_passwords(app: App) {
        let admin = app.session().await;
        let secret = secret_of(&invite(&app, &admin, GRACE).await);
        for password in ["short", "grace hopper 2026", "passwordpassword"] {
            let body = json!({ "name": "Grace Hopper", "password": password });
            accept(&app, &secret, body).await.is_problem("invalid-request");
        }
        assert_eq!(accept(&app, &secret, new_account()).await.status, 200, "a refusal does not use the link up");
    }

    async fn guessing_links_is_limited(app: App) {
        let guess = json!({ "invitation": "csp_inv_000000000000000000000000000000000000000000000" });
        for _ in 0..5 {
            app.post("/api/v1/invitations/open", None, &guess).await.is_problem("not-found");
        }
        app.post("/api/v1/invitations/open", None, &guess).await.is_problem("rate-limited");
    }

    async fn only_an_address_can_be_invited(app: App) {
        let admin = app.session().await;
        for email in ["", "grace", "grace@example.org\r\nBcc: eve@example.org"] {
            invite(&app, &admin, email).await.is_problem("invalid-request");
        }
        let token = app.token_for(app.workspace, &[Scope::WorkspaceWrite], Some("Weather")).await;
        invite(&app, &token, GRACE).await.is_problem("forbidden");
    }

    async fn where_there_is_a_mail_server_the_link_goes_to_the_invited_alone(app: App) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("smtp://{}", listener.local_addr().expect("an address"));
        let mailer = Mailer::new(&url, None, "Conspectus <conspectus@example.org>").expect("a mailer");
        let app = app.with(|state| state.site.mailer = Some(mailer));
        let admin = app.session().await;
        let letter = tokio::spawn(mail_server(listener));
        let invited = invite(&app, &admin, GRACE).await;
        assert_eq!((&invited.json["mailed"], &invited.json["link"]), (&json!(true), &Value::Null), "{}", invited.json);
        let letter = letter.await.expect("a letter").replace("=\n", "").replace("=3D", "=");
        assert!(letter.contains("To: grace@example.org") && letter.contains("From: Conspectus"), "{letter}");
        let secret = letter.split("#invitation=").nth(1).expect("the link").split_whitespace().next().expect("a secret");
        assert_eq!(accept(&app, secret, new_account()).await.status, 200);
        let log = app.get("/api/v1/audit", Some(&admin)).await.json;
        let events = log["items"].as_array().expect("events");
        let event = events.iter().find(|event| event["event"] == "invitation.created").expect("logged");
        assert!(letter.contains(event["id"].as_str().expect("an id")), "the mail names its event");
    }

    async fn a_mail_server_that_is_down_costs_the_mail_and_not_the_invitation(app: App) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("smtp://{}", listener.local_addr().expect("an address"));
        drop(listener);
        let app = app.with(|state| state.site.mailer = Mailer::new(&url, None, "a@example.org").ok());
        let admin = app.session().await;
        let invited = invite(&app, &admin, GRACE).await;
        assert_eq!(invited.json["mailed"], false);
        assert_eq!(accept(&app, &secret_of(&invited), new_account()).await.status, 200);
    }
}
