//! Rule *exact*: figures as they are, where the workspace's administrator allows them. What is not a figure stays as
//! restricted as ever: personal columns, identifiers, contents of text, labels that nobody asked for, names that are data.

use conspectus_metadata::grid::Grid;
use conspectus_metadata::{
    Category, CategorySummary, Column, Count, Distinct, Histogram, LengthSummary, Moments, Policy, Profile, Quantile,
    Rule, Semantic, TypeFamily, WithheldFigure,
};

use super::categories::{MAX_LABELLED, MAX_UNLABELLED, may_be_shown};
use super::gaps::Gaps;
use super::names::{self, PublishedName};
use super::{DisclosureRequest, column, distinct, frame, personal};
use crate::summary::{ColumnSummary, Distribution, FrameSummary, NumberSummary, TextSummary, Values};

const QUANTILES: [f64; 11] = [0.0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1.0];

/// Everything about the table, exactly.
pub(super) fn publish(summary: &FrameSummary, policy: &Policy, request: &DisclosureRequest) -> Profile {
    let names = names::publish(&summary.columns);
    let columns = summary.columns.iter().zip(&names).map(|(column, name)| {
        let revealed = request.reveal.contains(&column.name);
        publish_column(column, name, &Asked { revealed, min_cell: policy.min_cell })
    });
    Profile {
        rows: summary.rows,
        columns: columns.collect(),
        fingerprint: Some(frame::fingerprint(summary, request)),
        reason: request.reason.clone(),
        ..Profile::empty(policy.clone())
    }
}

#[derive(Clone, Copy)]
struct Asked {
    revealed: bool,
    /// No label stands for fewer rows.
    min_cell: u64,
}

fn publish_column(column: &ColumnSummary, name: &PublishedName, asked: &Asked) -> Column {
    let mut target = column::bare(column, name);
    let mut gaps = Gaps::default();
    target.nulls = Some(Count::Exact(column.nulls));
    if let Some(class) = personal::class_of(column) {
        target.personal = Some(class);
        target.fields = Vec::new();
        gaps.withhold(WithheldFigure::All, Rule::PersonalData);
    } else {
        publish_values(column, asked, &mut target, &mut gaps);
    }
    target.withheld.extend(gaps.into_vec());
    target
}

fn publish_values(column: &ColumnSummary, asked: &Asked, target: &mut Column, gaps: &mut Gaps) {
    let values = column.rows.saturating_sub(column.nulls);
    match &column.values {
        Values::Uncounted => {}
        Values::Boolean { trues } => {
            target.trues = Some(Count::Exact(*trues));
            target.semantic = Some(Semantic::Categorical);
        }
        Values::Number(number) => publish_number(column, number, target, gaps),
        Values::Text(text) => publish_text(text, values, asked, target, gaps),
        Values::Binary(bytes) => target.lengths = Some(lengths(bytes, bytes.zeros)),
        Values::List { lengths: items, item } => {
            target.lengths = Some(lengths(items, items.zeros));
            let asked = Asked { revealed: false, ..*asked };
            target.fields = vec![publish_column(item, &PublishedName::item(), &asked)];
        }
        Values::Struct(fields) => {
            let asked = Asked { revealed: false, ..*asked };
            let names = names::publish(fields);
            target.fields =
                fields.iter().zip(&names).map(|(field, name)| publish_column(field, name, &asked)).collect();
        }
    }
}

fn publish_number(column: &ColumnSummary, number: &NumberSummary, target: &mut Column, gaps: &mut Gaps) {
    let family = column.family;
    let temporal = super::number::is_temporal(family);
    if number.integral && !temporal && distinct::nearly_all(number.distinct(), number.count()) {
        target.semantic = Some(Semantic::Identifier);
        target.distinct = Some(distinct::all_distinct());
        gaps.withhold(WithheldFigure::All, Rule::Identifiers);
        return;
    }
    if family == TypeFamily::Float {
        target.nan = Some(Count::Exact(number.nan));
        target.infinite = Some(Count::Exact(number.pos_inf + number.neg_inf));
    }
    if !temporal {
        target.zeros = Some(Count::Exact(number.zeros));
        target.negatives = Some(Count::Exact(number.negatives));
    }
    target.semantic = Some(super::number::semantic_of(column, number));
    target.distinct = Some(count_of(number.distinct(), number.distinct_is_exact(), gaps));
    target.moments = number.mean().map(|mean| {
        let standard_deviation = number.variance().map(f64::sqrt).filter(|deviation| deviation.is_finite());
        Moments { standard_deviation, ..Moments::of_mean(mean) }
    });
    target.quantiles = quantiles(number.distribution());
    target.histogram = histogram(family, number.integral, number.distribution());
}

