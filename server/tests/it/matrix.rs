//! Who gets what answer: every caller asks every route, and `matrix.txt` says what each is told.

use std::fmt::Write as _;

use axum::http::Method;
use conspectus_metadata::Policy;
use conspectus_server::api::{Access, Route, table};
use conspectus_server::identity::{Actor, Role, Scope};
use conspectus_server::store::MemberChange;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{App, Kind, Request, capture, document, on_both_engines};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/matrix.txt");

const LEGEND: &str = "\
# Who gets what answer from which route, about ids of the workspace Acceptance. Reviewed when it changes, and made by
#     UPDATE_MATRIX=1 cargo test -p conspectus-server --test it matrix
#
# 2xx done · 303 sent on · 400, 409, 412, 413, 415, 422, 428 let in, but the sample request says too little
# 401 who are you? · 403 you may not · 404 for you there is no such thing
#
# admin, analyst, viewer: members · auditor: a viewer who may open the log · operator: runs the installation, no member
# token: an agent's, with every scope · bound: the same, bound to another project · foreign: admin of another workspace
# expired, suspended, removed, revoked: had every right until a moment ago
";

/// The columns, in order.
const CALLERS: [&str; 13] = [
    "admin",
    "analyst",
    "viewer",
    "auditor",
    "operator",
    "token",
    "bound",
    "foreign",
    "anonymous",
    "expired",
    "suspended",
    "removed",
    "revoked",
];

/// Callers who have lost what they had, or never had it: no route that asks for more than nothing lets them in.
const NOBODY: [&str; 5] = ["anonymous", "expired", "suspended", "removed", "revoked"];

/// Routes that end the session they are called with.
const SIGNS_OUT: &str = "DELETE /api/v1/session";

/// A body that each route takes; what is not named gets an empty object.
fn sample(route: &str, place: usize) -> Value {
    match route {
        "POST /api/v1/captures" => {
            json!({ "captures": [capture(1000 + u32::try_from(place).expect("small"), "plan", &document("text"))] })
        }
        "POST /api/v1/tokens" => json!({ "name": "nightly", "scopes": ["read"], "expires_in_days": 1 }),
        "POST /api/v1/projects/{id}/documents" => json!({ "name": format!("report {place}"), "markdown": "text" }),
        "PUT /api/v1/workspace/policy" => json!({ "policy": Policy::STANDARD }),
        "POST /api/v1/assets/{id}/versions" => json!({ "markdown": "more" }),
        "POST /api/v1/identity-providers" => provider(&format!("Provider {place}")),
        "PUT /api/v1/identity-providers/{id}" => provider("Changed"),
        "PUT /api/v1/workspace/sign-in" => json!({ "idle_minutes": 480, "second_factor": false }),
        "POST /api/v1/invitations" => json!({ "email": format!("guest{place}@example.org"), "role": "viewer" }),
        "POST /api/v1/account/authenticators" => json!({ "name": "phone" }),
        "PATCH /api/v1/members/{id}" => json!({ "auditor": true }),
        _ => json!({}),
    }
}

/// An identity provider that nobody runs.
fn provider(name: &str) -> Value {
    let connection = json!({ "kind": "oidc", "issuer": "https://id.example.org", "client_id": "conspectus" });
    json!({ "name": name, "connection": connection })
}

struct World {
    app: App,
    elsewhere: Uuid,
    ids: Value,
    admin: Uuid,
}

impl World {
    async fn new(app: App) -> Self {
        let (elsewhere, _) = app.store.ensure_workspace("Elsewhere", &*app.clock).await.expect("a workspace");
        let agent = app.token(Scope::ALL).await;
        let receipts = app.capture(&agent, &[capture(1, "plan", &document("text"))]).await;
        let project = app.get("/api/v1/projects", Some(&agent)).await.json["items"][0]["id"].clone();
        let path = format!("/api/v1/projects/{}/iterations", project.as_str().expect("an id"));
        let iteration = app.get(&path, Some(&agent)).await.json["items"][0]["id"].clone();
        let ids = json!({
            "projects": project,
            "iterations": iteration,
            "assets": receipts[0]["version"]["asset_id"],
            "versions": receipts[0]["version"]["id"],
            "comparison": receipts[0]["version"]["id"],
        });
        let admin = app.admin.account.expect("an account");
        Self { app, elsewhere, ids, admin }
    }

