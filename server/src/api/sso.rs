//! Signing in through a provider: the browser leaves from [`start`] and comes back to [`callback`] (OpenID Connect), or to
//! [`consume`] and from there to [`finish`] (SAML). These answer a browser on its way, so a refusal is a redirect to the
//! sign-in page, which explains it.

use axum::extract::rejection::RawFormRejection;
use axum::extract::{RawForm, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use conspectus_metadata::{Problem, ProblemCode};
use openidconnect::url::form_urlencoded;
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::extract::{Path, Query};
use super::{ApiError, ApiResult, AppState, session};
use crate::identity::sso::{Asserted, Connection, FLOW_SECONDS, SsoError, oidc, saml};
use crate::store::{Flow, Provider, SealedFlow};
use crate::vault::random_bytes;

/// A response has some kilobytes; what is longer is not even read.
pub(super) const LONGEST_FORM: usize = 512 * 1024;

/// A provider as the sign-in page shows it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SignInProvider {
    id: Uuid,
    name: String,
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// Where to go on after signing in: a path of this server.
    next: Option<String>,
}

/// What a provider puts into the address; more than this is ignored, as the standard asks.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Callback {
    state: Option<String>,
    code: Option<String>,
    iss: Option<String>,
    error: Option<String>,
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Finish {
    state: Option<String>,
}

/// The body of a SAML provider's form.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct SamlForm {
    #[serde(rename = "SAMLResponse")]
    pub response: String,
    #[serde(rename = "RelayState")]
    pub state: String,
}

/// The providers one can sign in through.
#[utoipa::path(
    get, path = "/api/v1/sso", tag = "session", operation_id = "listSignInProviders",
    responses((status = 200, body = Vec<SignInProvider>))
)]
pub async fn list(State(state): State<AppState>) -> ApiResult<axum::Json<Vec<SignInProvider>>> {
    let providers = state.store.open_providers().await?.into_iter();
    Ok(axum::Json(providers.map(|each| SignInProvider { id: each.id, name: each.settings.name }).collect()))
}

/// Leave for a provider, to sign in there.
#[utoipa::path(
    get, path = "/api/v1/sso/{id}/start", tag = "session", operation_id = "startSignIn",
    params(("id" = Uuid, Path), Start),
    responses((status = 303, description = "To the provider, or to the sign-in page when it does not answer."), (status = 404, body = Problem))
)]
pub async fn start(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    Query(Start { next }): Query<Start>,
) -> ApiResult<Response> {
    let provider = open(&state, id).await?;
    let (secret, browser) = (unguessable()?, unguessable()?);
    let next = next.filter(|next| is_own_path(next)).unwrap_or_else(|| "/".to_owned());
    let (url, body) = match depart(&state, &provider, &secret, next).await {
        Ok(departure) => departure,
        Err(error) => return refuse(&state, &provider, &error).await,
    };
    let digests = (digest_of(&secret), digest_of(&browser));
    state.store.begin_flow(&provider, digests.0, digests.1, &body, &*state.environment).await?;
    let mut response = see_other(&url)?;
    response.headers_mut().append(header::SET_COOKIE, flow_cookie(&state, &browser, FLOW_SECONDS)?);
    Ok(response)
}

async fn depart(
    state: &AppState,
    provider: &Provider,
    secret: &str,
    next: String,
) -> Result<(String, SealedFlow), SsoError> {
    let empty = String::new;
    match &provider.settings.connection {
        Connection::Oidc(settings) => {
            let redirect = state.sso.redirect(provider.id);
            let departure = oidc::depart(&state.sso.http, settings, &redirect, secret).await?;
            let (nonce, verifier) = (departure.nonce, departure.verifier);
            Ok((departure.url, SealedFlow { next, nonce, verifier, request: empty(), asserted: None }))
        }
        Connection::Saml(settings) => {
            let departure = saml::depart(&state.sso.place(provider.id), settings, secret)?;
            let request = departure.request;
            Ok((departure.url, SealedFlow { next, nonce: empty(), verifier: empty(), request, asserted: None }))
        }
    }
}

/// Come back from an OpenID Connect provider.
#[utoipa::path(
    get, path = "/api/v1/sso/{id}/callback", tag = "session", operation_id = "finishOidcSignIn",
    params(("id" = Uuid, Path), Callback),
    responses((status = 303, description = "To where one wanted to go, signed in; else to the sign-in page, which says why."), (status = 404, body = Problem))
)]
pub async fn callback(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    Query(query): Query<Callback>,
) -> ApiResult<Response> {
    let provider = open(&state, id).await?;
    let flow = match end(&state, &provider, query.state.as_deref(), &headers).await? {
        Ok(flow) => flow,
        Err(error) => return refuse(&state, &provider, &error).await,
    };
    let asserted = match (&provider.settings.connection, query.code, query.error) {
        (Connection::Oidc(settings), Some(code), None) => {
            let SealedFlow { nonce, verifier, .. } = flow.body.clone();
            let arrival = oidc::Arrival { code, issuer: query.iss.as_deref(), nonce, verifier };
            let redirect = state.sso.redirect(provider.id);
            oidc::arrive(&state.sso.http, settings, &redirect, arrival, state.environment.now()).await
        }
        (Connection::Oidc(_), _, Some(error)) => Err(SsoError::Declined(printable(&error))),
        _ => Err(SsoError::Rejected("there is no code".into())),
    };
    enter(&state, &provider, &headers, asserted, &flow.body.next).await
}

