use serde::{Deserialize, Serialize};

use crate::Rule;

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
    DuplicateRows,
    Missing,
    Associations,
    Skewness,
    Looks,
    Granularity,
}
