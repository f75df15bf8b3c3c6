use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use conspectus_metadata::{Problem, ProblemCode};

use crate::store::StoreError;
use crate::vault::VaultError;

pub type ApiResult<T> = Result<T, ApiError>;

/// Why a request is not answered as asked. The one place that maps a cause to a status.
#[derive(Debug)]
pub enum ApiError {
    /// The caller can read why.
    Refused(Box<Problem>),
    /// Too many attempts; try again after so many seconds.
    RateLimited { retry_after: i64 },
    /// The database does not answer now.
    Unavailable(String),
    /// The key of this workspace was revoked, or cannot be asked now.
    Sealed(String),
    /// Our fault: the cause goes to the log, a fixed text to the caller.
    Internal(String),
}

impl ApiError {
    pub fn new(code: ProblemCode, detail: impl Into<String>) -> Self {
        Problem::new(code, detail).into()
    }

    pub fn invalid(detail: impl Into<String>) -> Self {
        Self::new(ProblemCode::InvalidRequest, detail)
    }

    /// The same answer for what does not exist and for what the caller may not know of.
    pub fn not_found() -> Self {
        Self::new(ProblemCode::NotFound, "There is nothing here, or not for you.")
    }

    pub fn unauthenticated() -> Self {
        Self::new(ProblemCode::Unauthenticated, "Send a token as `Authorization: Bearer …`, or sign in.")
    }

    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(ProblemCode::Forbidden, detail)
    }

    /// The problem document of this error.
    pub fn into_problem(self) -> Problem {
        match self {
            Self::Refused(problem) => *problem,
            Self::RateLimited { retry_after } => {
                Problem::new(ProblemCode::RateLimited, format!("Try again in {retry_after} seconds."))
            }
            Self::Unavailable(cause) => {
                tracing::warn!(cause, "the database is not available");
                Problem::new(ProblemCode::Unavailable, "The database does not answer. Try again later.")
            }
            Self::Sealed(cause) => {
                tracing::warn!(cause, "a workspace is sealed");
                let detail = "The key of this workspace was revoked or cannot be reached. Nothing is lost.";
                Problem::new(ProblemCode::Unavailable, detail)
            }
            Self::Internal(cause) => {
                tracing::error!(cause, "a request failed");
                Problem::new(ProblemCode::Internal, "The cause is in the server's log.")
            }
        }
    }
}

impl From<Problem> for ApiError {
    fn from(problem: Problem) -> Self {
        Self::Refused(Box::new(problem))
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Database(sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_)) => {
                Self::Unavailable(error.to_string())
            }
            StoreError::KeysOutdated => Self::Unavailable(error.to_string()),
            StoreError::Vault(cause) => cause.into(),
            _ => Self::Internal(error.to_string()),
        }
    }
}

impl From<VaultError> for ApiError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Destroyed => {
                Self::new(ProblemCode::Gone, "The key of this workspace was destroyed, and with it this.")
            }
            VaultError::Refused { .. } | VaultError::Unreachable { .. } => Self::Sealed(error.to_string()),
            _ => Self::Internal(error.to_string()),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let retry_after = match &self {
            Self::RateLimited { retry_after } => Some(*retry_after),
            Self::Unavailable(_) => Some(5),
            Self::Sealed(_) => Some(60),
            _ => None,
        };
        let problem = self.into_problem();
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, axum::Json(problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

pub(super) async fn wrong_method() -> ApiError {
    ApiError::new(ProblemCode::MethodNotAllowed, "The OpenAPI description lists the methods of each route.")
}
