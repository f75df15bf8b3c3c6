use axum::http::Method;
use conspectus_server::identity::Scope;
use conspectus_server::identity::sso::{Connection, Oidc, ProviderSettings};
use serde_json::{Value, json};

use crate::harness::{Answer, App, Kind, Request, on_both_engines};

fn settings(name: &str) -> Value {
    json!({
        "name": name,
        "connection": {
            "kind": "oidc", "issuer": "https://id.example.org", "client_id": "conspectus", "client_secret": "s3cret-of-the-client",
        },
        "roles": [{ "group": "owners", "role": "admin" }],
        "default_role": "viewer",
    })
}

async fn put(app: &App, token: &str, path: &str, tag: &str, body: &Value) -> Answer {
    app.send(Request::new(Method::PUT, path).bearer(Some(token)).header("if-match", tag).json(body)).await
}

on_both_engines! {
    async fn an_admin_sets_a_provider_up_and_nobody_reads_its_secret_again(app: App) {
        let token = app.token(&[Scope::MembersWrite, Scope::AuditRead]).await;
        let made = app.post("/api/v1/identity-providers", Some(&token), &settings("Example")).await;
        assert_eq!((made.status, made.header("etag")), (201, "\"1\""), "{}", made.json);
        let id = made.json["id"].as_str().expect("an id");
        assert_eq!(made.json["redirect_uri"], format!("http://conspectus.test/api/v1/sso/{id}/callback"));
        let listed = app.get("/api/v1/identity-providers", Some(&token)).await;
        let events = app.get("/api/v1/audit", Some(&token)).await;
        for answer in [&made, &listed, &events] {
            assert!(!String::from_utf8_lossy(&answer.bytes).contains("s3cret-of-the-client"));
        }
        assert!(events.json["items"].as_array().expect("events").iter().any(|event| event["event"] == "provider.created"));
        let shown = app.get("/api/v1/sso", None).await;
        assert_eq!(shown.json, json!([{ "id": id, "name": "Example" }]), "the sign-in page learns no more");
    }

    async fn a_change_names_what_it_replaces_and_keeps_the_secret(app: App) {
        let token = app.token(&[Scope::MembersWrite]).await;
        let made = app.post("/api/v1/identity-providers", Some(&token), &settings("Example")).await;
        let path = format!("/api/v1/identity-providers/{}", made.json["id"].as_str().expect("an id"));
        let mut wanted = made.json["settings"].clone();
        wanted["default_role"] = json!("analyst");
        let request = Request::new(Method::PUT, &path).bearer(Some(&token)).json(&wanted);
        app.send(request).await.is_problem("precondition-required");
        put(&app, &token, &path, "\"7\"", &wanted).await.is_problem("stale");
        let changed = put(&app, &token, &path, "\"1\"", &wanted).await;
        assert_eq!((changed.status, changed.header("etag")), (200, "\"2\""));
        let id = made.json["id"].as_str().expect("an id").parse().expect("a UUID");
        let kept = app.store.provider(app.workspace, id).await.expect("reads").expect("is there");
        let Connection::Oidc(oidc) = kept.settings.connection else { panic!("another kind") };
        assert_eq!(oidc.client_secret.as_deref(), Some("s3cret-of-the-client"));
    }

    async fn a_secret_does_not_follow_to_another_issuer(app: App) {
        let token = app.token(&[Scope::MembersWrite]).await;
        let made = app.post("/api/v1/identity-providers", Some(&token), &settings("Example")).await;
        let id = made.json["id"].as_str().expect("an id");
        let mut wanted = made.json["settings"].clone();
        wanted["connection"]["issuer"] = json!("https://evil.example");
        put(&app, &token, &format!("/api/v1/identity-providers/{id}"), "\"1\"", &wanted).await;
        let moved = app.store.provider(app.workspace, id.parse().expect("a UUID")).await.expect("reads").expect("is there");
        let Connection::Oidc(oidc) = moved.settings.connection else { panic!("another kind") };
        assert_eq!(oidc.client_secret, None);
    }

    async fn settings_that_are_not_as_they_should_be_are_refused_by_field(app: App) {
        let token = app.token(&[Scope::MembersWrite]).await;
        let refused = |change: &dyn Fn(&mut Value)| {
            let mut body = settings("Example");
            change(&mut body);
            let (app, token) = (&app, &token);
            async move { app.post("/api/v1/identity-providers", Some(token), &body).await }
        };
        let field = |answer: Answer| answer.json["errors"][0]["field"].as_str().unwrap_or_default().to_owned();
        assert_eq!(field(refused(&|body| body["name"] = json!("")).await), "name");
        let plain = refused(&|body| body["connection"]["issuer"] = json!("http://id.example.org")).await;
        assert_eq!(field(plain), "issuer");
        let further = refused(&|body| body["link_accounts"] = json!(true)).await;
        assert_eq!(field(further), "link_accounts", "only the operator lets a provider speak for other workspaces");
        let saml = refused(&|body| body["connection"] = json!({ "kind": "saml", "metadata": "<x/>" })).await;
        assert_eq!(field(saml), "metadata");
        refused(&|body| body["more"] = json!(1)).await.is_problem("invalid-request");
    }

    async fn two_providers_of_a_workspace_have_two_names(app: App) {
        let token = app.token(&[Scope::MembersWrite]).await;
        app.post("/api/v1/identity-providers", Some(&token), &settings("Example")).await;
        app.post("/api/v1/identity-providers", Some(&token), &settings("Example")).await.is_problem("conflict");
    }

    async fn a_removed_provider_lets_nobody_in(app: App) {
        let token = app.token(&[Scope::MembersWrite]).await;
        let made = app.post("/api/v1/identity-providers", Some(&token), &settings("Example")).await;
        let id = made.json["id"].as_str().expect("an id");
        let path = format!("/api/v1/identity-providers/{id}");
        let remove = || Request::new(Method::DELETE, &path).bearer(Some(&token));
        assert_eq!(app.send(remove()).await.status, 204);
        app.send(remove()).await.is_problem("not-found");
        app.get(&format!("/api/v1/sso/{id}/start"), None).await.is_problem("not-found");
    }

    async fn a_switched_off_provider_is_not_there(app: App) {
        let oidc = json!({ "issuer": "https://id.example.org", "client_id": "conspectus" });
        let oidc: Oidc = serde_json::from_value(oidc).expect("settings");
        let settings = ProviderSettings { enabled: false, ..ProviderSettings::new("Off", Connection::Oidc(oidc)) };
        let made = app.store.create_provider(&app.admin, settings, &*app.clock).await.expect("writes");
        let Ok(provider) = made else { panic!("a conflict") };
        assert_eq!(app.get("/api/v1/sso", None).await.json, json!([]));
        app.get(&format!("/api/v1/sso/{}/start", provider.id), None).await.is_problem("not-found");
    }

    async fn what_providers_are_told_is_sealed(app: App) {
        let token = app.token(&[Scope::MembersWrite]).await;
        app.post("/api/v1/identity-providers", Some(&token), &settings("Example of a name")).await;
        let pool = app.database.raw().await;
        let sealed: Vec<u8> =
            sqlx::query_scalar("SELECT sealed FROM identity_provider").fetch_one(&pool).await.expect("reads");
        for word in ["s3cret-of-the-client", "id.example.org", "Example of a name", "owners"] {
            assert!(!sealed.windows(word.len()).any(|bytes| bytes == word.as_bytes()), "{word}");
        }
    }
}
