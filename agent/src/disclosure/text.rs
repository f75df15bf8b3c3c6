//! Columns of text: rule *text*, lengths and never contents.

use conspectus_metadata::{Column, Count, Rule, Semantic, WithheldFigure};

use super::categories::Groups;
use super::cells::partition;
use super::gaps::Gaps;
use super::scope::Scope;
use super::{distinct, lengths, looks, nulls, number, semantic};
use crate::summary::{ColumnSummary, TextSummary};

/// Text of this mean length is prose, where it has many values.
const PROSE: f64 = 40.0;

/// Fills in what may be said about a column of text.
pub(super) fn publish(column: &ColumnSummary, text: &TextSummary, scope: &Scope, target: &mut Column, gaps: &mut Gaps) {
    let values = column.rows.saturating_sub(column.nulls);
    if values < scope.min_cell {
        number::publish_nulls(column, scope, target, gaps);
        if values > 0 {
            gaps.withhold(WithheldFigure::All, Rule::Rows);
        }
        return;
    }
    if distinct::nearly_all(text.distinct(), values) {
        number::publish_nulls(column, scope, target, gaps);
        target.semantic = Some(if is_prose(text) { Semantic::FreeText } else { Semantic::Identifier });
        target.distinct = Some(distinct::all_distinct());
        gaps.withhold(WithheldFigure::All, Rule::Identifiers);
        return;
    }
    target.distinct = Some(distinct::publish(text.distinct(), values, gaps));
    let groups = match text.distinct() {
        1 => Semantic::Constant,
        many if many > 256 && is_prose(text) => Semantic::FreeText,
        _ => Semantic::Categorical,
    };
    target.semantic = Some(semantic::of_place(&target.name, groups));
    target.looks = looks::publish(text, scope, gaps);
    let empty = publish_groups(column, text, values, scope, target, gaps);
    target.lengths = Some(lengths::publish(&text.lengths, empty, scope, gaps));
}

fn is_prose(text: &TextSummary) -> bool {
    text.lengths.mean().is_some_and(|mean| mean >= PROSE)
}

/// Nulls, empty values and categories are published together: they add up to the rows.
fn publish_groups(
    column: &ColumnSummary,
    text: &TextSummary,
    values: u64,
    scope: &Scope,
    target: &mut Column,
    gaps: &mut Gaps,
) -> Count {
    let Some(groups) = Groups::of(text, values, scope) else {
        gaps.withhold(WithheldFigure::Categories, Rule::Cells);
        let groups = [nulls::to_tell(column, scope), text.empty];
        let counts = partition(&groups, values.saturating_sub(text.empty), scope);
        note_coarse(&counts, gaps);
        target.nulls = Some(nulls::whole(counts[0], column, scope));
        return counts[1];
    };
    let missing = nulls::to_tell(column, scope);
    let told = partition(&[missing], values, scope)[0];
    note_coarse(&[told], gaps);
    target.nulls = Some(nulls::whole(told, column, scope));
    if groups.refused_labels || !scope.revealed {
        gaps.withhold(WithheldFigure::Labels, Rule::Labels);
    }
    let hidden = scope.is_small(missing);
    if hidden {
        gaps.coarsen(WithheldFigure::Categories, Rule::Cells);
    }
    let rows = if hidden { missing } else { 0 };
    let (categories, empty) = groups.publish(rows, u64::from(hidden), scope);
    if categories.other > 0 {
        gaps.coarsen(WithheldFigure::Categories, Rule::Cells);
    }
    if matches!(empty, Count::Range { .. }) {
        gaps.coarsen(WithheldFigure::Lengths, Rule::Cells);
    }
    target.categories = Some(categories);
    empty
}

fn note_coarse(counts: &[Count], gaps: &mut Gaps) {
    if counts.iter().any(|count| matches!(count, Count::Range { .. })) {
        gaps.coarsen(WithheldFigure::Nulls, Rule::Cells);
    }
}
