use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use conspectus_server::identity::Role;
use conspectus_server::identity::sso::{Connection, Oidc, ProviderSettings, RoleRule};
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Away, come_back, leave};
use crate::harness::{Answer, App};

pub const CLIENT: &str = "conspectus";
pub const SECRET: &str = "s3cret of the client";
pub const CODE: &str = "the-code";

/// What the provider answers next.
#[derive(Default)]
struct Says {
    issuer: String,
    challenge: String,
    id_token: String,
    user_info: Value,
    keys: Vec<Value>,
    promises_issuer: bool,
    /// How often the code was traded.
    trades: usize,
}

/// An OpenID Connect provider on a port of its own.
pub struct Provider {
    pub issuer: String,
    says: Arc<Mutex<Says>>,
    pub key: Signer,
}

/// A key pair that signs tokens.
pub struct Signer(EcdsaKeyPair);

impl Signer {
    pub fn new() -> Self {
        let random = SystemRandom::new();
        let bytes = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).expect("a key");
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, bytes.as_ref(), &random);
        Self(key.expect("a key"))
    }

    pub fn public(&self) -> Value {
        let point = self.0.public_key().as_ref();
        let (x, y) = (URL_SAFE_NO_PAD.encode(&point[1..33]), URL_SAFE_NO_PAD.encode(&point[33..65]));
        json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": &x[..8], "x": x, "y": y })
    }

    pub fn sign(&self, claims: &Value) -> String {
        let header = json!({ "alg": "ES256", "kid": self.public()["kid"] });
        let signed = unsigned(&header, claims);
        let signature = self.0.sign(&SystemRandom::new(), signed.as_bytes()).expect("a signature");
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref()))
    }
}

/// Header and claims, as a signature would cover them.
pub fn unsigned(header: &Value, claims: &Value) -> String {
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(claims.to_string()))
}

impl Provider {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let key = Signer::new();
        let keys = vec![key.public()];
        let says = Arc::new(Mutex::new(Says { issuer: issuer.clone(), keys, user_info: json!({}), ..Says::default() }));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/jwks", get(|State(says): State<Shared>| async move { Json(json!({ "keys": lock(&says).keys })) }))
            .route("/token", post(token))
            .route("/userinfo", get(|State(says): State<Shared>| async move { Json(lock(&says).user_info.clone()) }))
            .with_state(says.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { issuer, says, key }
    }

    /// Made known to the workspace: owners are admins, all others nobody.
    pub async fn known_to(&self, app: &App, change: impl FnOnce(&mut ProviderSettings)) -> Uuid {
        let connection = json!({ "issuer": self.issuer, "client_id": CLIENT, "client_secret": SECRET });
        let oidc: Oidc = serde_json::from_value(connection).expect("settings");
        let mut settings = ProviderSettings::new("Example", Connection::Oidc(oidc));
        settings.roles = vec![
            RoleRule { group: "owners".into(), role: Role::Admin },
            RoleRule { group: "readers".into(), role: Role::Viewer },
        ];
        change(&mut settings);
        let made = app.store.create_provider(&app.admin, settings, &*app.clock).await.expect("writes");
        made.unwrap_or_else(|conflict| panic!("{conflict:?}")).id
    }

    /// Claims about Grace that any relying party should take.
    pub fn claims(&self, app: &App, away: &Away) -> Value {
        let now = app.now().millis() / 1000;
        json!({
            "iss": self.issuer, "aud": CLIENT, "sub": "person-1", "iat": now, "exp": now + 300, "nonce": away.query("nonce"),
            "email": "grace@example.org", "email_verified": true, "name": "Grace", "groups": ["readers"],
        })
    }

    pub fn will_say(&self, away: &Away, id_token: String) {
        let mut says = lock(&self.says);
        (says.id_token, says.challenge) = (id_token, away.query("code_challenge"));
        assert_eq!(away.query("code_challenge_method"), "S256");
    }

    pub fn user_info(&self, claims: Value) {
        lock(&self.says).user_info = claims;
    }

    pub fn publish(&self, keys: Vec<Value>) {
        lock(&self.says).keys = keys;
    }

    pub fn promise_issuer(&self) {
        lock(&self.says).promises_issuer = true;
    }

    pub fn pretend(&self, issuer: &str) {
        issuer.clone_into(&mut lock(&self.says).issuer);
    }

    pub fn trades(&self) -> usize {
        lock(&self.says).trades
    }

    /// A whole sign-in with these claims changed.
    pub async fn sign_in(&self, app: &App, id: Uuid, change: impl FnOnce(&mut Value)) -> Answer {
        let away = leave(app, id, "/").await;
        let mut claims = self.claims(app, &away);
        change(&mut claims);
        self.will_say(&away, self.key.sign(&claims));
        back(app, &away).await
    }
}

/// The browser comes back with the code.
pub async fn back(app: &App, away: &Away) -> Answer {
    let path = format!("/api/v1/sso/{}/callback?state={}&code={CODE}", away.provider, away.query("state"));
    come_back(app, &path, Some(&away.cookie)).await
}

type Shared = Arc<Mutex<Says>>;

fn lock(says: &Shared) -> std::sync::MutexGuard<'_, Says> {
    says.lock().expect("nobody panicked")
}

async fn discovery(State(says): State<Shared>) -> Json<Value> {
    let says = lock(&says);
    let issuer = &says.issuer;
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "jwks_uri": format!("{issuer}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"],
        "authorization_response_iss_parameter_supported": says.promises_issuer,
    }))
}

/// Trades the code once, for whoever knows the client's secret and the verifier.
async fn token(
    State(says): State<Shared>,
    headers: HeaderMap,
    Form(form): Form<std::collections::HashMap<String, String>>,
) -> Result<Json<Value>, StatusCode> {
    let mut says = lock(&says);
    let verifier = form.get("code_verifier").cloned().unwrap_or_default();
    let matches = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes())) == says.challenge;
    if !headers.contains_key("authorization") || form.get("code").map(String::as_str) != Some(CODE) || !matches {
        return Err(StatusCode::BAD_REQUEST);
    }
    says.trades += 1;
    Ok(Json(json!({ "access_token": "access", "token_type": "Bearer", "id_token": says.id_token })))
}
