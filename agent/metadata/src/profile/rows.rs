use serde::{Deserialize, Serialize};

/// Which columns are missing together: every row of the table is counted in exactly one pattern.
///
/// Each pattern has at least `min_cell` rows, at most 20 are told. Where telling a column's part would tell of fewer
/// rows, beside the column's own count of missing values too, the pattern leaves it open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MissingPatterns {
    /// The columns that take part, by their position, ascending.
    pub columns: Vec<u32>,
    /// Most rows first.
    pub patterns: Vec<MissingPattern>,
}

/// Rows that miss the same columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MissingPattern {
    /// Columns that each of these rows misses, by their position, ascending.
    pub columns: Vec<u32>,
    /// Columns that some of these rows miss, it is not told how many. Each of these rows has all other columns that take
    /// part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mixed: Vec<u32>,
    pub rows: u64,
}

/// How columns go together, estimated on a sample of the rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Associations {
    /// How many rows they are estimated on.
    pub rows: u64,
    /// Pearson's correlation of numbers, truth values, dates and times: −1 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pearson: Option<AssociationMatrix>,
    /// Cramér's V of groups, corrected for its bias: 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cramers_v: Option<AssociationMatrix>,
}

/// One figure a pair of columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AssociationMatrix {
    /// The columns that take part, by their position, ascending.
    pub columns: Vec<u32>,
    /// Row by row, the part right of the diagonal: first with second, first with third, … Two decimals; nothing where a
    /// pair has too few rows in common, or few rows would decide it.
    pub values: Vec<Option<f64>>,
}

impl AssociationMatrix {
    /// How many pairs so many columns have.
    #[must_use]
    pub const fn pairs(columns: usize) -> usize {
        columns * columns.saturating_sub(1) / 2
    }
}