fn publish_text(text: &TextSummary, values: u64, asked: &Asked, target: &mut Column, gaps: &mut Gaps) {
    target.lengths = Some(lengths(&text.lengths, text.empty));
    if distinct::nearly_all(text.distinct(), values) {
        target.lengths = None;
        target.semantic = Some(Semantic::Identifier);
        target.distinct = Some(distinct::all_distinct());
        gaps.withhold(WithheldFigure::All, Rule::Identifiers);
        return;
    }
    target.distinct = Some(count_of(text.distinct(), text.distinct_is_exact(), gaps));
    target.semantic = Some(Semantic::Categorical);
    // Without every value counted by itself, sizes are lower bounds.
    if !text.distinct_is_exact() {
        gaps.withhold(WithheldFigure::Categories, Rule::Distinct);
        return;
    }
    let most = if asked.revealed { MAX_LABELLED } else { MAX_UNLABELLED };
    let mut shown = 0;
    let items = text.frequent().into_iter().take(most).map(|(label, rows)| {
        shown += rows;
        let told = asked.revealed && rows >= asked.min_cell && may_be_shown(&label);
        Category { label: told.then_some(label), rows }
    });
    let items: Vec<Category> = items.collect();
    if !asked.revealed || items.iter().any(|item| item.label.is_none()) {
        gaps.withhold(WithheldFigure::Labels, Rule::Labels);
    }
    target.categories = Some(CategorySummary { revealed: asked.revealed, items, other: values.saturating_sub(shown) });
}

/// Estimates stay estimates.
fn count_of(distinct: u64, exact: bool, gaps: &mut Gaps) -> Distinct {
    if !exact {
        gaps.coarsen(WithheldFigure::Distinct, Rule::Distinct);
    }
    Distinct { estimate: Some(distinct), all_distinct: false }
}

fn lengths(lengths: &NumberSummary, empty: u64) -> LengthSummary {
    let quantiles = quantiles(lengths.distribution());
    LengthSummary { mean: lengths.mean(), quantiles, empty: Some(Count::Exact(empty)) }
}

/// The ends are the smallest and the largest value.
fn quantiles(values: &Distribution) -> Vec<Quantile> {
    let Some((low, high)) = values.range() else { return Vec::new() };
    let value = |q: f64| {
        if q <= 0.0 {
            low
        } else if q >= 1.0 {
            high
        } else {
            values.quantile(q).clamp(low, high)
        }
    };
    let mut published: Vec<Quantile> = Vec::new();
    for q in QUANTILES {
        let previous = published.last().map_or(low, |last| last.value);
        published.push(Quantile { q, value: value(q).max(previous) });
    }
    published
}

/// On the same fixed grid as ever, so that versions of all modes can be laid over each other.
fn histogram(family: TypeFamily, integral: bool, values: &Distribution) -> Option<Histogram> {
    let (low, high) = values.range()?;
    let family = match Grid::for_edges(family, low, high) {
        Grid::Decimal(_) if integral => TypeFamily::Integer,
        _ => family,
    };
    let edges = Grid::for_edges(family, low, high).edges(low, high);
    let mut counts = Vec::with_capacity(edges.len() + 1);
    let mut below = 0;
    for edge in &edges {
        let rank = values.rank(*edge).clamp(below, values.count());
        counts.push(rank - below);
        below = rank;
    }
    counts.push(values.count() - below);
    (!edges.is_empty()).then_some(Histogram { edges, counts })
}
