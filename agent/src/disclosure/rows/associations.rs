//! Rules *dominance* and *precision* for how columns go together.

use conspectus_metadata::{AssociationMatrix, Associations, Column, Count, Rule, Semantic, TypeFamily, WithheldFigure};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::super::gaps::Gaps;
use super::super::scope::Scope;
use crate::summary::{Association, FrameSummary, RowSample};

/// Two rows that move a figure further than this make it theirs.
const MOST_MOVED: f64 = 0.1;
/// The steps figures are rounded to: the finest one that a single row does not change.
const STEPS: [f64; 3] = [0.01, 0.05, 0.1];
/// Columns with more different values than this are not groups.
const MANY_VALUES: u64 = 100;

/// `None` where no pair of columns has a figure.
pub(super) fn publish(
    summary: &FrameSummary,
    columns: &[Column],
    scope: &Scope,
    gaps: &mut Gaps,
) -> Option<Associations> {
    let sample = &summary.row_statistics.sample;
    let rows = sample.copies();
    if rows < scope.min_rows {
        return None;
    }
    let sampled = |wanted: fn(&Column) -> bool| {
        let open = columns.iter().enumerate().filter(move |(_, column)| super::is_open(column) && wanted(column));
        open.filter_map(|(at, _)| Some((at as u32, sample.place(at)?))).collect::<Vec<_>>().into_par_iter()
    };
    let numbers = sampled(is_number).filter_map(|(at, place)| {
        let varied = rests_on_many(sample, place, scope);
        Some((at, sample.standardised(place).filter(|_| varied)?))
    });
    let pearson = matrix(&numbers.collect::<Vec<_>>(), scope, gaps, |x, y| sample.correlation(x, y));
    let groups = sampled(is_group).filter_map(|(at, place)| Some((at, sample.groups(place, scope.min_cell)?)));
    let cramers_v = matrix(&groups.collect::<Vec<_>>(), scope, gaps, |a, b| sample.cramers_v(a, b, scope.min_cell));
    if pearson.is_none() && cramers_v.is_none() {
        return None;
    }
    gaps.coarsen(WithheldFigure::Associations, Rule::Precision);
    Some(Associations { rows, pearson, cramers_v })
}

/// Numbers whose mean is published, dates and times, and truth values.
fn is_number(column: &Column) -> bool {
    match column.column_type.family {
        TypeFamily::Boolean => matches!(column.trues, Some(Count::Exact(_))),
        TypeFamily::Text => false,
        _ => column.moments.is_some(),
    }
}

fn is_group(column: &Column) -> bool {
    match column.column_type.family {
        TypeFamily::Boolean => matches!(column.trues, Some(Count::Exact(_))),
        TypeFamily::Text => {
            let few = column.distinct.and_then(|distinct| distinct.estimate).is_some_and(|count| count <= MANY_VALUES);
            few && column.categories.is_some() && column.semantic != Some(Semantic::FreeText)
        }
        _ => false,
    }
}

/// Enough of the sample's rows have another value than the most frequent one.
///
/// Only a value of more than half of the rows leaves so few others, and that one is left over when rows of different
/// values cancel each other out (Boyer and Moore, 1981).
fn rests_on_many(sample: &RowSample, place: usize, scope: &Scope) -> bool {
    let (mut candidate, mut left) = (None, 0);
    for (number, copies) in sample.numbers(place) {
        let word = number.to_bits();
        if candidate == Some(word) {
            left += copies;
        } else if copies > left {
            (candidate, left) = (Some(word), copies - left);
        } else {
            left -= copies;
        }
    }
    let (mut rows, mut others) = (0, 0);
    for (number, copies) in sample.numbers(place) {
        rows += copies;
        others += if candidate == Some(number.to_bits()) { 0 } else { copies };
    }
    rows > 0 && others >= scope.min_cell
}

/// Figures of all pairs of columns; `None` where there are none.
fn matrix<T: Sync>(
    columns: &[(u32, T)],
    scope: &Scope,
    gaps: &mut Gaps,
    associate: impl Fn(&T, &T) -> Option<Association> + Sync,
) -> Option<AssociationMatrix> {
    let pairs: Vec<(&T, &T)> = columns
        .iter()
        .enumerate()
        .flat_map(|(at, (_, first))| columns[at + 1..].iter().map(move |(_, second)| (first, second)))
        .collect();
    let found: Vec<Option<Association>> = pairs.into_par_iter().map(|(a, b)| associate(a, b)).collect();
    let mut rule_of = |association: Association| {
        if association.rows < scope.min_rows {
            gaps.withhold(WithheldFigure::Associations, Rule::Rows);
            return None;
        }
        if association.without[1] > MOST_MOVED {
            gaps.withhold(WithheldFigure::Associations, Rule::Dominance);
            return None;
        }
        Some(rounded(association))
    };
    let values: Vec<Option<f64>> = found.into_iter().map(|association| association.and_then(&mut rule_of)).collect();
    let columns = columns.iter().map(|(column, _)| *column).collect();
    values.iter().any(Option::is_some).then_some(AssociationMatrix { columns, values })
}

/// To the finest step that one row does not change.
fn rounded(association: Association) -> f64 {
    let [.., coarsest] = STEPS;
    let step = STEPS.into_iter().find(|step| association.without[0] <= *step).unwrap_or(coarsest);
    let hundredths = (association.value / step).round() * step * 100.0;
    // No negative zero.
    hundredths.round() / 100.0 + 0.0
}
