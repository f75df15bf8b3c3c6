//! Columns of text, of bytes and of lists: how long values are, and how often the frequent ones occur.

use conspectus_metadata::{
    Category, CategorySummary, Column, Count, LengthSummary, Quantile, Rule, WithheldFigure, grid::significant,
};

use super::bins::Borders;
use super::number::count_distinct;
use super::{Asked, Noise, Spend};
use crate::disclosure::categories::{MAX_LABELLED, MAX_UNLABELLED, may_be_shown};
use crate::disclosure::gaps::Gaps;
use crate::summary::{ColumnSummary, NumberSummary, TextSummary};

/// Different texts are counted one by one up to this many.
const COUNTED: i64 = 8192;
/// Lengths are told apart by powers of two, up to this one.
const LONGEST: u32 = 20;
const QUANTILES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// Fills in what can be told about a column of text with noise.
pub(super) fn publish(
    column: &ColumnSummary,
    text: &TextSummary,
    spend: Spend,
    asked: &Asked,
    target: &mut Column,
    gaps: &mut Gaps,
    noise: &mut Noise,
) {
    let half = Spend { delta: spend.delta / 2.0, ..spend };
    let values = publish_lengths(column, &text.lengths, half.percent(40), target, noise);
    let different = count_distinct(text.distinct(), text.distinct_is_exact(), COUNTED, half.percent(15), noise);
    target.distinct = different.estimate;
    if target.distinct.is_none() {
        gaps.withhold(WithheldFigure::Distinct, Rule::Noise);
    }
    // Only where all values are counted by themselves does a row change one size by one.
    if !different.all_counted {
        gaps.withhold(WithheldFigure::Categories, Rule::Noise);
        return;
    }
    publish_sizes((text, values), half.percent(45), asked, target, gaps, noise);
}

/// The sizes that exceed what noise makes of a value which one row holds, with a chance of δ at most.
fn publish_sizes(
    (text, values): (&TextSummary, u64),
    spend: Spend,
    asked: &Asked,
    target: &mut Column,
    gaps: &mut Gaps,
    noise: &mut Noise,
) {
    let threshold = (1 + Noise::reach(spend.micros, spend.delta)).max(asked.min_cell as i64);
    let labels = text.labels();
    let mut items: Vec<Category> = Vec::new();
    for (label, rows) in labels {
        let told = noise.signed(rows, spend.micros);
        if told <= threshold {
            continue;
        }
        let shown = label.filter(|label| asked.revealed && may_be_shown(label));
        items.push(Category { label: shown, rows: told.unsigned_abs() });
    }
    items.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.label.cmp(&b.label)));
    items.truncate(if asked.revealed { MAX_LABELLED } else { MAX_UNLABELLED });
    if !asked.revealed || items.iter().any(|item| item.label.is_none()) {
        gaps.withhold(WithheldFigure::Labels, Rule::Labels);
    }
    if items.is_empty() {
        gaps.withhold(WithheldFigure::Categories, Rule::Noise);
        return;
    }
    gaps.coarsen(WithheldFigure::Categories, Rule::Noise);
    let shown: u64 = items.iter().map(|item| item.rows).sum();
    target.categories = Some(CategorySummary { revealed: asked.revealed, items, other: values.saturating_sub(shown) });
}

/// One cut of the rows: null, empty, and lengths by powers of two. Answers how many values there are, with noise.
pub(super) fn publish_lengths(
    column: &ColumnSummary,
    lengths: &NumberSummary,
    spend: Spend,
    target: &mut Column,
    noise: &mut Noise,
) -> u64 {
    let values = lengths.distribution();
    let edges: Vec<f64> = (0..=LONGEST).map(|power| f64::from(1_u32 << power)).collect();
    let counts = Borders::near(values, &edges, Some(52)).count(values);
    let told: Vec<u64> = counts.iter().map(|count| noise.add(*count, spend.micros)).collect();
    target.nulls = Some(Count::Exact(noise.add(column.nulls, spend.micros)));
    let total: u64 = told.iter().sum();
    let quantile = |q: f64| {
        let mut below = 0.0;
        for (index, count) in told.iter().enumerate() {
            below += *count as f64;
            if below >= q * total as f64 && *count > 0 {
                return index.checked_sub(1).map_or(0.0, |power| f64::from(1_u32 << power));
            }
        }
        f64::from(1_u32 << LONGEST)
    };
    let quantiles = QUANTILES.iter().map(|q| Quantile { q: *q, value: quantile(*q) });
    let middle = |index: usize| if index == 0 { 0.0 } else { 0.75 * f64::from(1_u32 << index.min(LONGEST as usize)) };
    let sum: f64 = told.iter().enumerate().map(|(index, count)| middle(index) * *count as f64).sum();
    target.lengths = Some(LengthSummary {
        mean: (total > 0).then(|| significant(sum / total as f64, 2)),
        quantiles: if total > 0 { quantiles.collect() } else { Vec::new() },
        empty: Some(Count::Exact(told[0])),
    });
    total
}
