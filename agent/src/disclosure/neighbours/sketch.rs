use serde::{Deserialize, Serialize};

use crate::summary::{ColumnSummary, Distribution, Values};

const CELLS: usize = 32;

/// How often values of one column fall into each of a few cells, so that two columns can be compared whatever they are
/// called and whatever stands beside them. It is made of the column's summary, kept in the ledger and never sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ColumnSketch {
    /// What the cells are made of; cells of different makes cannot be compared.
    make: u32,
    cells: Vec<u64>,
    /// Differs where any count differs.
    sum: u64,
}

impl ColumnSketch {
    pub(super) fn of(column: &ColumnSummary) -> Self {
        let mut sketch = Self { make: 0, cells: vec![0; CELLS + 1], sum: 0 };
        sketch.cells[CELLS] = column.nulls;
        match &column.values {
            Values::Boolean { trues } => {
                sketch.make = 1;
                sketch.add(1, *trues);
                sketch.add(2, column.rows.saturating_sub(column.nulls + trues));
            }
            Values::Number(number) => {
                sketch.add_distribution(2, number.distribution());
                sketch.add(u64::MAX, number.nan);
                sketch.add(u64::MAX - 1, number.pos_inf + number.neg_inf);
            }
            Values::Text(text) => match text.counted() {
                Some(values) => {
                    sketch.make = 3;
                    for (hash, count) in values {
                        sketch.add(hash, count);
                    }
                }
                None => sketch.add_distribution(4, text.lengths.distribution()),
            },
            Values::Binary(lengths) | Values::List { lengths, .. } => {
                sketch.add_distribution(5, lengths.distribution());
            }
            Values::Uncounted | Values::Struct(_) => {}
        }
        sketch
    }

    fn add_distribution(&mut self, make: u32, values: &Distribution) {
        self.make = make * 256 + values.level();
        for (key, count) in values.cells() {
            self.add(key, count);
        }
    }

    fn add(&mut self, key: u64, count: u64) {
        let hash = mixed(key);
        self.cells[(hash >> 59) as usize] += count;
        self.sum = self.sum.wrapping_add(hash.wrapping_mul(count));
    }

    /// Whether it says anything about values.
    pub(super) const fn is_telling(&self) -> bool {
        self.make != 0
    }

    /// A lower bound of how many rows were added or removed, the larger of both; `None` where that cannot be told.
    pub(super) fn difference(&self, other: &Self) -> Option<u64> {
        if self.make != other.make || self.cells.len() != other.cells.len() {
            return None;
        }
        let (mut added, mut removed) = (0, 0);
        for (a, b) in self.cells.iter().zip(&other.cells) {
            added += b.saturating_sub(*a);
            removed += a.saturating_sub(*b);
        }
        let changed = u64::from(self.sum != other.sum);
        Some(added.max(removed).max(changed))
    }
}

fn mixed(key: u64) -> u64 {
    let mut x = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    x ^ (x >> 29)
}
