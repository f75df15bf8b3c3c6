//! A directory tells by SCIM who its people are; what follows is there at once.

use axum::http::Method;
use conspectus_server::identity::sso::RoleRule;
use conspectus_server::identity::{Role, Scope};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Answer, App, EMAIL, Kind, Request, on_both_engines};
use crate::sso::oidc_provider::Provider;
use crate::sso::{come_back, entered, is_refused};

struct Directory<'a> {
    app: &'a App,
    provider: Provider,
    id: Uuid,
    token: String,
}

impl<'a> Directory<'a> {
    /// Of a provider whose group readers has the role viewer, makers analyst, owners admin.
    async fn of(app: &'a App) -> Self {
        let provider = Provider::start().await;
        let id = provider
            .known_to(app, |settings| settings.roles.push(RoleRule { group: "makers".into(), role: Role::Analyst }))
            .await;
        Self { app, provider, id, token: app.token(&[Scope::DirectoryWrite]).await }
    }

    async fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let path = format!("/api/v1/scim/{}/{path}", self.id);
        let request = Request::new(method, &path).bearer(Some(&self.token));
        self.app
            .send(match body {
                Some(body) => request.body(body.to_string()).header("content-type", "application/scim+json"),
                None => request,
            })
            .await
    }

    async fn person(&self, name: &str) -> String {
        let body = json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": format!("{name}@example.org"),
            "name": { "givenName": name, "familyName": "H." }, "externalId": format!("external-{name}"),
        });
        let made = self.ask(Method::POST, "Users", Some(&body)).await;
        assert_eq!((made.status, made.header("content-type")), (201, "application/scim+json"), "{}", made.json);
        assert_eq!(made.header("location"), made.json["meta"]["location"]);
        made.json["id"].as_str().expect("an id").to_owned()
    }

    async fn group(&self, name: &str, members: &[&str]) -> String {
        let members: Vec<Value> = members.iter().map(|id| json!({ "value": id })).collect();
        let schemas = ["urn:ietf:params:scim:schemas:core:2.0:Group"];
        let body = json!({ "schemas": schemas, "displayName": name, "members": members });
        let made = self.ask(Method::POST, "Groups", Some(&body)).await;
        assert_eq!(made.status, 201, "{}", made.json);
        made.json["id"].as_str().expect("an id").to_owned()
    }

    async fn patch(&self, path: &str, operations: &Value) -> Answer {
        let body = json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations });
        self.ask(Method::PATCH, path, Some(&body)).await
    }

    /// Grace's sign-in through the provider, which says nothing about groups.
    async fn sign_in(&self) -> Answer {
        self.provider.user_info(json!({ "sub": "person-1" }));
        self.provider
            .sign_in(self.app, self.id, |claims| {
                claims.as_object_mut().expect("an object").remove("groups");
            })
            .await
    }

    async fn session(&self) -> String {
        let answer = self.sign_in().await;
        let cookies = answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().expect("text"));
        let cookie = cookies.into_iter().find(|cookie| cookie.starts_with("conspectus_session=")).expect("a session");
        cookie.split(';').next().expect("a pair").to_owned()
    }

    async fn may(&self, cookie: &str) -> Vec<String> {
        let session = come_back(self.app, "/api/v1/session", Some(cookie)).await;
        let scopes = session.json["scopes"].as_array().cloned().unwrap_or_default();
        scopes.iter().map(|scope| scope.as_str().expect("text").to_owned()).collect()
    }
}

