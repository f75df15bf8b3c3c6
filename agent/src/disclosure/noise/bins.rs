//! Counts of a column between borders that no row can move.

use conspectus_metadata::TypeFamily;

use crate::summary::Distribution;

/// The grid of a summary turns coarser for very scattered values. Borders that lie on its coarsest cells are borders of
/// every table's cells.
const COARSEST: u32 = 49;
/// The level of finer borders that is tried for a column: dates and times lie close together far from zero, whole numbers
/// within few octaves, others around zero.
pub(super) const fn finer(family: TypeFamily) -> u32 {
    match family {
        TypeFamily::Date | TypeFamily::Timestamp | TypeFamily::Time => 40,
        TypeFamily::Integer => 42,
        _ => 43,
    }
}

/// Borders in the summary's order, each on a cell of its `level`.
#[derive(Debug, Clone)]
pub(super) struct Borders {
    level: u32,
    keys: Vec<u64>,
}

impl Borders {
    /// The borders next to `edges`, which ascend; two edges may meet in one border.
    pub(super) fn near(values: &Distribution, edges: &[f64], level: Option<u32>) -> Self {
        let level = level.unwrap_or(COARSEST);
        let half = 1_u64 << (level - 1);
        let keys = edges.iter().map(|edge| (values.key_of(*edge).saturating_add(half) >> level) << level);
        Self { level, keys: keys.collect() }
    }

    /// The place of each border as a value.
    pub(super) fn values(&self, values: &Distribution) -> Vec<f64> {
        self.keys.iter().map(|key| values.value_of(*key)).collect()
    }

    /// How many values lie below the first border, between neighbours, and from the last one on. A row counts in one
    /// place only, and no row changes where another one counts.
    pub(super) fn count(&self, values: &Distribution) -> Vec<u64> {
        let mut counts = vec![0; self.keys.len() + 1];
        for (key, count) in values.cells() {
            let key = (key >> self.level) << self.level;
            counts[self.keys.partition_point(|border| *border <= key)] += count;
        }
        counts
    }
}
