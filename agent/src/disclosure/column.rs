//! One column: rules *rows*, *personal data* and *schema* decide whether anything is said at all.

use conspectus_metadata::{Column, ColumnType, Count, Rule, TypeFamily, Withheld, WithheldFigure, zone};

use super::gaps::Gaps;
use super::names::{self, PublishedName};
use super::nulls::{self, NullSteps};
use super::scope::Scope;
use super::{lengths, number, personal, text};
use crate::summary::{ColumnSummary, NumberSummary, Values};

/// Name and type.
pub(super) fn bare(column: &ColumnSummary, name: &PublishedName) -> Column {
    let column_type = ColumnType { arrow: arrow_type(column), family: column.family };
    Column {
        withheld: name.gap(),
        fields: fields_of(column, &|field, name| bare(field, name)),
        ..Column::bare(name.text.clone(), column_type)
    }
}

/// Everything that may be said about a column.
pub(super) fn publish(column: &ColumnSummary, name: &PublishedName, scope: &Scope, steps: &NullSteps) -> Column {
    let scope = &steps.scope(column.nulls, *scope);
    let mut gaps = Gaps::default();
    let mut target = bare(column, name);
    if column.rows < scope.min_rows {
        gaps.withhold(WithheldFigure::All, Rule::Rows);
    } else if let Some(class) = personal::class_of(column) {
        target.personal = Some(class);
        target.fields = Vec::new();
        number::publish_nulls(column, scope, &mut target, &mut gaps);
        gaps.withhold(WithheldFigure::All, Rule::PersonalData);
    } else {
        publish_values(column, scope, steps, &mut target, &mut gaps);
    }
    target.withheld.extend(gaps.into_vec());
    target
}

/// What is left of a column that broke a rule or would betray a neighbour.
pub(super) fn withhold_all(column: &mut Column, rule: Rule) {
    let mut withheld: Vec<Withheld> =
        column.withheld.iter().filter(|gap| gap.figure == WithheldFigure::Name).cloned().collect();
    withheld.push(Withheld { figure: WithheldFigure::All, rule, coarsened: false });
    *column = Column {
        personal: column.personal,
        fields: std::mem::take(&mut column.fields),
        withheld,
        ..Column::bare(std::mem::take(&mut column.name), column.column_type.clone())
    };
    for field in &mut column.fields {
        withhold_all(field, rule);
    }
}

fn publish_values(column: &ColumnSummary, scope: &Scope, steps: &NullSteps, target: &mut Column, gaps: &mut Gaps) {
    match &column.values {
        Values::Uncounted => number::publish_nulls(column, scope, target, gaps),
        Values::Boolean { trues } => publish_boolean(column, *trues, scope, target, gaps),
        Values::Number(number) => number::publish(column, number, scope, target, gaps),
        Values::Text(text) => text::publish(column, text, scope, target, gaps),
        Values::Binary(bytes) => publish_lengths(column, bytes, scope, target, gaps),
        Values::List { lengths, item } => {
            publish_lengths(column, lengths, scope, target, gaps);
            let longest = lengths.distribution().range().map_or(1, |(_, longest)| longest.ceil() as u64);
            let scope = scope.of_items(longest);
            let steps = NullSteps::of(std::slice::from_ref(item), scope.min_cell);
            target.fields = vec![publish(item, &PublishedName::item(), &scope, &steps)];
        }
        Values::Struct(fields) => {
            number::publish_nulls(column, scope, target, gaps);
            let scope = Scope { revealed: false, ..*scope };
            let names = names::publish(fields);
            target.fields =
                fields.iter().zip(&names).map(|(field, name)| publish(field, name, &scope, steps)).collect();
        }
    }
}

fn publish_boolean(column: &ColumnSummary, trues: u64, scope: &Scope, target: &mut Column, gaps: &mut Gaps) {
    let values = column.rows.saturating_sub(column.nulls);
    let groups = [nulls::to_tell(column, scope), trues];
    let mut counts = super::cells::partition(&groups, values.saturating_sub(trues), scope);
    counts[0] = nulls::whole(counts[0], column, scope);
    target.semantic = Some(conspectus_metadata::Semantic::Categorical);
    target.nulls = Some(counts[0]);
    target.trues = Some(counts[1]);
    for (count, figure) in counts.iter().zip([WithheldFigure::Nulls, WithheldFigure::Counts]) {
        if matches!(count, Count::Range { .. }) {
            gaps.coarsen(figure, Rule::Cells);
        }
    }
}

/// Binary values and lists: how long they are.
fn publish_lengths(
    column: &ColumnSummary,
    lengths: &NumberSummary,
    scope: &Scope,
    target: &mut Column,
    gaps: &mut Gaps,
) {
    let values = column.rows.saturating_sub(column.nulls);
    if values < scope.min_cell {
        number::publish_nulls(column, scope, target, gaps);
        if values > 0 {
            gaps.withhold(WithheldFigure::All, Rule::Rows);
        }
        return;
    }
    let groups = [nulls::to_tell(column, scope), lengths.zeros];
    let mut counts = super::cells::partition(&groups, values.saturating_sub(lengths.zeros), scope);
    counts[0] = nulls::whole(counts[0], column, scope);
    if matches!(counts[0], Count::Range { .. }) {
        gaps.coarsen(WithheldFigure::Nulls, Rule::Cells);
    }
    target.nulls = Some(counts[0]);
    target.lengths = Some(lengths::publish(lengths, counts[1], scope, gaps));
}

fn fields_of(column: &ColumnSummary, make: &dyn Fn(&ColumnSummary, &PublishedName) -> Column) -> Vec<Column> {
    match &column.values {
        Values::List { item, .. } => vec![make(item, &PublishedName::item())],
        Values::Struct(fields) => {
            fields.iter().zip(&names::publish(fields)).map(|(field, name)| make(field, name)).collect()
        }
        _ => Vec::new(),
    }
}

/// The type in Arrow's words. Names of fields stand in `fields`, where each was judged; a zone that is none is cut.
fn arrow_type(column: &ColumnSummary) -> String {
    let written = &column.arrow_type;
    match column.family {
        TypeFamily::Struct => "struct".to_owned(),
        TypeFamily::List if written.contains("struct") && !written.starts_with("map<") => "list<struct>".to_owned(),
        _ => match zone::without_unknown_zones(written) {
            long if long.len() > 80 => long.split(['<', '(', '[']).next().unwrap_or_default().to_owned(),
            short => short,
        },
    }
}
