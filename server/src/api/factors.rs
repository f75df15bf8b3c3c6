//! What proves a person beside the password: authenticator apps, and codes on paper.

use axum::extract::State;
use axum::http::StatusCode;
use conspectus_metadata::{Problem, ProblemCode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::extract::{Address, Json, Path};
use super::session::{begin, conclude, own_session, recently_proved};
use super::{ApiError, ApiResult, AppState};
use crate::identity::{Actor, Factors, new_recovery_codes, new_totp};
use crate::moment::Moment;
use crate::store::Factor;

/// More is a mistake.
const MOST_FACTORS: usize = 20;

/// A second factor of the account.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Factor)]
pub struct FactorView {
    id: Uuid,
    /// `totp` or `passkey`.
    kind: String,
    name: String,
    created_at: Moment,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_used_at: Option<Moment>,
}

impl From<Factor> for FactorView {
    fn from(factor: Factor) -> Self {
        Self {
            id: factor.id,
            kind: factor.kind,
            name: factor.name,
            created_at: factor.created_at,
            last_used_at: factor.last_used_at,
        }
    }
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAuthenticator {
    /// What its owner calls it.
    name: String,
}

/// The secret of an authenticator app, once. It counts from its first code on.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Authenticator {
    id: Uuid,
    /// Base32, to be typed.
    secret: String,
    /// An `otpauth:` address.
    address: String,
    /// The address as a picture: a `data:` address of a PNG.
    picture: String,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Code {
    code: String,
}

/// Codes that each stand in for the second factor once. They are shown this once.
#[derive(Serialize, utoipa::ToSchema)]
pub struct RecoveryCodes {
    /// Absent where the account has its codes already.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    recovery_codes: Vec<String>,
}

/// Begin to add an authenticator app.
#[utoipa::path(
    post, path = "/api/v1/account/authenticators", tag = "account", operation_id = "addAuthenticator",
    request_body = NewAuthenticator,
    responses(
        (status = 201, body = Authenticator),
        (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    )
)]
pub async fn add_authenticator(
    State(state): State<AppState>,
    actor: Actor,
    Json(request): Json<NewAuthenticator>,
) -> ApiResult<(StatusCode, axum::Json<Authenticator>)> {
    let (_, account) = own_session(&state, &actor).await?;
    recently_proved(&state, &actor).await?;
    let name = checked_name(&request.name)?;
    if state.store.factors_of(account.id).await?.len() >= MOST_FACTORS {
        return Err(ApiError::invalid("Remove a second factor first: there are 20."));
    }
    let made =
        new_totp(&state.site.name(), &account.body.email).map_err(|error| ApiError::Internal(error.to_string()))?;
    let id = state.store.begin_totp(account.id, name, &made.secret, &*state.environment).await?;
    let secret = made.secret.to_string();
    Ok((StatusCode::CREATED, axum::Json(Authenticator { id, secret, address: made.address, picture: made.picture })))
}

/// Confirm an authenticator app with its first code. With the first factor come recovery codes.
#[utoipa::path(
    post, path = "/api/v1/account/authenticators/{id}/confirmation", tag = "account",
    operation_id = "confirmAuthenticator", params(("id" = Uuid, Path)), request_body = Code,
    responses(
        (status = 200, body = RecoveryCodes),
        (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 429, body = Problem),
    )
)]
pub async fn confirm_authenticator(
    State(state): State<AppState>,
    actor: Actor,
    Address(address): Address,
    Path(id): Path<Uuid>,
    Json(request): Json<Code>,
) -> ApiResult<axum::Json<RecoveryCodes>> {
    let (session, account) = own_session(&state, &actor).await?;
    recently_proved(&state, &actor).await?;
    let attempt = begin(&state, format!("email {}", account.body.email), address).await?;
    let code = request.code.trim();
    let fits = state.store.confirm_totp(&actor, account.id, id, code, &*state.environment).await?;
    conclude(&state, attempt, fits.then_some(())).await?;
    state.store.note_proof(&actor, session, Factors::Two, &*state.environment).await?;
    let first = state.store.recovery_codes_left(account.id).await? == 0;
    let recovery_codes = if first { fresh_codes(&state, &actor, account.id).await? } else { Vec::new() };
    Ok(axum::Json(RecoveryCodes { recovery_codes }))
}

/// Take a second factor away.
#[utoipa::path(
    delete, path = "/api/v1/account/factors/{id}", tag = "account", operation_id = "removeFactor",
    params(("id" = Uuid, Path)),
    responses(
        (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem),
    )
)]
pub async fn remove(State(state): State<AppState>, actor: Actor, Path(id): Path<Uuid>) -> ApiResult<StatusCode> {
    let (_, account) = own_session(&state, &actor).await?;
    recently_proved(&state, &actor).await?;
    let factors = state.store.factors_of(account.id).await?;
    if account.body.short_password && factors.iter().all(|factor| factor.id == id) {
        let detail = "Your password is too short to stand alone. Choose a longer one first.";
        return Err(ApiError::new(ProblemCode::Conflict, detail));
    }
    if !state.store.remove_factor(&actor, account.id, id, &*state.environment).await? {
        return Err(ApiError::not_found());
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Replace your recovery codes. The ones so far end.
#[utoipa::path(
    post, path = "/api/v1/account/recovery-codes", tag = "account", operation_id = "replaceRecoveryCodes",
    responses(
        (status = 201, body = RecoveryCodes),
        (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem),
    )
)]
pub async fn replace_codes(
    State(state): State<AppState>,
    actor: Actor,
) -> ApiResult<(StatusCode, axum::Json<RecoveryCodes>)> {
    let (_, account) = own_session(&state, &actor).await?;
    recently_proved(&state, &actor).await?;
    if state.store.factors_of(account.id).await?.is_empty() {
        return Err(ApiError::new(
            ProblemCode::Conflict,
            "Recovery codes stand in for a second factor: add one first.",
        ));
    }
    let recovery_codes = fresh_codes(&state, &actor, account.id).await?;
    Ok((StatusCode::CREATED, axum::Json(RecoveryCodes { recovery_codes })))
}

pub(super) async fn fresh_codes(state: &AppState, actor: &Actor, account: Uuid) -> ApiResult<Vec<String>> {
    let codes = new_recovery_codes()?;
    let texts: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
    state.store.replace_recovery_codes(actor, account, &texts, &*state.environment).await?;
    Ok(texts.into_iter().map(str::to_owned).collect())
}

pub(super) fn checked_name(name: &str) -> ApiResult<&str> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
        return Err(ApiError::invalid("A name has 1 to 100 characters."));
    }
    Ok(name)
}
