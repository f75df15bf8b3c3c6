use axum::extract::State;
use axum::http::StatusCode;
use conspectus_metadata::{Problem, ProblemCode};
use serde::Deserialize;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{ApiError, ApiResult, AppState, begin, check_code, conclude};
use crate::api::extract::{Address, Json};
use crate::identity::{Actor, Credential, Factors, PROOF_SECONDS};
use crate::store::Account;

/// What only the owner of the session can know or hold.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// Without a second factor.
    password: Option<String>,
    /// Of an authenticator app, or a recovery code: with a second factor.
    code: Option<String>,
}

/// Prove again who you are: what is dangerous can be done for the next 15 minutes.
#[utoipa::path(
    post, path = "/api/v1/session/proof", tag = "session", operation_id = "proveIdentity", request_body = Proof,
    responses(
        (status = 204),
        (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 429, body = Problem),
    )
)]
pub async fn prove(
    State(state): State<AppState>,
    actor: Actor,
    Address(address): Address,
    Json(proof): Json<Proof>,
) -> ApiResult<StatusCode> {
    let (session, account) = own_session(&state, &actor).await?;
    let attempt = begin(&state, format!("email {}", account.body.email), address).await?;
    let has_factor = !state.store.factors_of(account.id).await?.is_empty();
    let proved = match (proof.password, proof.code) {
        (None, Some(code)) if has_factor => check_code(&state, account.id, &code).await?.then_some(Factors::Two),
        (Some(password), None) if !has_factor => {
            let matches = state.passwords.verify(Zeroizing::new(password), account.body.password).await;
            matches.then_some(Factors::One)
        }
        _ => {
            state.store.attempt_undecided(attempt).await?;
            let wanted = if has_factor { "the code of your second factor" } else { "your password" };
            return Err(ApiError::invalid(format!("Send {wanted}, and nothing else.")));
        }
    };
    let factors = conclude(&state, attempt, proved).await?;
    state.store.note_proof(&actor, session, factors, &*state.environment).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The session and the account behind it, for what people do to their own accounts; a token may not.
pub(in crate::api) async fn own_session(state: &AppState, actor: &Actor) -> ApiResult<(Uuid, Account)> {
    let refused = || ApiError::forbidden("Only somebody who is signed in can do this, not an access token.");
    let (session, account) = actor.session().ok_or_else(refused)?;
    let account = state.store.account_by_id(account).await?.ok_or_else(ApiError::unauthenticated)?;
    Ok((session, account))
}

/// Refuses a session whose owner has not proved who they are for a while. A token was made for what it does.
pub(in crate::api) async fn recently_proved(state: &AppState, actor: &Actor) -> ApiResult<()> {
    let (Credential::Cookie { session } | Credential::Session { session }) = actor.credential else { return Ok(()) };
    let proved_at = state.store.proved_at(actor.workspace, session).await?;
    if proved_at.is_none_or(|proved_at| proved_at.plus_seconds(PROOF_SECONDS) <= state.environment.now()) {
        let detail = "It is a while since you proved who you are. Do so once more, then repeat this.";
        return Err(ApiError::new(ProblemCode::ProofRequired, detail));
    }
    Ok(())
}