    /// The secret each caller presents.
    async fn caller(&self, name: &str) -> Option<String> {
        let app = &self.app;
        let here = app.workspace;
        let address = format!("{name}@example.org");
        match name {
            "admin" => Some(app.session_of(here, self.admin).await),
            "analyst" => Some(app.session_of(here, app.member(here, &address, Role::Analyst).await).await),
            "viewer" => Some(app.session_of(here, app.member(here, &address, Role::Viewer).await).await),
            "auditor" => {
                let account = app.member(here, &address, Role::Viewer).await;
                self.change(account, MemberChange { auditor: Some(true), ..MemberChange::default() }).await;
                Some(app.session_of(here, account).await)
            }
            "operator" => {
                let installation = conspectus_server::store::INSTALLATION;
                Some(app.session_of(installation, app.member(installation, &address, Role::Operator).await).await)
            }
            "token" => Some(app.token(Scope::ALL).await),
            "bound" => Some(app.token_for(here, Scope::ALL, Some("Another project")).await),
            "foreign" => {
                let account = app.member(self.elsewhere, &address, Role::Admin).await;
                Some(app.session_of(self.elsewhere, account).await)
            }
            "suspended" => {
                let account = app.member(here, &address, Role::Admin).await;
                let session = app.session_of(here, account).await;
                self.change(account, MemberChange { suspended: Some(true), ..MemberChange::default() }).await;
                Some(session)
            }
            "removed" => {
                let account = app.member(here, &address, Role::Admin).await;
                let session = app.session_of(here, account).await;
                let removed = app.store.remove_member(&Actor::console(here), account, &*app.clock).await;
                removed.expect("writes").expect("is removed");
                Some(session)
            }
            "revoked" => {
                let admin = app.session_of(here, self.admin).await;
                let made = app.post("/api/v1/tokens", Some(&admin), &sample("POST /api/v1/tokens", 0)).await;
                let path = format!("/api/v1/tokens/{}", made.json["id"].as_str().expect("an id"));
                app.send(Request::new(Method::DELETE, &path).bearer(Some(&admin))).await;
                Some(made.json["token"].as_str().expect("a token").to_owned())
            }
            _ => None,
        }
    }

    async fn change(&self, account: Uuid, change: MemberChange) {
        let console = Actor::console(self.app.workspace);
        let changed = self.app.store.change_member(&console, account, change, &*self.app.clock).await;
        changed.expect("writes").expect("changes");
    }

    /// An id of the kind that the route acts on; what a call would destroy is made for each call.
    async fn id(&self, kind: &str, place: usize) -> String {
        match kind {
            "members" => {
                let address = format!("colleague{place}@example.org");
                self.app.member(self.app.workspace, &address, Role::Viewer).await.to_string()
            }
            "identity-providers" => {
                let settings = serde_json::from_value(provider(&format!("Made for {place}"))).expect("settings");
                let console = Actor::console(self.app.workspace);
                let made = self.app.store.create_provider(&console, settings, &*self.app.clock).await.expect("writes");
                match made {
                    Ok(provider) => provider.id.to_string(),
                    Err(_) => self.app.store.providers(self.app.workspace).await.expect("lists")[0].id.to_string(),
                }
            }
            "invitations" => {
                let (address, digest) = (format!("guest{place}@example.org"), place.to_be_bytes().to_vec());
                let console = Actor::console(self.app.workspace);
                let invited = self.app.store.invite(&console, &address, Role::Viewer, digest, &*self.app.clock).await;
                invited.expect("invites").0.id.to_string()
            }
            "tokens" => {
                self.app.token(&[Scope::Read]).await;
                self.app.store.tokens(self.app.workspace).await.expect("lists")[0].id.to_string()
            }
            _ => self.ids[kind].as_str().unwrap_or("01900000-0000-7000-8000-00000000ffff").to_owned(),
        }
    }

