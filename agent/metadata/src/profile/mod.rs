//! What may be said about a table, one type a figure.

mod column;
mod figures;
mod groups;
mod kinds;
mod rows;
mod withheld;

pub use column::Column;
pub use figures::{Count, Distinct, Encoding, Granularity, Histogram, LengthSummary, Looks, Moments, Quantile};
pub use groups::{Category, CategorySummary};
pub use kinds::{ColumnType, PersonalClass, Semantic, TypeFamily};
pub use rows::{AssociationMatrix, Associations, MissingPattern, MissingPatterns};
pub use withheld::{Withheld, WithheldFigure};

use serde::{Deserialize, Serialize};

use crate::Policy;

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
    /// Rows that equal another row of the table, all but one of each: an estimate with two significant digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duplicate_rows: Option<Count>,
    /// Which columns are missing together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<MissingPatterns>,
    /// How columns go together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub associations: Option<Associations>,
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
            duplicate_rows: None,
            missing: None,
            associations: None,
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
