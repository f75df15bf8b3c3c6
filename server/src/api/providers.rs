//! Identity providers, as an admin of the workspace sets them up.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use conspectus_metadata::{Problem, ProblemCode};
use serde::Serialize;
use uuid::Uuid;

use super::extract::{Json, Path};
use super::page::refused;
use super::policy::matched_number;
use super::{ApiError, ApiResult, AppState, Page};
use crate::identity::Actor;
use crate::identity::sso::{Connection, ProviderSettings};
use crate::moment::Moment;
use crate::store::{Provider, ProviderConflict};

/// Settings with a SAML provider's metadata, escaped as JSON.
pub(super) const LONGEST: usize = 512 * 1024;

/// A provider without its secret, and what its own admin must know of this server.
#[derive(Serialize, utoipa::ToSchema)]
pub struct IdentityProvider {
    id: Uuid,
    settings: ProviderSettings,
    /// Counts the changes; the number in the ETag.
    number: u32,
    created_at: Moment,
    updated_at: Moment,
    /// Where its directory tells of people and groups, by SCIM 2.0.
    scim_url: String,
    /// What an OpenID Connect provider must allow as redirect, letter by letter.
    #[serde(skip_serializing_if = "Option::is_none")]
    redirect_uri: Option<String>,
    /// This server's entity id for a SAML provider, which is also where its metadata are.
    #[serde(skip_serializing_if = "Option::is_none")]
    entity_id: Option<String>,
    /// Where a SAML provider sends its responses.
    #[serde(skip_serializing_if = "Option::is_none")]
    acs_url: Option<String>,
}

/// The workspace's identity providers.
#[utoipa::path(
    get, path = "/api/v1/identity-providers", tag = "workspace", operation_id = "listIdentityProviders",
    responses((status = 200, body = Page<IdentityProvider>))
)]
pub async fn list(State(state): State<AppState>, actor: Actor) -> ApiResult<axum::Json<Page<IdentityProvider>>> {
    whole(&actor)?;
    let providers = state.store.providers(actor.workspace).await?;
    let items = providers.into_iter().map(|provider| view(&state, provider)).collect();
    Ok(axum::Json(Page { items, next_cursor: None }))
}

/// One identity provider.
#[utoipa::path(
    get, path = "/api/v1/identity-providers/{id}", tag = "workspace", operation_id = "getIdentityProvider",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = IdentityProvider, headers(("ETag" = String, description = "The provider's number in quotes."))))
)]
pub async fn read(State(state): State<AppState>, actor: Actor, Path(id): Path<Uuid>) -> ApiResult<Response> {
    whole(&actor)?;
    let provider = state.store.provider(actor.workspace, id).await?.ok_or_else(ApiError::not_found)?;
    Ok(answer(&state, StatusCode::OK, provider))
}

/// Set up an identity provider.
#[utoipa::path(
    post, path = "/api/v1/identity-providers", tag = "workspace", operation_id = "createIdentityProvider",
    request_body = ProviderSettings,
    responses((status = 201, body = IdentityProvider), (status = 400, body = Problem), (status = 409, body = Problem))
)]
pub async fn create(
    State(state): State<AppState>,
    actor: Actor,
    Json(settings): Json<ProviderSettings>,
) -> ApiResult<Response> {
    whole(&actor)?;
    check(&settings, false)?;
    match state.store.create_provider(&actor, settings, &*state.environment).await? {
        Ok(provider) => Ok(answer(&state, StatusCode::CREATED, provider)),
        Err(conflict) => Err(conflicting(conflict)),
    }
}