    async fn filled(&self, path: &str, place: usize) -> String {
        let mut parts: Vec<String> = path.split('/').map(str::to_owned).collect();
        for index in 0..parts.len() {
            match parts[index].as_str() {
                "{number}" => parts[index] = "1".into(),
                name if name.starts_with('{') => parts[index] = self.id(&parts[index - 1].clone(), place).await,
                _ => {}
            }
        }
        parts.join("/")
    }

    /// What one caller is told by one route.
    async fn ask(&self, method: &Method, route: &Route, secret: Option<&str>, place: usize) -> u16 {
        let path = self.filled(route.path(), place).await;
        let query = if route.path() == "/api/v1/search" { "?q=plan" } else { "" };
        let mut request = Request::new(method.clone(), &format!("{path}{query}")).bearer(secret);
        if matches!(*method, Method::POST | Method::PUT | Method::PATCH) {
            request = request.json(&sample(&format!("{method} {}", route.path()), place)).header("if-match", "\"0\"");
        }
        self.app.send(request.calling_from(u8::try_from(place % 250).expect("small"))).await.status
    }
}

/// What must hold whatever the file says, so that making it anew cannot bless a hole.
fn check(route: &Route, method: &Method, caller: &str, status: u16) {
    let place = format!("{method} {} as {caller}: {status}", route.path());
    assert!(status < 500, "{place}");
    if route.access() == Access::Public {
        return;
    }
    if NOBODY.contains(&caller) {
        assert_eq!(status, 401, "{place}");
        return;
    }
    if matches!(caller, "foreign" | "operator") && route.path().contains('{') {
        assert!(matches!(status, 400 | 403 | 404 | 412 | 415 | 422 | 428), "{place}");
    }
    let Access::AnyOf(needed) = route.access() else { return };
    let held = match caller {
        "admin" | "foreign" => Role::Admin.scopes(false),
        "analyst" => Role::Analyst.scopes(false),
        "viewer" => Role::Viewer.scopes(false),
        "auditor" => Role::Viewer.scopes(true),
        "operator" => Role::Operator.scopes(false),
        _ => return,
    };
    let may = needed.iter().any(|scope| held.contains(*scope));
    assert!(may || status == 403, "{place}: lacks {needed:?}");
}

on_both_engines! {
    async fn every_caller_is_told_what_the_matrix_says(app: App) {
        let world = World::new(app).await;
        // The clock stands still for all but one, who signed in long ago.
        let long_ago = world.caller("admin").await;
        world.app.pass_seconds(8 * 3600 + 1);
        let mut secrets: Vec<Option<String>> = Vec::new();
        for caller in CALLERS {
            secrets.push(if caller == "expired" { long_ago.clone() } else { world.caller(caller).await });
        }
        let mut matrix = format!("{LEGEND}\n{:<60}", "");
        for caller in CALLERS {
            let _ = write!(matrix, "{caller:>10}");
        }
        matrix.push('\n');
        let mut place = 0;
        for route in table() {
            for method in route.methods() {
                let name = format!("{method} {}", route.path());
                let _ = write!(matrix, "{name:<60}");
                for (caller, secret) in CALLERS.iter().zip(&secrets) {
                    place += 1;
                    let fresh = if name == SIGNS_OUT && !NOBODY.contains(caller) { world.caller(caller).await } else { None };
                    let secret = fresh.as_deref().or(secret.as_deref());
                    let status = world.ask(&method, &route, secret, place).await;
                    check(&route, &method, caller, status);
                    let _ = write!(matrix, "{status:>10}");
                }
                matrix.push('\n');
            }
        }
        if std::env::var_os("UPDATE_MATRIX").is_some() {
            std::fs::write(FILE, &matrix).expect("writes");
        }
        let expected = std::fs::read_to_string(FILE).expect("the matrix");
        let changed: Vec<_> = matrix.lines().filter(|line| !expected.lines().any(|known| known == *line)).collect();
        assert_eq!(matrix, expected, "these lines are not in {FILE}:\n{}", changed.join("\n"));
    }
}
