use serde::{Deserialize, Serialize};

/// Frequent values, most frequent first. Without a reveal they have no labels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CategorySummary {
    /// True when the column is on the capture's reveal list.
    pub revealed: bool,
    pub items: Vec<Category>,
    /// Rows in no published category: 0 or at least `min_cell`.
    pub other: u64,
}

/// One frequent value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Only where the column was revealed: at most 64 characters, held by at least `min_cell` rows, not personal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// At least `min_cell`.
    pub rows: u64,
}
