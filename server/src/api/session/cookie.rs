use axum::http::HeaderValue;

use super::super::access::cookie_name;
use super::{ApiError, ApiResult, AppState};
use crate::identity::SESSION_SECONDS;

/// The session's secret, for the browser to keep from every script and every other site.
pub(super) fn cookie(state: &AppState, secret: &str) -> ApiResult<HeaderValue> {
    with(state, secret, SESSION_SECONDS)
}

/// Makes the browser forget it.
pub(super) fn expired(state: &AppState) -> ApiResult<HeaderValue> {
    with(state, "", 0)
}

fn with(state: &AppState, value: &str, seconds: i64) -> ApiResult<HeaderValue> {
    let secure = if state.secure { "; Secure" } else { "" };
    let name = cookie_name(state.secure);
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}");
    let mut value = HeaderValue::from_str(&text).map_err(|_| ApiError::Internal("a cookie is not a header".into()))?;
    value.set_sensitive(true);
    Ok(value)
}
