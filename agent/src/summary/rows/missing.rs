//! Which columns are missing together.

use std::collections::BTreeMap;

/// With more different patterns there is no picture to be drawn of them.
pub(super) const PATTERNS: usize = 4_096;
/// All patterns together name a column so many times at most.
pub(super) const MENTIONS: usize = 1 << 18;

/// The sets of columns that rows miss, each with the number of these rows: up to 4,096 of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingRows {
    /// Most rows first. Empty where there were more patterns than are kept.
    pub(super) patterns: Vec<Pattern>,
    pub(super) too_many: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    /// Positions of the columns that are missing, ascending; never none.
    pub(super) columns: Vec<u32>,
    pub(super) rows: u64,
}

impl MissingRows {
    pub(super) fn new(mut patterns: Vec<Pattern>, too_many: bool) -> Self {
        let mentions: usize = patterns.iter().map(|pattern| pattern.columns.len()).sum();
        let too_many = too_many || patterns.len() > PATTERNS || mentions > MENTIONS;
        if too_many {
            patterns = Vec::new();
        }
        patterns.sort_unstable_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.columns.cmp(&b.columns)));
        Self { patterns, too_many }
    }

    /// The patterns with at least one column, most rows first; rows in none of them are complete. `None` where there
    /// were too many of them.
    pub fn patterns(&self) -> Option<impl Iterator<Item = (&[u32], u64)>> {
        let patterns = self.patterns.iter().map(|pattern| (pattern.columns.as_slice(), pattern.rows));
        (!self.too_many).then_some(patterns)
    }

    /// How many rows are in a pattern.
    pub(super) fn incomplete(&self) -> u64 {
        self.patterns.iter().fold(0, |sum, pattern| sum.saturating_add(pattern.rows))
    }

    pub(super) fn merge(&mut self, other: &Self) {
        let mut together: BTreeMap<Vec<u32>, u64> = BTreeMap::new();
        for pattern in self.patterns.drain(..).chain(other.patterns.iter().cloned()) {
            *together.entry(pattern.columns).or_default() += pattern.rows;
        }
        let patterns = together.into_iter().map(|(columns, rows)| Pattern { columns, rows }).collect();
        *self = Self::new(patterns, self.too_many || other.too_many);
    }
}
