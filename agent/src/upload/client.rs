//! HTTP: one request, and what its answer means for the captures in it.

use std::fmt;
use std::sync::Once;
use std::time::Duration;

use conspectus_metadata::{Policy, Problem, Receipts};
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::{RequestBuilder, Response, StatusCode, redirect};
use serde::Deserialize;

use super::Server;
use crate::ledger::KnownWorkspace;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const READ_TIMEOUT: Duration = Duration::from_secs(30);
/// Eight MiB take this long on a slow line.
const REQUEST_TIMEOUT: Duration = Duration::from_mins(2);
const COMPRESSION_LEVEL: i32 = 3;

/// Speaks to one server with one token.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    server: Server,
    token: String,
}

/// Why a request failed, by what helps.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Waiting helps: the network, or a server that is not well.
    #[error("{reason}")]
    Transient {
        /// One sentence for people.
        reason: String,
        /// What the server asked for.
        retry_after: Option<Duration>,
    },
    /// Only the user can help: the token, or the address.
    #[error("{reason}")]
    Blocked {
        /// One sentence for people, with the remedy.
        reason: String,
    },
    /// The body was refused, whatever holds it.
    #[error("{}", problem.detail.as_deref().unwrap_or(&problem.title))]
    Rejected {
        /// The server's words.
        problem: Box<Problem>,
    },
}

impl Client {
    /// TLS certificates are always verified; redirects, which could carry the token elsewhere, are not followed.
    pub fn new(server: Server, token: String) -> Result<Self, Failure> {
        static PROVIDER: Once = Once::new();
        PROVIDER.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("conspectus-agent/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT_TIMEOUT)
            .read_timeout(READ_TIMEOUT)
            .timeout(REQUEST_TIMEOUT)
            .redirect(redirect::Policy::none())
            .https_only(!server.is_loopback());
        if server.is_loopback() {
            builder = builder.no_proxy();
        }
        let http = builder.build().map_err(|e| Failure::Blocked { reason: format!("TLS cannot be set up: {e}") })?;
        Ok(Self { http, server, token })
    }

    /// The server it speaks to.
    #[must_use]
    pub const fn server(&self) -> &Server {
        &self.server
    }

    /// Sends a batch, given as the JSON of its captures.
    pub async fn send(&self, captures: &[&[u8]]) -> Result<Receipts, Failure> {
        let body = zstd::encode_all(batch(captures).as_slice(), COMPRESSION_LEVEL)
            .map_err(|e| Failure::Transient { reason: format!("compression failed: {e}"), retry_after: None })?;
        let request = self
            .http
            .post(self.server.route("api/v1/captures"))
            .header(CONTENT_TYPE, "application/json")
            .header(CONTENT_ENCODING, "zstd")
            .body(body);
        self.answer(request).await
    }

    /// The workspace the token belongs to, and its policy.
    pub async fn workspace(&self) -> Result<KnownWorkspace, Failure> {
        let Workspace { id, name, policy } = self.answer(self.http.get(self.server.route("api/v1/workspace"))).await?;
        Ok(KnownWorkspace { id, name, policy })
    }

    async fn answer<T: serde::de::DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, Failure> {
        let response = request.bearer_auth(&self.token).send().await.map_err(|e| self.network(&e))?;
        if !response.status().is_success() {
            return Err(self.refusal(response).await);
        }
        // An answer cut short is a lost answer: the same is sent again, under the same ids.
        let bytes = response.bytes().await.map_err(|e| self.network(&e))?;
        serde_json::from_slice(&bytes)
            .map_err(|_| self.transient("answered with something this version cannot read", None))
    }

    async fn refusal(&self, response: Response) -> Failure {
        let status = response.status();
        let retry_after = retry_after(response.headers());
        let body = response.bytes().await.unwrap_or_default();
        let problem = serde_json::from_slice::<Problem>(&body).ok();
        let said = problem.as_ref().map_or_else(
            || status.to_string(),
            |p| p.detail.as_deref().unwrap_or(&p.title).trim_end_matches('.').to_owned(),
        );
        match (status, problem) {
            (StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT, _) => {
                self.transient("asks for patience", retry_after)
            }
            (status, _) if status.is_server_error() => self.transient(&format!("is not well: {said}"), retry_after),
            (StatusCode::UNAUTHORIZED, _) => {
                self.blocked(&format!("does not accept the token: {said}; run `conspectus login`"))
            }
            (StatusCode::FORBIDDEN, _) => {
                self.blocked(&format!("does not allow it: {said}; use a token with the scope captures:write"))
            }
            (
                StatusCode::BAD_REQUEST
                | StatusCode::CONFLICT
                | StatusCode::PAYLOAD_TOO_LARGE
                | StatusCode::UNPROCESSABLE_ENTITY,
                Some(problem),
            ) => Failure::Rejected { problem: Box::new(problem) },
            (status, _) => {
                self.blocked(&format!("does not answer like a Conspectus server ({status}); check the address"))
            }
        }
    }

    fn transient(&self, what: &str, retry_after: Option<Duration>) -> Failure {
        Failure::Transient { reason: format!("the server {} {what}", self.server), retry_after }
    }

    fn blocked(&self, what: &str) -> Failure {
        Failure::Blocked { reason: format!("the server {} {what}", self.server) }
    }

    fn network(&self, error: &reqwest::Error) -> Failure {
        let what = if error.is_timeout() { "did not answer in time" } else { "cannot be reached" };
        let cause = std::iter::successors(std::error::Error::source(error), |e| e.source()).last();
        let cause = cause.map_or_else(String::new, |cause| format!(" ({cause})"));
        self.transient(&format!("{what}{cause}"), None)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("server", &self.server).finish_non_exhaustive()
    }
}

/// The part of `GET /api/v1/workspace` an agent needs; later fields are no concern of it.
#[derive(Deserialize)]
struct Workspace {
    id: String,
    name: String,
    policy: Policy,
}

fn batch(captures: &[&[u8]]) -> Vec<u8> {
    [br#"{"captures":["#.as_slice(), &captures.join(&b','), b"]}"].concat()
}

/// Seconds, as every server of ours answers; a date is rare enough to be left to the backoff.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok().map(Duration::from_secs)
}
