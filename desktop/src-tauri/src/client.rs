//! The only code of the shell that speaks HTTP.

use std::{collections::BTreeMap, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::{Method, RequestBuilder, Response, header::HeaderMap, redirect};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    address::ServerAddress,
    error::{ErrorCode, ShellError},
    token::Token,
};

const CONNECT: Duration = Duration::from_secs(10);
const WHOLE_REQUEST: Duration = Duration::from_mins(1);
/// More than any answer of the interface; a figure has a few megabytes at most.
const LARGEST_ANSWER: usize = 64 * 1024 * 1024;
/// What the page may set. Who asks is the shell's business.
const REQUEST_HEADERS: &[&str] =
    &["accept", "content-type", "idempotency-key", "if-match", "if-none-match", "x-conspectus"];

/// What the page asks for.
#[derive(Debug, Deserialize)]
pub struct Call {
    pub method: String,
    pub path: String,
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    #[serde(default)]
    pub body: Option<String>,
}

/// What the server answered. `body` is text, or base64 when `encoding` says so.
#[derive(Debug, Serialize)]
pub struct Answer {
    pub status: u16,
    /// Names in lower case.
    pub headers: BTreeMap<String, String>,
    pub body: String,
    pub encoding: Encoding,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    Text,
    Base64,
}

/// How somebody proves who they are.
#[derive(Clone)]
pub enum Credentials {
    Password {
        email: String,
        password: String,
    },
    /// The secret of a one-time link.
    Link(String),
}

/// Talks to one server.
#[derive(Clone)]
pub struct Client {
    pub address: ServerAddress,
    http: reqwest::Client,
}

impl Client {
    pub fn new(address: ServerAddress) -> Result<Self, ShellError> {
        let builder = reqwest::Client::builder()
            .user_agent(concat!("conspectus-desktop/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT)
            .timeout(WHOLE_REQUEST)
            .redirect(redirect::Policy::none())
            .https_only(!address.is_loopback());
        let builder = if address.is_loopback() { builder.no_proxy() } else { builder };
        let http = builder.build().map_err(|error| ShellError::new(ErrorCode::System, describe(&error)))?;
        Ok(Self { address, http })
    }

    /// Makes a request of the page in the name of whoever is signed in.
    pub async fn request(&self, call: Call, token: Option<&Token>) -> Result<Answer, ShellError> {
        let bad = |why: String| ShellError::new(ErrorCode::BadRequest, why);
        let method = match call.method.as_str() {
            method @ ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE") => {
                Method::from_bytes(method.as_bytes()).map_err(|error| bad(error.to_string()))?
            }
            other => return Err(bad(format!("{other} is not a method that the shell uses"))),
        };
        let url = self.address.route(&method, &call.path)?;
        let mut request = self.http.request(method, url);
        for (name, value) in &call.headers {
            if !REQUEST_HEADERS.contains(&name.to_ascii_lowercase().as_str()) {
                return Err(bad(format!("The page may not set the header {name}")));
            }
            request = request.header(name, value);
        }
        if let Some(body) = call.body {
            request = request.body(body);
        }
        let (status, headers, body) = send(authorised(request, token)).await?;
        let (body, encoding) = match String::from_utf8(body) {
            Ok(text) => (text, Encoding::Text),
            Err(bytes) => (STANDARD.encode(bytes.as_bytes()), Encoding::Base64),
        };
        if token.is_some_and(|token| body.contains(token.expose())) {
            return Err(ShellError::new(ErrorCode::BadAnswer, "The answer held the session's secret and was dropped"));
        }
        Ok(Answer { status, headers: readable(&headers), body, encoding })
    }

    /// Begins a session; returns what the server tells about it, and the token apart.
    pub async fn sign_in(&self, credentials: &Credentials) -> Result<(Value, Token), ShellError> {
        let body = match credentials {
            Credentials::Password { email, password } => {
                json!({ "email": email, "password": password, "deliver": "token" })
            }
            Credentials::Link(secret) => json!({ "link": secret, "deliver": "token" }),
        };
        let (status, _, answer) = send(self.http.post(self.address.session()).json(&body)).await?;
        let answer: Value = serde_json::from_slice(&answer).map_err(|_| not_conspectus(status))?;
        if !(200..300).contains(&status) {
            return Err(refusal(status, answer));
        }
        let Value::Object(mut session) = answer else { return Err(not_conspectus(status)) };
        match session.remove("token") {
            Some(Value::String(token)) => Ok((Value::Object(session), Token::new(token))),
            _ => Err(not_conspectus(status)),
        }
    }

    /// Ends the session at the server.
    pub async fn sign_out(&self, token: &Token) -> Result<(), ShellError> {
        let (status, ..) = send(authorised(self.http.delete(self.address.session()), Some(token))).await?;
        match status {
            // A session that the server no longer knows has ended as well.
            200..300 | 401 => Ok(()),
            _ => Err(ShellError::new(ErrorCode::Refused, format!("it answered with status {status}"))),
        }
    }
}

fn authorised(request: RequestBuilder, token: Option<&Token>) -> RequestBuilder {
    match token {
        Some(token) => request.bearer_auth(token.expose()),
        None => request,
    }
}

async fn send(request: RequestBuilder) -> Result<(u16, HeaderMap, Vec<u8>), ShellError> {
    let unreachable = |error: &reqwest::Error| ShellError::new(ErrorCode::Unreachable, describe(error));
    let mut response: Response = request.send().await.map_err(|error| unreachable(&error))?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| unreachable(&error))? {
        if body.len() + chunk.len() > LARGEST_ANSWER {
            return Err(ShellError::new(ErrorCode::BadAnswer, "The answer is too large"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok((status, headers, body))
}

/// Headers that help the page; cookies stay out.
fn readable(headers: &HeaderMap) -> BTreeMap<String, String> {
    headers
        .iter()
        .filter(|(name, _)| name.as_str() != "set-cookie")
        .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
        .collect()
}

fn refusal(status: u16, problem: Value) -> ShellError {
    let said = problem.get("detail").or_else(|| problem.get("title")).and_then(Value::as_str);
    let message = said.map_or_else(|| format!("The server refused ({status})"), str::to_owned);
    ShellError { code: ErrorCode::Refused, message, problem: Some(problem) }
}

fn not_conspectus(status: u16) -> ShellError {
    ShellError::new(ErrorCode::BadAnswer, format!("This does not answer like a Conspectus server (status {status})"))
}

/// The cause at the bottom, which is what a person can act on ("connection refused", "certificate expired").
fn describe(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    format!("The server cannot be reached: {cause}")
}
