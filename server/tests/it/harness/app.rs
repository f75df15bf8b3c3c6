use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, StatusCode, header};
use conspectus_server::api::{AppState, Peer, Site, router, surrounded};
use conspectus_server::edge::{Limits, Metrics};
use conspectus_server::environment::Environment;
use conspectus_server::identity::sso::SingleSignOn;
use conspectus_server::identity::{Actor, Passwords, Role, Scope, Scopes, Secret, SecretKind};
use conspectus_server::moment::Moment;
use conspectus_server::store::{NewToken, Store};
use conspectus_server::vault::MasterKey;
use serde_json::Value;
use tower::ServiceExt;
use uuid::Uuid;

use super::{Database, Kind};

/// A clock that stands until it is moved, and ids that count.
pub struct Fixed {
    now: AtomicI64,
    next: AtomicU64,
}

impl Fixed {
    pub fn starting_now() -> Self {
        let start = Moment::parse("2026-03-01T09:00:00Z").expect("a time");
        Self { now: AtomicI64::new(start.millis()), next: AtomicU64::new(1) }
    }
}

impl Environment for Fixed {
    fn now(&self) -> Moment {
        Moment::from_millis(self.now.load(Ordering::SeqCst))
    }

    fn id(&self) -> Uuid {
        Uuid::from_u128(
            0x0190_0000_0000_7000_8000_0000_0000_0000 + u128::from(self.next.fetch_add(1, Ordering::SeqCst)),
        )
    }
}

/// A server with one workspace and its admin.
pub struct App {
    pub database: Arc<Database>,
    pub store: Store,
    pub clock: Arc<Fixed>,
    pub workspace: Uuid,
    pub admin: Actor,
    state: AppState,
    service: Router,
}

/// One for all tests: it hashes a decoy when it is made.
static PASSWORDS: OnceLock<Passwords> = OnceLock::new();

pub const ORIGIN: &str = "http://localhost:8137";
pub const EMAIL: &str = "ada@example.org";
pub const PASSWORD: &str = "correct horse battery staple";

fn state_of(store: &Store, clock: &Arc<Fixed>) -> AppState {
    let passwords = PASSWORDS.get_or_init(|| Passwords::new().expect("a decoy")).clone();
    let sso = SingleSignOn::new("http://conspectus.test").expect("a client");
    let site = Site { origin: ORIGIN.into(), mailer: None };
    AppState { store: store.clone(), environment: clock.clone(), passwords, sso, secure: false, site }
}

impl App {
    pub async fn start(kind: Kind) -> Self {
        let database = Arc::new(Database::create(kind).await);
        let master = MasterKey::load_or_create(&database.master_key()).expect("a key");
        let store = Store::open(&database.url, master).await.expect("opens");
        let clock = Arc::new(Fixed::starting_now());
        store.migrate_as(&database.owner).await.expect("migrates");
        store.install(&*clock).await.expect("installs");
        let (workspace, _) = store.ensure_workspace("Acceptance", &*clock).await.expect("a workspace");
        let account = store.ensure_account(EMAIL, None, &*clock).await.expect("an account");
        let mut admin = Actor::console(workspace);
        store.ensure_member(&admin, account, Role::Admin, &*clock).await.expect("a member");
        admin.account = Some(account);
        let state = state_of(&store, &clock);
        let service = router(state.clone());
        Self { database, store, clock, workspace, admin, state, service }
    }

    /// The same server with something changed.
    pub fn with(mut self, change: impl FnOnce(&mut AppState)) -> Self {
        change(&mut self.state);
        self.service = router(self.state.clone());
        self
    }

    /// Another server on the same database.
    pub fn beside(other: &Self, store: Store) -> Self {
        let state = state_of(&store, &other.clock);
        let service = router(state.clone());
        let (database, clock, admin) = (other.database.clone(), other.clock.clone(), other.admin.clone());
        Self { database, store, clock, workspace: other.workspace, admin, state, service }
    }

