use serde::{Deserialize, Serialize};

use crate::{Policy, Rule};

/// A table's published summary: what is left after disclosure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The policy it was made under.
    pub policy: Policy,
    /// The number of rows.
    pub rows: u64,
    /// In the table's order.
    pub columns: Vec<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<Fingerprint>,
    /// True when fewer than `min_cell` rows changed since the previous version: the figures are that version's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub repeats_previous: bool,
    /// In the mode `dp`: what the noise of these figures was made for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privacy: Option<Privacy>,
    /// In the mode `exact`: why exact figures are needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What was withheld or coarsened about the table as a whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<Withheld>,
}

impl Profile {
    /// A profile that says nothing yet.
    #[must_use]
    pub const fn empty(policy: Policy) -> Self {
        Self {
            policy,
            rows: 0,
            columns: Vec::new(),
            fingerprint: None,
            repeats_previous: false,
            privacy: None,
            reason: None,
            withheld: Vec::new(),
        }
    }
}

/// What differentially private figures cost. Each number of rows in such a profile carries noise.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Privacy {
    /// Of this profile: how far one row more or less can change the chance of any of its figures.
    pub epsilon: f64,
    /// The chance with which that promise may fail.
    pub delta: f64,
    /// All that was spent on this dataset, this profile included.
    pub spent_epsilon: f64,
    pub spent_delta: f64,
}

/// A digest of the content, keyed by a secret of the ledger unless a plain one was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Fingerprint {
    /// False for a plain hash, which only the user's explicit request makes.
    pub keyed: bool,
    /// Lower-case hexadecimal, 128 bits.
    pub value: String,
}

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

/// A type in Arrow's words, for example `int64`, `timestamp[us, Europe/Berlin]`, `decimal128(10, 2)`, `list<int32>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ColumnType {
    pub arrow: String,
    pub family: TypeFamily,
}

/// What the figures of a column mean: numeric axes are in the column's own unit, dates and timestamps in seconds since
/// 1970-01-01T00:00:00 UTC (local time if the column has no zone), times in seconds since midnight, durations in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum TypeFamily {
    Boolean,
    Integer,
    Float,
    Decimal,
    Text,
    Date,
    Time,
    Timestamp,
    Duration,
    Binary,
    List,
    Struct,
    Null,
    Other,
}

/// What a column is, judged from its figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Semantic {
    Identifier,
    Categorical,
    Continuous,
    Discrete,
    Constant,
    FreeText,
    Temporal,
}

/// Why a column counts as personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PersonalClass {
    Email,
    Phone,
    PaymentCard,
    Iban,
    NationalId,
    IpAddress,
    MacAddress,
    Person,
    Address,
    BirthDate,
    Coordinates,
    Secret,
    Url,
}

/// A number of rows: exact, or a range where the exact number would stand for too few people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum Count {
    Exact(u64),
    #[serde(rename_all = "snake_case")]
    Range {
        at_least: u64,
        at_most: u64,
    },
}

/// How many different values there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Distinct {
    /// Two significant digits; absent for identifiers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate: Option<u64>,
    /// Nearly every value occurs once.
    pub all_distinct: bool,
}

/// Mean and standard deviation of the finite values, to four significant digits at most.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Moments {
    pub mean: f64,
    /// Of the sample (divisor n − 1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard_deviation: Option<f64>,
}

/// One quantile of the finite values; the outermost two of a column are its published range, rounded outward.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Quantile {
    /// Between 0 and 1.
    pub q: f64,
    /// To three significant digits, or on an edge; dates and times on a calendar grid.
    pub value: f64,
}

/// Counts between edges from a fixed decimal grid, so that any two versions can be laid over each other.
///
/// `counts[0]` is the open tail below `edges[0]`, `counts[i]` the half-open interval `[edges[i-1], edges[i])`, the last
/// count the open tail from the last edge: `counts.len() == edges.len() + 1`, at most 32 counts. Each count is 0 or at
/// least `min_cell`. A few null, NaN or infinite rows are counted with the fullest bin, so that the sum does not tell
/// their number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Histogram {
    pub edges: Vec<f64>,
    pub counts: Vec<u64>,
}

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

/// Of the non-null values; quantiles obey the same rules as those of numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LengthSummary {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quantiles: Vec<Quantile>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub empty: Option<Count>,
}

/// One gap and its reason: the viewer explains each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Withheld {
    pub figure: WithheldFigure,
    pub rule: Rule,
    /// True when something less exact was published instead.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub coarsened: bool,
}

/// Which figure was withheld or coarsened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum WithheldFigure {
    All,
    Name,
    Nulls,
    Counts,
    Distinct,
    Mean,
    StandardDeviation,
    Range,
    Quantiles,
    Histogram,
    Categories,
    Labels,
    Lengths,
    Fields,
    Fingerprint,
    Source,
    Parameters,
    Metrics,
}
