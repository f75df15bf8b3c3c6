use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The id of a capture: a UUIDv7 made by the agent, so that sending it twice is harmless.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct CaptureId(pub Uuid);

impl std::fmt::Display for CaptureId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// What is versioned. A note is captured too, but has no versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum AssetKind {
    Dataset,
    Model,
    Document,
    Figure,
}

impl AssetKind {
    pub const ALL: [Self; 4] = [Self::Dataset, Self::Model, Self::Document, Self::Figure];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dataset => "dataset",
            Self::Model => "model",
            Self::Document => "document",
            Self::Figure => "figure",
        }
    }
}