    /// The service with these limits.
    pub fn limited(&self, limits: &Limits, metrics: &Metrics) -> Router {
        surrounded(state_of(&self.store, &self.clock), limits, metrics)
    }

    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    pub fn pass_seconds(&self, seconds: i64) {
        self.clock.now.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    /// A token of the admin with these scopes.
    pub async fn token(&self, scopes: &[Scope]) -> String {
        self.token_for(self.workspace, scopes, None).await
    }

    /// A token made on the console, for a workspace and perhaps one project of it.
    pub async fn token_for(&self, workspace: Uuid, scopes: &[Scope], project: Option<&str>) -> String {
        let secret = Secret::generate(SecretKind::Token).expect("random");
        let new = NewToken {
            name: "notebook",
            scopes: Scopes::new(scopes.iter().copied()),
            project,
            digest: secret.digest(),
            expires_at: self.now().plus_seconds(30 * 24 * 3600),
        };
        self.store.create_token(&Actor::console(workspace), new, &*self.clock).await.expect("a token");
        secret.expose().to_owned()
    }

    /// A fresh one-time sign-in link of the admin.
    pub async fn link(&self) -> String {
        let secret = Secret::generate(SecretKind::Link).expect("random");
        let account = self.admin.account.expect("an account");
        self.store.create_link(&self.admin, account, secret.digest(), &*self.clock).await.expect("a link");
        secret.expose().to_owned()
    }

    /// The account of a member of this role, made when there is none.
    pub async fn member(&self, workspace: Uuid, email: &str, role: Role) -> Uuid {
        let account = self.store.ensure_account(email, None, &*self.clock).await.expect("an account");
        self.store.ensure_member(&Actor::console(workspace), account, role, &*self.clock).await.expect("a member");
        account
    }

    /// A signed-in session of an account, as the desktop holds it.
    pub async fn session_of(&self, workspace: Uuid, account: Uuid) -> String {
        let secret = Secret::generate(SecretKind::Link).expect("random");
        let console = Actor::console(workspace);
        self.store.create_link(&console, account, secret.digest(), &*self.clock).await.expect("a link");
        self.follow(secret.expose()).await
    }

    /// A signed-in session of the admin, as the desktop holds it.
    pub async fn session(&self) -> String {
        self.follow(&self.link().await).await
    }

    async fn follow(&self, link: &str) -> String {
        let body = serde_json::json!({ "link": link, "deliver": "token" });
        let answer = self.post("/api/v1/session", None, &body).await;
        answer.json["token"].as_str().expect("a token").to_owned()
    }

    /// The session of another member, an analyst of this e-mail address.
    pub async fn member_session(&self, email: &str) -> String {
        let account = self.member(self.workspace, email, Role::Analyst).await;
        self.session_of(self.workspace, account).await
    }

    pub async fn get(&self, path: &str, token: Option<&str>) -> Answer {
        self.send(Request::new(Method::GET, path).bearer(token)).await
    }

    pub async fn post(&self, path: &str, token: Option<&str>, body: &Value) -> Answer {
        self.send(Request::new(Method::POST, path).bearer(token).json(body)).await
    }

    /// Sends captures and returns their receipts.
    pub async fn capture(&self, token: &str, captures: &[Value]) -> Vec<Value> {
        let body = serde_json::json!({ "captures": captures });
        let answer = self.post("/api/v1/captures", Some(token), &body).await;
        assert_eq!(answer.status, 200, "{}", answer.json);
        answer.json["receipts"].as_array().expect("receipts").clone()
    }

    pub async fn send(&self, request: Request) -> Answer {
        let mut builder = axum::http::Request::builder().method(request.method).uri(request.path);
        for (name, value) in request.headers {
            builder = builder.header(name, value);
        }
        let peer: std::net::SocketAddr = ([192, 0, 2, request.peer], 4000).into();
        let request = builder.extension(ConnectInfo(Peer(peer))).body(Body::from(request.body)).expect("a request");
        let response = self.service.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.expect("a body").to_vec();
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status: parts.status.as_u16(), headers: parts.headers, json, bytes }
    }
}

/// A request in the making.
pub struct Request {
    method: Method,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    peer: u8,
}

impl Request {
    pub fn new(method: Method, path: &str) -> Self {
        Self { method, path: path.to_owned(), headers: Vec::new(), body: Vec::new(), peer: 1 }
    }

    pub fn bearer(self, token: Option<&str>) -> Self {
        match token {
            Some(token) => self.header(header::AUTHORIZATION.as_str(), &format!("Bearer {token}")),
            None => self,
        }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn json(self, body: &Value) -> Self {
        self.body(body.to_string()).header("content-type", "application/json")
    }

    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// The last number of the caller's network address.
    pub fn calling_from(mut self, last: u8) -> Self {
        self.peer = last;
        self
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    /// Null when the body is not JSON.
    pub json: Value,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    /// Asserts that this is a problem document with this code, and the status that belongs to it.
    #[track_caller]
    pub fn is_problem(&self, code: &str) {
        assert_eq!(self.json["code"], code, "{} {}", self.status, self.json);
        assert_eq!(self.json["status"], self.status);
        assert_eq!(self.json["type"], format!("urn:conspectus:problem:{code}"));
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert!(StatusCode::from_u16(self.status).is_ok_and(|status| status.as_u16() >= 400));
    }
}
