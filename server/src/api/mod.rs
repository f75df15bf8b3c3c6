//! The HTTP interface: one file a resource, and this table of all routes.
//!
//! # How to add one more route
//! 1. Write its handler with `#[utoipa::path(...)]` in the file of its resource, beside its request and response types.
//! 2. Add its line to [`table`] with the [`Access`] it needs; there is no way to register it without one. What it reads
//!    is sensitive: [`Route::sensitive_for`]. It takes large bodies: [`Route::takes`].
//! 3. Take an [`Actor`](crate::identity::Actor) as argument: the table has authenticated it. Take bodies and queries with
//!    [`extract`]'s types, so that unknown fields are refused and every refusal is a problem document.
//! 4. Regenerate `desktop/openapi.json`, and `server/tests/it/matrix.txt` with
//!    `UPDATE_MATRIX=1 cargo test -p conspectus-server --test it matrix`: who gets what answer is reviewed there.

mod access;
mod account;
mod assets;
mod audit;
mod captures;
mod comparison;
mod documents;
mod error;
pub mod extract;
mod factors;
mod health;
mod invitations;
mod iterations;
mod lineage;
mod members;
pub mod openapi;
mod page;
mod peer;
mod policy;
mod projects;
mod providers;
mod route;
mod scim;
mod search;
mod service;
mod session;
mod sign_in_rules;
mod sso;
mod state;
mod tokens;
mod versions;
mod viewer;
mod workspace;

pub use access::{Access, CSRF_HEADER, cookie_name};
pub use error::{ApiError, ApiResult};
pub use page::{Asked, Listing, Page};
pub use peer::Peer;
pub(crate) use policy::check as check_policy;
pub use route::Route;
pub use state::{AppState, Site};

use axum::Router;
use conspectus_metadata::MAX_BATCH_BYTES;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::edge::{Limits, Metrics};
use crate::identity::Scope;

const READ: Access = Access::AnyOf(&[Scope::Read]);
const DOCUMENTS: Access = Access::AnyOf(&[Scope::DocumentsWrite]);
const WORKSPACE: Access = Access::AnyOf(&[Scope::WorkspaceWrite]);
const MEMBERS: Access = Access::AnyOf(&[Scope::MembersWrite]);
const DIRECTORY: Access = Access::AnyOf(&[Scope::DirectoryWrite]);
const TOKENS: Access = Access::AnyOf(&[Scope::TokensWrite]);

