use serde::{Deserialize, Serialize};

/// How much leaves, from strict to loose. Only `schema` and `standard` are built in this version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Names and types only.
    Schema,
    /// Figures under the rules of `docs/privacy.md`.
    Standard,
}

/// The disclosure policy a profile was made under, and what a workspace demands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Policy {
    pub mode: Mode,
    /// Below this many rows: names, types and a row count only.
    pub min_rows: u64,
    /// No published figure stands for fewer rows than this.
    pub min_cell: u64,
}

impl Policy {
    /// CMS cell suppression (no cell of 1 to 10), and no figures on fewer than 100 rows.
    pub const STANDARD: Self = Self { mode: Mode::Standard, min_rows: 100, min_cell: 11 };

    /// Whether everything made under `self` also keeps `other`.
    #[must_use]
    pub const fn is_at_least_as_strict_as(&self, other: &Self) -> bool {
        (self.mode as u8) <= (other.mode as u8) && self.min_rows >= other.min_rows && self.min_cell >= other.min_cell
    }

    /// The loosest policy that keeps both.
    #[must_use]
    pub fn stricter(&self, other: &Self) -> Self {
        Self {
            mode: self.mode.min(other.mode),
            min_rows: self.min_rows.max(other.min_rows),
            min_cell: self.min_cell.max(other.min_cell),
        }
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::STANDARD
    }
}
