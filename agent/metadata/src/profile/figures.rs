use serde::{Deserialize, Serialize};

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

/// Mean, standard deviation and skewness of the finite values, to four significant digits at most.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Moments {
    pub mean: f64,
    /// Of the sample (divisor n − 1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard_deviation: Option<f64>,
    /// The third standardised moment, to two significant digits; zero for a symmetric column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skewness: Option<f64>,
}

impl Moments {
    /// A mean and nothing else.
    #[must_use]
    pub const fn of_mean(mean: f64) -> Self {
        Self { mean, standard_deviation: None, skewness: None }
    }
}

/// One quantile of the finite values; the outermost two of a column are its published range, rounded outward.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Quantile {
    /// Between 0 and 1.
    pub q: f64,
    /// To three significant digits, on a grid of at most a thousand steps in the published range, or on an edge; dates
    /// and times on a calendar grid.
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

/// What the values of a column of text could be read as: shares of its values, to two decimals.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Looks {
    /// The share that reads as numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numeric: Option<f64>,
    /// The share that reads as dates or timestamps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<Encoding>,
}

/// Which characters a column of text needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// All but a few values at most are plain ASCII.
    Ascii,
    /// At least `min_cell` values hold other characters.
    Utf8,
}

/// The coarsest unit of the calendar or clock that all values are whole in, but fewer than `min_cell` of them at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Granularity {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    Subsecond,
}
