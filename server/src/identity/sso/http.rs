//! Requests to providers: no redirects, little patience, small answers.

use std::pin::Pin;
use std::time::Duration;

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};

const PATIENCE: Duration = Duration::from_secs(10);
/// A discovery document or a set of keys has some kilobytes.
const LONGEST_ANSWER: usize = 1024 * 1024;

/// A client that follows no redirect, so that a provider cannot send the server elsewhere.
#[derive(Clone)]
pub struct Http(reqwest::Client);

/// Why a provider could not be asked.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    #[error(transparent)]
    Network(#[from] reqwest::Error),
    #[error("its answer is longer than {LONGEST_ANSWER} bytes")]
    TooLong,
    #[error("its answer is malformed")]
    Malformed,
}

impl Http {
    pub fn new() -> Result<Self, HttpError> {
        // Another part of the process may have installed it before; it is the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(PATIENCE)
            .user_agent(concat!("conspectus-server/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self(client))
    }

    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let mut answer = self.0.execute(reqwest::Request::try_from(request)?).await?;
        let mut response = axum::http::Response::builder().status(answer.status());
        for (name, value) in answer.headers() {
            response = response.header(name, value);
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            if body.len() + chunk.len() > LONGEST_ANSWER {
                return Err(HttpError::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        response.body(body).map_err(|_| HttpError::Malformed)
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.ask(request))
    }
}