/// Take a SAML provider's response.
#[utoipa::path(
    post, path = "/api/v1/sso/{id}/acs", tag = "session", operation_id = "takeSamlResponse",
    params(("id" = Uuid, Path)),
    request_body(content = SamlForm, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "To the next step, or to the sign-in page, which says why not."), (status = 404, body = Problem))
)]
pub async fn consume(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    form: Result<RawForm, RawFormRejection>,
) -> ApiResult<Response> {
    let provider = open(&state, id).await?;
    let RawForm(form) = form.map_err(|rejection| refused_form(&rejection))?;
    let Connection::Saml(settings) = provider.settings.connection.clone() else { return Err(ApiError::not_found()) };
    let Some(SamlForm { response, state: secret }) = form_of(&form) else {
        return refuse(&state, &provider, &SsoError::Rejected("the form lacks a field, or has one twice".into())).await;
    };
    let now = state.environment.now();
    let waiting = state.store.waiting_flow(&digest_of(&secret), now).await?;
    let Some(flow) = waiting.filter(|flow| flow.provider == provider.id) else {
        return refuse(&state, &provider, &SsoError::Expired).await;
    };
    let (place, request, relay) = (state.sso.place(provider.id), flow.body.request.clone(), secret.clone());
    let checked = tokio::task::spawn_blocking(move || {
        let arrival = saml::Arrival { request: &request, state: &relay, response: &response };
        saml::arrive(&place, &settings, &arrival, now)
    });
    let checked = checked.await.unwrap_or_else(|_| Err(SsoError::Rejected("it could not be read".into())));
    let (asserted, spent) = match checked {
        Ok(checked) => checked,
        Err(error) => return refuse(&state, &provider, &error).await,
    };
    if !state.store.answer_flow(&flow, asserted, &spent).await? {
        return refuse(&state, &provider, &SsoError::Rejected("it was used before".into())).await;
    }
    // The browser sends no cookie with another site's form, so the next step asks whether it is the one that began.
    see_other(&format!("/api/v1/sso/{id}/finish?state={secret}"))
}

/// End a SAML sign-in in the browser that began it.
#[utoipa::path(
    get, path = "/api/v1/sso/{id}/finish", tag = "session", operation_id = "finishSamlSignIn",
    params(("id" = Uuid, Path), Finish),
    responses((status = 303, description = "To where one wanted to go, signed in; else to the sign-in page, which says why."), (status = 404, body = Problem))
)]
pub async fn finish(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    Query(query): Query<Finish>,
) -> ApiResult<Response> {
    let provider = open(&state, id).await?;
    let flow = match end(&state, &provider, query.state.as_deref(), &headers).await? {
        Ok(flow) => flow,
        Err(error) => return refuse(&state, &provider, &error).await,
    };
    let asserted = flow.body.asserted.ok_or(SsoError::Expired);
    enter(&state, &provider, &headers, asserted, &flow.body.next).await
}

/// This server's description for a SAML provider's admin.
#[utoipa::path(
    get, path = "/api/v1/sso/{id}/metadata", tag = "session", operation_id = "getSamlMetadata",
    params(("id" = Uuid, Path)),
    responses((status = 200, content_type = "application/samlmetadata+xml", body = String), (status = 404, body = Problem))
)]
pub async fn metadata(State(state): State<AppState>, Path(id): Path<Uuid>) -> ApiResult<Response> {
    let provider = open(&state, id).await?;
    if !matches!(provider.settings.connection, Connection::Saml(_)) {
        return Err(ApiError::not_found());
    }
    let text = saml::metadata(&state.sso.place(id)).map_err(|error| ApiError::Internal(error.to_string()))?;
    Ok(([(header::CONTENT_TYPE, "application/samlmetadata+xml")], text).into_response())
}

async fn open(state: &AppState, id: Uuid) -> ApiResult<Provider> {
    state.store.open_provider(id).await?.ok_or_else(ApiError::not_found)
}

