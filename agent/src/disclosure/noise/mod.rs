//! Rule *noise*: differentially private figures.
//!
//! Two tables that differ by one row, added or removed, give the same figures with nearly the same chance: the chances
//! differ by a factor of e^ε at most, but for a part δ. That holds whatever else an attacker knows, and adds up over
//! all figures of a dataset, so each profile is paid from the dataset's [`Budget`](conspectus_metadata::Budget).
//!
//! - Every figure is made from counts with noise of the discrete Laplace distribution, sampled exactly over the integers
//!   ([`Noise`]): no floating-point number carries a trace of the count.
//! - The rows of a column are cut into cells, of which one row touches one; all cells of a cut cost as much as one.
//! - Where cells begin and end is found by counts with noise too, or given by the user; never taken from the data.
//! - Mean, deviation and quantiles are worked out from the noisy histogram and cost nothing more.
//! - What has no bounded influence of one row (the estimate of distinct values in large columns, the fingerprint) is not
//!   told. Two facts stand outside the promise, because they describe the table and not its rows: names and types, and
//!   the class of a personal column.
//!
//! Noise is drawn from a stream keyed by the ledger's secret and the table's content. So the same table gives the same
//! figures whoever asks and however often, which costs nothing, and what is shown before it leaves is what leaves.

mod bins;
mod number;
mod random;
mod text;

use std::collections::BTreeMap;

use conspectus_metadata::{Column, Count, Policy, Privacy, Profile, Rule, WithheldFigure};

use super::gaps::Gaps;
use super::names::{self, PublishedName};
use super::{DisclosureRequest, column, personal};
use crate::summary::{ColumnSummary, FrameSummary, Values};
pub use random::Noise;

/// What a profile may spend, and what its noise is made of.
#[derive(Clone, PartialEq)]
pub struct Terms {
    /// Above zero.
    pub epsilon: f64,
    /// Zero, or far less than one in the number of rows. Without it, sizes of categories are not told.
    pub delta: f64,
    /// Smallest and largest value of columns whose range is known anyway, by name.
    pub bounds: BTreeMap<String, (f64, f64)>,
    /// A secret of the ledger.
    pub key: [u8; 32],
}

/// Without the key.
impl std::fmt::Debug for Terms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { epsilon, delta, bounds, key: _ } = self;
        f.debug_struct("Terms")
            .field("epsilon", epsilon)
            .field("delta", delta)
            .field("bounds", bounds)
            .finish_non_exhaustive()
    }
}

/// What one figure or column may spend. Parts of ε are counted in millionths, so that they add up exactly.
#[derive(Debug, Clone, Copy)]
struct Spend {
    micros: u64,
    delta: f64,
}

/// One in so many parts of ε goes to the number of rows.
const ROWS_SHARE: u64 = 20;
/// The finest amount of ε that is counted.
const MICROS: f64 = 1e6;

impl Spend {
    /// A share of it, in hundredths; δ as it is.
    fn percent(self, percent: u64) -> Self {
        Self { micros: (self.micros * percent / 100).max(1), ..self }
    }
}

/// Figures about the table that keep `terms`.
pub(super) fn publish(summary: &FrameSummary, policy: &Policy, request: &DisclosureRequest, terms: &Terms) -> Profile {
    let mut noise = Noise::new(&terms.key, summary.fingerprint, terms);
    let total = (terms.epsilon * MICROS).floor().clamp(1.0, 1e12) as u64;
    let count = summary.columns.len().max(1) as u64;
    let for_rows = (total / ROWS_SHARE).max(1);
    let each = Spend { micros: total.saturating_sub(for_rows) / count, delta: terms.delta / count as f64 };
    let rows = noise.add(summary.rows, for_rows);
    let mut gaps = Gaps::default();
    let few = rows < policy.min_rows;
    if few {
        gaps.withhold(WithheldFigure::All, Rule::Rows);
    }
    let names = names::publish(&summary.columns);
    let columns = summary.columns.iter().zip(&names).map(|(column, name)| {
        if few || each.micros == 0 {
            return column::bare(column, name);
        }
        let asked = Asked {
            bounds: terms.bounds.get(&column.name).copied(),
            revealed: request.reveal.contains(&column.name),
            min_cell: policy.min_cell,
        };
        publish_column(column, name, each, &asked, &mut noise)
    });
    let columns = columns.collect();
    let privacy = Privacy {
        epsilon: total as f64 / MICROS,
        delta: terms.delta,
        spent_epsilon: total as f64 / MICROS,
        spent_delta: terms.delta,
    };
    Profile { rows, columns, privacy: Some(privacy), withheld: gaps.into_vec(), ..Profile::empty(policy.clone()) }
}

/// What the user said about a column.
struct Asked {
    bounds: Option<(f64, f64)>,
    revealed: bool,
    min_cell: u64,
}

fn publish_column(
    column: &ColumnSummary,
    name: &PublishedName,
    spend: Spend,
    asked: &Asked,
    noise: &mut Noise,
) -> Column {
    let mut target = column::bare(column, name);
    let mut gaps = Gaps::default();
    if let Some(class) = personal::class_of(column) {
        target.personal = Some(class);
        target.fields = Vec::new();
        target.nulls = Some(Count::Exact(noise.add(column.nulls, spend.micros)));
        gaps.withhold(WithheldFigure::All, Rule::PersonalData);
    } else {
        match &column.values {
            Values::Boolean { trues } => {
                // Null, true or false: one cut, one price.
                target.nulls = Some(Count::Exact(noise.add(column.nulls, spend.micros)));
                target.trues = Some(Count::Exact(noise.add(*trues, spend.micros)));
            }
            Values::Number(values) => number::publish(column, values, spend, asked, &mut target, &mut gaps, noise),
            Values::Text(values) => text::publish(column, values, spend, asked, &mut target, &mut gaps, noise),
            Values::Binary(lengths) | Values::List { lengths, .. } => {
                let _ = text::publish_lengths(column, lengths, spend, &mut target, noise);
            }
            Values::Uncounted | Values::Struct(_) => {
                target.nulls = Some(Count::Exact(noise.add(column.nulls, spend.micros)));
            }
        }
        gaps.coarsen(WithheldFigure::Counts, Rule::Noise);
    }
    target.withheld.extend(gaps.into_vec());
    target
}

#[cfg(test)]
mod tests;
