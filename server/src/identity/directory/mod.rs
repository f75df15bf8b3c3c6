//! What a directory may tell by SCIM 2.0, and how its requests are read.
//!
//! The library `scim_v2` parses filters and paths and checks resources; here they are applied to the few attributes that
//! are kept.

mod filter;
mod patch;
mod resource;

pub use filter::{matches, parse_filter};
pub use patch::apply;
pub use resource::{Entry, EntryKind};

use scim_v2::models::errors::ScimType;

/// Why a directory's request is not done. The text may be shown: it quotes only what the request said.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct DirectoryError {
    pub status: u16,
    pub kind: Option<ScimType>,
    pub detail: String,
}

impl DirectoryError {
    pub fn invalid(kind: ScimType, detail: impl Into<String>) -> Self {
        Self { status: 400, kind: Some(kind), detail: detail.into() }
    }

    pub fn taken() -> Self {
        Self { status: 409, kind: Some(ScimType::Uniqueness), detail: "Another resource has this name.".into() }
    }

    pub fn read_only() -> Self {
        Self { status: 405, kind: None, detail: "This describes the service and is only read.".into() }
    }

    pub fn not_found() -> Self {
        Self { status: 404, kind: None, detail: "There is no such resource.".into() }
    }
}

#[cfg(test)]
mod tests;
