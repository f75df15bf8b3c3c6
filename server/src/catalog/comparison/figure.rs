use conspectus_metadata::Figure;
use serde::Serialize;
use utoipa::ToSchema;

use super::Change;

/// What changed from one figure to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FigureChanges {
    /// Whether both pictures are the same, pixel by pixel.
    pub same_picture: bool,
    /// In pixels; absent when the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<Change<u32>>,
    /// In pixels; absent when the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<Change<u32>>,
    /// Absent when the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caption: Option<Change<Option<String>>>,
}

/// Figures are re-encoded by one encoder without metadata, so equal bytes are equal pictures.
pub fn compare(from: &Figure, to: &Figure) -> FigureChanges {
    FigureChanges {
        same_picture: from.png == to.png,
        width: Change::between(&from.width, &to.width),
        height: Change::between(&from.height, &to.height),
        caption: Change::between(&from.caption, &to.caption),
    }
}
