use serde::{Deserialize, Serialize};

use super::{
    CategorySummary, ColumnType, Count, Distinct, Granularity, Histogram, LengthSummary, Looks, Moments, PersonalClass,
    Quantile, Semantic, Withheld, WithheldFigure,
};

/// One column, or one field of a struct column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// The column's name, or `column_17` where the name itself looked like data.
    pub name: String,
    #[serde(rename = "type")]
    pub column_type: ColumnType,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub semantic: Option<Semantic>,
    /// Set when the column looks like personal data; then only type, rows and nulls are published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub personal: Option<PersonalClass>,
    /// Rows without a value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nulls: Option<Count>,
    /// Of a floating-point column; NaN is not null.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nan: Option<Count>,
    /// Positive and negative infinities together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub infinite: Option<Count>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zeros: Option<Count>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub negatives: Option<Count>,
    /// Of a boolean column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trues: Option<Count>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distinct: Option<Distinct>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moments: Option<Moments>,
    /// Ascending in `q`; the outermost two are the published range.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quantiles: Vec<Quantile>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub histogram: Option<Histogram>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub categories: Option<CategorySummary>,
    /// Characters of text, bytes of binary, items of a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lengths: Option<LengthSummary>,
    /// Of a column of text: what its values could be read as.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub looks: Option<Looks>,
    /// Of dates, times and timestamps: the coarsest unit that all values are whole in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub granularity: Option<Granularity>,
    /// Fields of a struct, or the single `item` of a list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(no_recursion))]
    pub fields: Vec<Column>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<Withheld>,
}

impl Column {
    /// A column of which nothing but name and type is said.
    #[must_use]
    pub const fn bare(name: String, column_type: ColumnType) -> Self {
        Self {
            name,
            column_type,
            semantic: None,
            personal: None,
            nulls: None,
            nan: None,
            infinite: None,
            zeros: None,
            negatives: None,
            trues: None,
            distinct: None,
            moments: None,
            quantiles: Vec::new(),
            histogram: None,
            categories: None,
            lengths: None,
            looks: None,
            granularity: None,
            fields: Vec::new(),
            withheld: Vec::new(),
        }
    }

    /// Whether the name is a position because the name itself looked like data.
    #[must_use]
    pub fn withheld_name(&self) -> bool {
        self.withheld.iter().any(|gap| gap.figure == WithheldFigure::Name)
    }
}