on_both_engines! {
    async fn a_person_told_of_signs_in_with_the_role_of_their_groups(app: App) {
        let directory = Directory::of(&app).await;
        let grace = directory.person("grace").await;
        is_refused(&directory.sign_in().await, "not-allowed");
        let makers = directory.group("makers", &[&grace]).await;
        let cookie = directory.session().await;
        assert!(directory.may(&cookie).await.contains(&"documents:write".to_owned()));
        directory.group("readers", &[&grace]).await;
        directory.patch(&format!("Groups/{makers}"), &json!([{ "op": "remove", "path": format!("members[value eq \"{grace}\"]") }])).await;
        assert_eq!(directory.may(&cookie).await, ["read"], "the open session follows");
        let shown = directory.ask(Method::GET, &format!("Users/{grace}"), None).await;
        assert_eq!(shown.json["groups"][0]["display"], "readers");
    }

    async fn whoever_is_deactivated_is_out_at_once_and_stays_out(app: App) {
        let directory = Directory::of(&app).await;
        let grace = directory.person("grace").await;
        directory.group("makers", &[&grace]).await;
        let cookie = directory.session().await;
        let csrf = Request::new(Method::POST, "/api/v1/tokens").header("cookie", &cookie).header("x-conspectus", "page");
        let body = json!({ "name": "notebook", "scopes": ["read"], "expires_in_days": 30 });
        let token = app.send(csrf.json(&body)).await.json["token"].as_str().expect("a token").to_owned();
        assert_eq!(app.get("/api/v1/projects", Some(&token)).await.status, 200);
        let off = directory.patch(&format!("Users/{grace}"), &json!([{ "op": "Replace", "value": { "active": "False" } }])).await;
        assert_eq!((off.status, &off.json["active"]), (200, &json!(false)));
        come_back(&app, "/api/v1/session", Some(&cookie)).await.is_problem("unauthenticated");
        app.get("/api/v1/projects", Some(&token)).await.is_problem("unauthenticated");
        is_refused(&directory.sign_in().await, "not-allowed");
        let with_groups = directory.provider.sign_in(&app, directory.id, |_| {}).await;
        is_refused(&with_groups, "not-allowed");
        directory.patch(&format!("Users/{grace}"), &json!([{ "op": "replace", "path": "active", "value": true }])).await;
        assert_eq!(entered(&app, &directory.sign_in().await).await, "Grace");
        app.get("/api/v1/projects", Some(&token)).await.is_problem("unauthenticated");
    }

    async fn a_person_removed_is_out_and_no_longer_in_groups(app: App) {
        let directory = Directory::of(&app).await;
        let grace = directory.person("grace").await;
        let makers = directory.group("makers", &[&grace]).await;
        let cookie = directory.session().await;
        let path = format!("Users/{grace}");
        assert_eq!(directory.ask(Method::DELETE, &path, None).await.status, 204);
        come_back(&app, "/api/v1/session", Some(&cookie)).await.is_problem("unauthenticated");
        let gone = directory.ask(Method::GET, &path, None).await;
        assert_eq!((gone.status, &gone.json["status"]), (404, &json!("404")));
        assert_eq!(directory.ask(Method::GET, &format!("Groups/{makers}"), None).await.json["members"], json!([]));
    }

    async fn the_last_admin_is_never_shut_out_by_a_directory(app: App) {
        let directory = Directory::of(&app).await;
        let linked = directory.provider.known_to(&app, |settings| {
            (settings.name, settings.link_accounts) = ("Linked".into(), true);
        });
        let linked = Directory { id: linked.await, token: directory.token.clone(), provider: Provider::start().await, app: &app };
        let ada = json!({ "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": EMAIL, "active": false });
        assert_eq!(linked.ask(Method::POST, "Users", Some(&ada)).await.status, 201);
        let session = app.session_of(app.workspace, app.admin.account.expect("an account")).await;
        assert_eq!(app.get("/api/v1/members", Some(&session)).await.status, 200);
    }

    async fn lists_are_filtered_and_cut(app: App) {
        let directory = Directory::of(&app).await;
        for name in ["ada", "grace", "edith"] {
            directory.person(name).await;
        }
        let plain = directory.ask(Method::GET, "Users?count=1", None).await;
        let names: Vec<&String> = plain.json["Resources"][0].as_object().expect("a person").keys().collect();
        assert_eq!(names, ["active", "externalId", "id", "meta", "name", "schemas", "userName"], "and nothing that is null");
        let found = directory.ask(Method::GET, "Users?filter=userName%20eq%20%22GRACE@example.org%22", None).await;
        assert_eq!((&found.json["totalResults"], &found.json["Resources"][0]["externalId"]), (&json!(1), &json!("external-grace")));
        let second = directory.ask(Method::GET, "Users?startIndex=2&count=1&attributes=userName", None).await;
        assert_eq!(second.json["totalResults"], 3);
        assert_eq!(second.json["itemsPerPage"], 1);
        let shown = second.json["Resources"][0].as_object().expect("a person");
        assert_eq!(shown.keys().collect::<Vec<_>>(), ["id", "schemas", "userName"]);
        let none = directory.ask(Method::GET, "Users?count=0", None).await;
        assert_eq!((&none.json["totalResults"], &none.json["Resources"]), (&json!(3), &json!([])));
        let broken = directory.ask(Method::GET, "Users?filter=userName%20is%20x", None).await;
        assert_eq!((broken.status, &broken.json["scimType"]), (400, &json!("invalidFilter")));
    }

    async fn what_cannot_be_is_refused_in_scims_own_words(app: App) {
        let directory = Directory::of(&app).await;
        let grace = directory.person("grace").await;
        let schemas = ["urn:ietf:params:scim:schemas:core:2.0:User"];
        let again = json!({ "schemas": schemas, "userName": "GRACE@example.org" });
        let taken = directory.ask(Method::POST, "Users", Some(&again)).await;
        assert_eq!((taken.status, &taken.json["scimType"]), (409, &json!("uniqueness")));
        for (body, kind) in [
            (json!({ "schemas": schemas }), "invalidSyntax"),
            (json!({ "schemas": schemas, "userName": "no address" }), "invalidValue"),
            (json!({ "schemas": schemas, "userName": "a@b.example\r\nx" }), "invalidValue"),
            (json!({ "schemas": [], "userName": "a@b.example" }), "invalidValue"),
        ] {
            let refused = directory.ask(Method::POST, "Users", Some(&body)).await;
            assert_eq!(refused.status, 400, "{body}");
            let told = refused.json["scimType"].as_str().unwrap_or_default();
            assert!(told == kind || told == "invalidSyntax", "{body}: {told}");
        }
        let fixed = directory.patch(&format!("Users/{grace}"), &json!([{ "op": "replace", "path": "id", "value": "x" }])).await;
        assert_eq!((fixed.status, &fixed.json["scimType"]), (400, &json!("mutability")));
        let group = json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "makers",
            "members": [{ "value": "grace" }],
        });
        assert_eq!(directory.ask(Method::POST, "Groups", Some(&group)).await.status, 400);
        assert_eq!(directory.ask(Method::POST, "Schemas", Some(&group)).await.status, 405);
        assert_eq!(directory.ask(Method::GET, "Printers", None).await.status, 404);
    }

    async fn a_directory_is_open_to_its_own_workspace_only(app: App) {
        let directory = Directory::of(&app).await;
        let grace = directory.person("grace").await;
        let (elsewhere, _) = app.store.ensure_workspace("Elsewhere", &*app.clock).await.expect("a workspace");
        let theirs = app.token_for(elsewhere, Scope::ALL, None).await;
        let bound = app.token_for(app.workspace, Scope::ALL, Some("One project")).await;
        for token in [theirs, bound] {
            for path in [format!("Users/{grace}"), "Users".into(), "ServiceProviderConfig".into()] {
                let answer = app.get(&format!("/api/v1/scim/{}/{path}", directory.id), Some(&token)).await;
                assert_eq!(answer.status, 404, "{path}");
            }
        }
    }

    async fn people_of_a_directory_are_sealed_and_their_changes_logged(app: App) {
        let directory = Directory::of(&app).await;
        directory.person("grace").await;
        let pool = app.database.raw().await;
        let sealed: Vec<u8> = sqlx::query_scalar("SELECT sealed FROM directory_entry").fetch_one(&pool).await.expect("reads");
        assert!(!sealed.windows(5).any(|bytes| bytes == b"grace"));
        let token = app.token(&[Scope::AuditRead]).await;
        let events = app.get("/api/v1/audit", Some(&token)).await;
        let told = |name: &str| events.json["items"].as_array().expect("events").iter().any(|event| event["event"] == name);
        assert!(told("directory.user-added"));
    }
}
