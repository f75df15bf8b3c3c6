use conspectus_metadata::ProblemCode;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{ApiError, ApiResult, AppState, refused};
use crate::identity::{Factors, SecretKind, read_secret};
use crate::store::{Admission, Attempt};

/// Somebody who proved who they are.
#[derive(Debug, Clone, Copy)]
pub(in crate::api) struct Known {
    pub workspace: Uuid,
    pub account: Uuid,
    pub factors: Factors,
}

/// Counts an attempt against an identifier and an address, before anything is checked.
pub(in crate::api) async fn begin(state: &AppState, identifier: String, address: Option<String>) -> ApiResult<Attempt> {
    let subjects: Vec<String> = [Some(identifier), address].into_iter().flatten().collect();
    match state.store.begin_attempt(&subjects, &*state.environment).await? {
        Admission::Admitted(attempt) => Ok(attempt),
        Admission::Refused { retry_after } => Err(ApiError::RateLimited { retry_after }),
    }
}

pub(super) async fn by_password(
    state: &AppState,
    address: Option<String>,
    email: String,
    password: Zeroizing<String>,
    code: Option<String>,
) -> ApiResult<Known> {
    let attempt = begin(state, format!("email {email}"), address).await?;
    let account = state.store.account(&email).await?;
    let hash = account.as_ref().and_then(|account| account.body.password.clone());
    let matches = state.passwords.verify(password, hash).await;
    let account = account.filter(|account| matches && !account.disabled);
    let place = account.and_then(|account| Some((account.workspace?, account.id)));
    with_second_factor(state, attempt, place, code).await
}

pub(super) async fn by_link(
    state: &AppState,
    address: Option<String>,
    link: &str,
    code: Option<String>,
) -> ApiResult<Known> {
    let attempt = begin(state, format!("link {link}"), address).await?;
    let (place, digest) = match read_secret(link) {
        Some((SecretKind::Link, digest)) => (state.store.link(&digest, state.environment.now()).await?, digest),
        _ => (None, Vec::new()),
    };
    // The link is used up last: who has yet to look for the code can follow it again.
    let known = with_second_factor(state, attempt, place, code).await?;
    let redeemed = state.store.redeem_link(&digest, state.environment.now()).await?;
    if redeemed.is_none() {
        return Err(refused());
    }
    Ok(known)
}

/// Whoever has a second factor proves it too.
async fn with_second_factor(
    state: &AppState,
    attempt: Attempt,
    place: Option<(Uuid, Uuid)>,
    code: Option<String>,
) -> ApiResult<Known> {
    let Some((workspace, account)) = place else { return conclude(state, attempt, None).await };
    let known = |factors: Factors| Known { workspace, account, factors };
    let kinds: Vec<String> = state.store.factors_of(account).await?.into_iter().map(|factor| factor.kind).collect();
    if kinds.is_empty() {
        return conclude(state, attempt, Some(known(Factors::One))).await;
    }
    let Some(code) = code else {
        state.store.attempt_undecided(attempt).await?;
        return Err(code_wanted(&kinds));
    };
    let fits = check_code(state, account, &code).await?;
    conclude(state, attempt, fits.then_some(known(Factors::Two))).await
}

/// Whether a code proves an account's second factor. Call it only within an attempt that is counted.
pub(in crate::api) async fn check_code(state: &AppState, account: Uuid, code: &str) -> ApiResult<bool> {
    Ok(state.store.use_code(account, code.trim(), &*state.environment).await?)
}

/// Says which kinds of factor there are, to somebody who knew the password.
fn code_wanted(kinds: &[String]) -> ApiError {
    let detail = if kinds.iter().any(|kind| kind == "totp") {
        "Send the code of your authenticator app besides, or a recovery code."
    } else {
        "Sign in with your passkey, or send a recovery code besides."
    };
    ApiError::new(ProblemCode::SecondFactorRequired, detail)
}

/// Takes a success out of the count, and logs a failure.
pub(in crate::api) async fn conclude<T>(state: &AppState, attempt: Attempt, found: Option<T>) -> ApiResult<T> {
    let Some(found) = found else {
        state.store.attempt_failed(&*state.environment).await?;
        return Err(refused());
    };
    state.store.attempt_succeeded(attempt).await?;
    Ok(found)
}
