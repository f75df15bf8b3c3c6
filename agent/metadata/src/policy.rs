use serde::{Deserialize, Serialize};

/// How much leaves, from strict to loose.
///
/// The order is that of the promise. `dp` stands before `standard`: its figures say nothing reliable about any one row
/// whatever else an attacker knows, while the rules of `standard` are only as good as the attacks they were made for. So a
/// workspace that demands `standard` takes `dp`, and one that demands `dp` does not take `standard`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Names and types only.
    Schema,
    /// Differentially private figures, paid from the dataset's budget.
    Dp,
    /// Figures under the rules of `docs/privacy.md`.
    Standard,
    /// Exact figures, with a reason, where the workspace's administrator allows them. Personal columns stay restricted.
    Exact,
}

impl Mode {
    /// From strict to loose.
    pub const ALL: [Self; 4] = [Self::Schema, Self::Dp, Self::Standard, Self::Exact];

    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Schema => "schema",
            Self::Dp => "dp",
            Self::Standard => "standard",
            Self::Exact => "exact",
        }
    }
}

impl std::str::FromStr for Mode {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|mode| mode.as_str() == text);
        known.ok_or_else(|| "schema, dp, standard or exact is possible".to_owned())
    }
}

/// The disclosure policy a profile was made under, and what a workspace demands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Policy {
    pub mode: Mode,
    /// Below this many rows: names, types and a row count only.
    pub min_rows: u64,
    /// No published figure stands for fewer rows than this.
    pub min_cell: u64,
    /// The most that all figures of the mode `dp` of one dataset may spend together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<Budget>,
}

/// An amount of privacy loss.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Budget {
    pub epsilon: f64,
    pub delta: f64,
}

impl Budget {
    /// What one dataset may spend where the workspace says nothing else.
    pub const STANDARD: Self = Self { epsilon: 10.0, delta: 1e-4 };

    fn stricter(self, other: Self) -> Self {
        Self { epsilon: self.epsilon.min(other.epsilon), delta: self.delta.min(other.delta) }
    }
}

impl Policy {
    /// CMS cell suppression (no cell of 1 to 10), and no figures on fewer than 100 rows.
    pub const STANDARD: Self = Self { mode: Mode::Standard, min_rows: 100, min_cell: 11, budget: None };

    /// Whether everything made under `self` also keeps `other`. What was spent of the budget is checked by itself.
    #[must_use]
    pub const fn is_at_least_as_strict_as(&self, other: &Self) -> bool {
        (self.mode as u8) <= (other.mode as u8) && self.min_rows >= other.min_rows && self.min_cell >= other.min_cell
    }

    /// The loosest policy that keeps both.
    #[must_use]
    pub fn stricter(&self, other: &Self) -> Self {
        let budget = match (self.budget, other.budget) {
            (Some(a), Some(b)) => Some(a.stricter(b)),
            (one, None) | (None, one) => one,
        };
        Self {
            mode: self.mode.min(other.mode),
            min_rows: self.min_rows.max(other.min_rows),
            min_cell: self.min_cell.max(other.min_cell),
            budget,
        }
    }

    /// The budget of one dataset.
    #[must_use]
    pub fn budget(&self) -> Budget {
        self.budget.unwrap_or(Budget::STANDARD)
    }

    /// Whether the numbers can be demanded of anyone: cells are of two rows at least, budgets are positive.
    pub fn check(&self) -> Result<(), &'static str> {
        if self.min_cell < 2 || self.min_cell > 1_000_000 {
            return Err("min_cell is a number from 2 to 1000000");
        }
        if self.min_rows < self.min_cell || self.min_rows > 1_000_000_000 {
            return Err("min_rows is a number from min_cell to 1000000000");
        }
        let Some(Budget { epsilon, delta }) = self.budget else { return Ok(()) };
        if !(epsilon > 0.0 && epsilon <= 1000.0 && (0.0..=0.01).contains(&delta)) {
            return Err("the budget's epsilon is above 0 and at most 1000, its delta from 0 to 0.01");
        }
        Ok(())
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::STANDARD
    }
}
