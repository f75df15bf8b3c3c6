use axum::extract::DefaultBodyLimit;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use utoipa_axum::router::UtoipaMethodRouter;

use super::access::authorise;
use super::{Access, AppState};
use crate::identity::Scope;

/// What most routes take at most: forms, never content.
const USUAL_BODY_BYTES: usize = 64 * 1024;

/// A route with the access it needs.
pub struct Route {
    access: Access,
    sensitive_for: Option<Scope>,
    body_bytes: usize,
    handlers: UtoipaMethodRouter<AppState>,
}

/// What is checked in front of a route.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub access: Access,
    pub sensitive_for: Option<Scope>,
    pub path: String,
}

impl Route {
    pub const fn new(access: Access, handlers: UtoipaMethodRouter<AppState>) -> Self {
        Self { access, sensitive_for: None, body_bytes: USUAL_BODY_BYTES, handlers }
    }

    /// Shows what is sensitive to whoever has this scope: each of their calls is logged before it is answered.
    #[must_use]
    pub fn sensitive_for(mut self, scope: Scope) -> Self {
        self.sensitive_for = Some(scope);
        self
    }

    /// Takes bodies of up to so many bytes, after decompression.
    #[must_use]
    pub fn takes(mut self, bytes: usize) -> Self {
        self.body_bytes = bytes;
        self
    }

    pub const fn access(&self) -> Access {
        self.access
    }

    /// The scope with which a call reads what is sensitive.
    pub const fn sensitivity(&self) -> Option<Scope> {
        self.sensitive_for
    }

    pub const fn body_bytes(&self) -> usize {
        self.body_bytes
    }

    /// Its path as the OpenAPI description writes it.
    pub fn path(&self) -> &str {
        self.handlers.1.paths.keys().next().map_or("", String::as_str)
    }

    /// The methods it answers.
    pub fn methods(&self) -> Vec<Method> {
        let Some(item) = self.handlers.1.paths.values().next() else { return Vec::new() };
        [
            (item.get.is_some(), Method::GET),
            (item.post.is_some(), Method::POST),
            (item.put.is_some(), Method::PUT),
            (item.patch.is_some(), Method::PATCH),
            (item.delete.is_some(), Method::DELETE),
        ]
        .into_iter()
        .filter_map(|(present, method)| present.then_some(method))
        .collect()
    }

    pub(super) fn into_handlers(self) -> UtoipaMethodRouter<AppState> {
        self.handlers
    }

    /// With the check of its access and its limits in front.
    pub(super) fn guarded(self, state: &AppState) -> UtoipaMethodRouter<AppState> {
        let rule = Rule { access: self.access, sensitive_for: self.sensitive_for, path: self.path().to_owned() };
        let (schemas, paths, router) = self.handlers;
        let check = from_fn_with_state((state.clone(), rule), authorise);
        (schemas, paths, router.route_layer(DefaultBodyLimit::max(self.body_bytes)).route_layer(check))
    }
}
