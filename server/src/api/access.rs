use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use conspectus_metadata::ProblemCode;

use super::route::Rule;
use super::{ApiError, ApiResult, AppState};
use crate::identity::{Actor, Credential, Scope, SecretKind, read_secret};

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anyone.
    Public,
    /// Whoever is signed in, whatever their scopes.
    SignedIn,
    /// Whoever has at least one of these scopes.
    AnyOf(&'static [Scope]),
}

/// The header a page sends with each write, which no other site can make a browser send.
pub const CSRF_HEADER: &str = "x-conspectus";

/// Checks access before any handler runs, and with it before any content is touched. A denial is logged, and so is who
/// is about to read what is sensitive: if the entry cannot be written, it is not read.
pub(super) async fn authorise(
    State((state, rule)): State<(AppState, Rule)>,
    mut request: Request,
    next: Next,
) -> ApiResult<Response> {
    if rule.access != Access::Public {
        let actor = authenticate(&state, request.headers()).await?;
        refuse_forged_write(&actor, &request)?;
        let method = request.method().clone();
        let route = || format!("{method} {}", rule.path);
        if let Access::AnyOf(scopes) = rule.access
            && !scopes.iter().any(|scope| actor.may(*scope))
        {
            state.store.access_denied(&actor, &route(), &*state.environment).await?;
            let needed: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
            return Err(ApiError::forbidden(format!("This needs the scope {}.", needed.join(" or "))));
        }
        if rule.sensitive_for.is_some_and(|scope| actor.may(scope)) {
            state.store.sensitive_read(&actor, &route(), &*state.environment).await?;
        }
        request.extensions_mut().insert(actor);
    }
    Ok(next.run(request).await)
}

/// A secret that came with a request.
pub(super) struct Presented {
    pub kind: SecretKind,
    pub digest: Vec<u8>,
    /// Whether the browser sent it by itself.
    pub by_cookie: bool,
}

/// The cookie's name: browsers let nobody but this host set one that begins with `__Host-`, over HTTPS only.
pub const fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-conspectus_session" } else { "conspectus_session" }
}

/// The secret in the Authorization header, or else in the session cookie.
pub(super) fn presented(headers: &HeaderMap, secure: bool) -> Option<Presented> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let (scheme, secret) = value.to_str().ok()?.split_once(' ')?;
        let (kind, digest) = read_secret(secret.trim()).filter(|_| scheme.eq_ignore_ascii_case("bearer"))?;
        return Some(Presented { kind, digest, by_cookie: false });
    }
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, secret) = pairs.find(|(name, _)| *name == cookie_name(secure))?;
    let (kind, digest) = read_secret(secret).filter(|(kind, _)| *kind == SecretKind::Session)?;
    Some(Presented { kind, digest, by_cookie: true })
}

async fn authenticate(state: &AppState, headers: &HeaderMap) -> ApiResult<Actor> {
    let Some(presented) = presented(headers, state.secure) else { return Err(ApiError::unauthenticated()) };
    let now = state.environment.now();
    match presented.kind {
        SecretKind::Token => {
            state.store.token_actor(&presented.digest, now).await?.ok_or_else(ApiError::unauthenticated)
        }
        SecretKind::Session => {
            let session = state.store.session(&presented.digest, now).await?;
            let mut session = session.ok_or_else(ApiError::unauthenticated)?;
            state.store.touch_session(&session, now).await?;
            if presented.by_cookie {
                session.actor.credential = Credential::Cookie { session: session.id };
            }
            Ok(session.actor)
        }
        SecretKind::Link | SecretKind::Invitation => Err(ApiError::unauthenticated()),
    }
}

fn refuse_forged_write(actor: &Actor, request: &Request) -> ApiResult<()> {
    let by_cookie = matches!(actor.credential, Credential::Cookie { .. });
    if by_cookie
        && !request.method().is_safe()
        && request.headers().get(CSRF_HEADER).is_none_or(|value| value != "page")
    {
        let detail = "A write with the session cookie needs the header `X-Conspectus: page`.";
        return Err(ApiError::new(ProblemCode::Forbidden, detail));
    }
    Ok(())
}