/// Every route of the interface, and who may call it.
pub fn table() -> Vec<Route> {
    use Access::{AnyOf, Public, SignedIn};
    vec![
        // For machines that watch the server, or are written against it
        Route::new(Public, routes!(health::live)),
        Route::new(Public, routes!(health::ready)),
        Route::new(Public, routes!(openapi::read)),
        // Who is there
        Route::new(Public, routes!(session::sign_in)),
        Route::new(SignedIn, routes!(session::show)),
        Route::new(SignedIn, routes!(session::sign_out)),
        Route::new(Public, routes!(sso::list)),
        Route::new(Public, routes!(sso::start)),
        Route::new(Public, routes!(sso::callback)),
        Route::new(Public, routes!(sso::consume)).takes(sso::LONGEST_FORM),
        Route::new(Public, routes!(sso::finish)),
        Route::new(Public, routes!(sso::metadata)),
        Route::new(MEMBERS, routes!(providers::list)),
        Route::new(MEMBERS, routes!(providers::create)).takes(providers::LONGEST),
        Route::new(MEMBERS, routes!(providers::read)),
        Route::new(MEMBERS, routes!(providers::change)).takes(providers::LONGEST),
        Route::new(MEMBERS, routes!(providers::remove)),
        Route::new(SignedIn, routes!(session::prove)),
        Route::new(SignedIn, routes!(account::show)),
        Route::new(SignedIn, routes!(account::change_password)),
        Route::new(SignedIn, routes!(account::sessions)),
        Route::new(SignedIn, routes!(account::end_session)),
        Route::new(SignedIn, routes!(account::end_other_sessions)),
        Route::new(SignedIn, routes!(factors::add_authenticator)),
        Route::new(SignedIn, routes!(factors::confirm_authenticator)),
        Route::new(SignedIn, routes!(factors::remove)),
        Route::new(SignedIn, routes!(factors::replace_codes)),
        Route::new(Public, routes!(invitations::open)),
        Route::new(Public, routes!(invitations::accept)),
        Route::new(MEMBERS, routes!(invitations::list)),
        Route::new(MEMBERS, routes!(invitations::create)),
        Route::new(MEMBERS, routes!(invitations::revoke)),
        Route::new(WORKSPACE, routes!(sign_in_rules::show)),
        Route::new(WORKSPACE, routes!(sign_in_rules::change)),
        Route::new(AnyOf(&[Scope::Read, Scope::CapturesWrite]), routes!(workspace::show)),
        Route::new(AnyOf(&[Scope::Read, Scope::CapturesWrite]), routes!(policy::show)),
        Route::new(WORKSPACE, routes!(policy::change)),
        Route::new(TOKENS, routes!(tokens::list)),
        Route::new(TOKENS, routes!(tokens::create)),
        Route::new(TOKENS, routes!(tokens::revoke)),
        Route::new(MEMBERS, routes!(members::list)),
        Route::new(MEMBERS, routes!(members::change)),
        Route::new(MEMBERS, routes!(members::remove)),
        Route::new(AnyOf(&[Scope::AuditRead]), routes!(audit::list)).sensitive_for(Scope::AuditSensitive),
        Route::new(AnyOf(&[Scope::AuditSensitive]), routes!(audit::export)),
        Route::new(SignedIn, routes!(audit::checkpoint)),
        // What a directory tells by SCIM
        Route::new(DIRECTORY, routes!(scim::list)),
        Route::new(DIRECTORY, routes!(scim::create)).takes(scim::LONGEST),
        Route::new(DIRECTORY, routes!(scim::read)),
        Route::new(DIRECTORY, routes!(scim::replace)).takes(scim::LONGEST),
        Route::new(DIRECTORY, routes!(scim::patch)).takes(scim::LONGEST),
        Route::new(DIRECTORY, routes!(scim::remove)),
        // What agents send
        Route::new(AnyOf(&[Scope::CapturesWrite]), routes!(captures::send)).takes(MAX_BATCH_BYTES),
        // What people write on the page
        Route::new(DOCUMENTS, routes!(documents::create)).takes(MAX_BATCH_BYTES),
        Route::new(DOCUMENTS, routes!(documents::revise)).takes(MAX_BATCH_BYTES),
        // What readers see
        Route::new(READ, routes!(projects::list)),
        Route::new(READ, routes!(projects::read)),
        Route::new(READ, routes!(projects::phases)),
        Route::new(READ, routes!(iterations::list)),
        Route::new(READ, routes!(iterations::read)),
        Route::new(READ, routes!(assets::list)),
        Route::new(READ, routes!(assets::read)),
        Route::new(READ, routes!(versions::list)),
        Route::new(READ, routes!(versions::read)),
        Route::new(READ, routes!(versions::read_by_number)),
        Route::new(READ, routes!(versions::figure)),
        Route::new(READ, routes!(comparison::read)),
        Route::new(READ, routes!(lineage::read)),
        Route::new(READ, routes!(search::search)),
    ]
}

/// The whole interface as a service, the page included.
pub fn router(state: AppState) -> Router {
    surrounded(state, &Limits::default(), &Metrics::default())
}

/// The same with these limits, counted in these figures.
pub fn surrounded(state: AppState, limits: &Limits, metrics: &Metrics) -> Router {
    let (router, _) = assemble(&state).split_for_parts();
    let router = router.fallback(viewer::serve).method_not_allowed_fallback(error::wrong_method);
    service::wrap(router, state.secure, limits, metrics).with_state(state)
}

fn assemble(state: &AppState) -> OpenApiRouter<AppState> {
    let start = OpenApiRouter::with_openapi(openapi::Description::openapi());
    table().into_iter().fold(start, |router, route| router.routes(route.guarded(state)))
}
