use serde::{Deserialize, Serialize};

use crate::AssetKind;

mod dataset;
mod model;
mod text;

pub use dataset::{Dataset, DatasetRole, Source, SourceFile};
pub use model::{Model, ParameterValue};
pub use text::{Document, Figure, Note};

/// What a capture says, by kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[expect(
    clippy::large_enum_variant,
    reason = "a body is made once and moved a few times; a box would cost its readers more"
)]
pub enum Body {
    Dataset(Dataset),
    Model(Model),
    Document(Document),
    Figure(Figure),
    Note(Note),
}

impl Body {
    /// The kind of asset this becomes a version of; none for a note.
    #[must_use]
    pub const fn asset_kind(&self) -> Option<AssetKind> {
        match self {
            Self::Dataset(_) => Some(AssetKind::Dataset),
            Self::Model(_) => Some(AssetKind::Model),
            Self::Document(_) => Some(AssetKind::Document),
            Self::Figure(_) => Some(AssetKind::Figure),
            Self::Note(_) => None,
        }
    }
}