/// Change an identity provider. A client secret that is left out stays as it is.
#[utoipa::path(
    put, path = "/api/v1/identity-providers/{id}", tag = "workspace", operation_id = "changeIdentityProvider",
    params(
        ("id" = Uuid, Path),
        ("If-Match" = String, Header, description = "The provider's number in quotes: its ETag.", pattern = "^\"[0-9]+\"$"),
    ),
    request_body = ProviderSettings,
    responses((status = 200, body = IdentityProvider), (status = 400, body = Problem), (status = 412, body = Problem))
)]
pub async fn change(
    State(state): State<AppState>,
    actor: Actor,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    Json(settings): Json<ProviderSettings>,
) -> ApiResult<Response> {
    whole(&actor)?;
    let before = state.store.provider(actor.workspace, id).await?.ok_or_else(ApiError::not_found)?;
    let expected = Some(matched_number(&headers)?);
    check(&settings, before.settings.link_accounts)?;
    if before.settings.link_accounts && reaches_further(&before.settings, &settings) {
        let detail = "The operator lets this provider speak for accounts of other workspaces, so its connection is changed \
                      on the server's command line.";
        return Err(ApiError::forbidden(detail));
    }
    match state.store.change_provider(&actor, id, settings, expected, &*state.environment).await? {
        Ok(provider) => Ok(answer(&state, StatusCode::OK, provider)),
        Err(conflict) => Err(conflicting(conflict)),
    }
}

/// Remove an identity provider. Who came through it stays a member until an admin says otherwise.
#[utoipa::path(
    delete, path = "/api/v1/identity-providers/{id}", tag = "workspace", operation_id = "removeIdentityProvider",
    params(("id" = Uuid, Path)),
    responses((status = 204))
)]
pub async fn remove(State(state): State<AppState>, actor: Actor, Path(id): Path<Uuid>) -> ApiResult<StatusCode> {
    whole(&actor)?;
    if !state.store.remove_provider(&actor, id, &*state.environment).await? {
        return Err(ApiError::not_found());
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Who decides about everybody's way in must be able to see the whole workspace.
fn whole(actor: &Actor) -> ApiResult<()> {
    if actor.project.is_some() {
        return Err(ApiError::forbidden("This token reaches one project only, and providers are the workspace's."));
    }
    Ok(())
}

fn check(settings: &ProviderSettings, may_link: bool) -> ApiResult<()> {
    settings.check().map_err(|error| refused(error.field, error.message))?;
    if settings.link_accounts && !may_link {
        return Err(refused("link_accounts", "false: only the server's operator can set it, on the command line"));
    }
    Ok(())
}

/// Whether a change touches what the operator trusted the provider for.
fn reaches_further(before: &ProviderSettings, after: &ProviderSettings) -> bool {
    let shown = before.clone().without_secret();
    after.connection != shown.connection || !after.link_accounts || after.trust_addresses != before.trust_addresses
}

fn conflicting(conflict: ProviderConflict) -> ApiError {
    match conflict {
        ProviderConflict::NameTaken => ApiError::new(ProblemCode::Conflict, "Another provider has this name."),
        ProviderConflict::Stale { number } => {
            let detail =
                format!("The provider was changed meanwhile and is number {number} now. Look at it, and send again.");
            ApiError::new(ProblemCode::Stale, detail)
        }
        ProviderConflict::Unknown => ApiError::not_found(),
    }
}

fn answer(state: &AppState, status: StatusCode, provider: Provider) -> Response {
    let tag = format!("\"{}\"", provider.number);
    (status, [(header::ETAG, tag)], axum::Json(view(state, provider))).into_response()
}

fn view(state: &AppState, provider: Provider) -> IdentityProvider {
    let place = state.sso.place(provider.id);
    let (redirect_uri, entity_id, acs_url) = match provider.settings.connection {
        Connection::Oidc(_) => (Some(state.sso.redirect(provider.id)), None, None),
        Connection::Saml(_) => (None, Some(place.entity), Some(place.consumer)),
    };
    IdentityProvider {
        id: provider.id,
        settings: provider.settings.without_secret(),
        number: provider.number,
        created_at: provider.created_at,
        updated_at: provider.updated_at,
        scim_url: state.sso.directory(provider.id),
        redirect_uri,
        entity_id,
        acs_url,
    }
}