/// The sign-in that comes back: begun with this provider, in this browser, once.
async fn end(
    state: &AppState,
    provider: &Provider,
    secret: Option<&str>,
    headers: &HeaderMap,
) -> ApiResult<Result<Flow, SsoError>> {
    let (Some(secret), Some(browser)) = (secret, browser_of(state, headers)) else { return Ok(Err(SsoError::Expired)) };
    let now = state.environment.now();
    let flow = state.store.end_flow(&digest_of(secret), &digest_of(&browser), now).await?;
    Ok(flow.filter(|flow| flow.provider == provider.id).ok_or(SsoError::Expired))
}

/// Opens the session of whomever the provider means.
async fn enter(
    state: &AppState,
    provider: &Provider,
    headers: &HeaderMap,
    asserted: Result<Asserted, SsoError>,
    next: &str,
) -> ApiResult<Response> {
    let asserted = match asserted {
        Ok(asserted) => asserted,
        Err(error) => return refuse(state, provider, &error).await,
    };
    let account = match state.store.federate(provider, &asserted, &*state.environment).await? {
        Ok(account) => account,
        Err(refusal) => return refuse(state, provider, &SsoError::NotAllowed(refusal)).await,
    };
    let client = session::client_of(headers, None);
    let Some(cookie) = session::open_federated(state, provider.workspace, account, client).await? else {
        return refuse(state, provider, &SsoError::Declined("the account may not sign in".into())).await;
    };
    let mut response = see_other(next)?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response.headers_mut().append(header::SET_COOKIE, flow_cookie(state, "", 0)?);
    Ok(response)
}

/// The cause goes to the logs; the person learns what kind of thing it was.
async fn refuse(state: &AppState, provider: &Provider, error: &SsoError) -> ApiResult<Response> {
    tracing::warn!(provider = %provider.id, cause = %error, "a single sign-on failed");
    state.store.federation_failed(provider, error.code(), &*state.environment).await?;
    see_other(&format!("/sign-in?refused={}", error.code()))
}

fn refused_form(rejection: &RawFormRejection) -> ApiError {
    let (code, detail) = match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => (ProblemCode::TooLarge, "The form is larger than a response can be."),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => (ProblemCode::UnsupportedMediaType, "Send a form, as browsers do."),
        _ => (ProblemCode::InvalidRequest, "The form could not be read."),
    };
    ApiError::new(code, detail)
}

/// The two fields of the form, each exactly once.
fn form_of(form: &[u8]) -> Option<SamlForm> {
    let (mut response, mut state) = (None, None);
    for (name, value) in form_urlencoded::parse(form) {
        let place = match &*name {
            "SAMLResponse" => &mut response,
            "RelayState" => &mut state,
            _ => continue,
        };
        if place.replace(value.into_owned()).is_some() {
            return None;
        }
    }
    Some(SamlForm { response: response?, state: state? })
}

/// A path of this server and nothing that a browser takes for another one.
fn is_own_path(path: &str) -> bool {
    let own = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
    own && path.len() <= 1024 && path.bytes().all(|byte| byte.is_ascii_graphic())
}

fn see_other(url: &str) -> ApiResult<Response> {
    let location = HeaderValue::from_str(url).map_err(|_| ApiError::Internal("an address is not a header".into()))?;
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response())
}

const fn flow_cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-conspectus_sso" } else { "conspectus_sso" }
}

/// Lax, for it must come along when a provider sends the browser back.
fn flow_cookie(state: &AppState, value: &str, seconds: i64) -> ApiResult<HeaderValue> {
    let (name, secure) = (flow_cookie_name(state.secure), if state.secure { "; Secure" } else { "" });
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    let mut value = HeaderValue::from_str(&text).map_err(|_| ApiError::Internal("a cookie is not a header".into()))?;
    value.set_sensitive(true);
    Ok(value)
}

fn browser_of(state: &AppState, headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == flow_cookie_name(state.secure)).map(|(_, value)| value.to_owned())
}

/// 256 bits, 43 letters.
fn unguessable() -> ApiResult<String> {
    Ok(URL_SAFE_NO_PAD.encode(*random_bytes::<32>()?))
}

fn digest_of(text: &str) -> Vec<u8> {
    digest(&SHA256, text.as_bytes()).as_ref().to_vec()
}

fn printable(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(100).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_of_this_server_is_gone_on_to() {
        for path in ["/", "/projects/1?tab=versions#top"] {
            assert!(is_own_path(path), "{path}");
        }
        for path in
            ["", "//evil.example", "/\\evil.example", "https://evil.example", "evil", "/a b", "/a\r\nSet-Cookie: x"]
        {
            assert!(!is_own_path(path), "{path}");
        }
    }

    #[test]
    fn a_form_with_a_field_twice_is_none() {
        assert!(form_of(b"SAMLResponse=a&RelayState=b").is_some());
        assert!(form_of(b"SAMLResponse=a&RelayState=b&SAMLResponse=c").is_none());
        assert!(form_of(b"SAMLResponse=a").is_none());
    }
}
