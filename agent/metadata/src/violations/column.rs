use super::{Findings, Place, Terms, counts, shape};
use crate::{Column, Rule, TypeFamily, pattern, zone};

/// Longer types are made of names or values.
const MAX_TYPE: usize = 200;

/// `rows` is unknown for the items of a list.
pub(super) fn check(column: &Column, rows: Option<u64>, terms: &Terms, at: &Place, found: &mut Findings) {
    let position = column.name.chars().all(|c| c.is_ascii_digit()) && column.name.len() < 6;
    let name = at.within("name");
    found.add_if(!position && pattern::looks_like_data(&column.name), &name, Rule::Names, "the name looks like data");
    let is_type = column.column_type.arrow.chars().count() <= MAX_TYPE;
    found.add_if(!is_type, &at.within("type"), Rule::Names, "the type is too long for a type");
    let zoned = zone::without_unknown_zones(&column.column_type.arrow) == column.column_type.arrow;
    found.add_if(!zoned, &at.within("type"), Rule::Names, "the type names a time zone that does not exist");
    if let Some(rule) = terms.no_figures {
        found.add_if(has_figures(column) || column.nulls.is_some(), at, rule, "no figure may be published");
    }
    if column.personal.is_some() {
        let told = has_figures(column) || !column.fields.is_empty();
        found.add_if(told, at, Rule::PersonalData, "only type, rows and nulls of personal data may be published");
    }
    if is_identifier(column) {
        let told = has_shape(column) || column.zeros.is_some() || column.negatives.is_some();
        found.add_if(told, at, Rule::Identifiers, "only the count of an identifier may be published");
    }
    counts::check_labels(column, terms, at, found);
    if terms.are_standard() {
        counts::check(column, rows, terms, at, found);
        shape::check(column, rows, terms, at, found);
    } else {
        shape::check_outline(column, at, found);
    }
    let field_rows = if column.column_type.family == TypeFamily::List { None } else { rows };
    for (index, field) in column.fields.iter().enumerate() {
        check(field, field_rows, terms, &at.within(&format!("fields[{index}]")), found);
    }
}

fn has_figures(column: &Column) -> bool {
    has_shape(column)
        || column.distinct.is_some()
        || [column.nan, column.infinite, column.zeros, column.negatives, column.trues].iter().any(Option::is_some)
}

fn has_shape(column: &Column) -> bool {
    column.moments.is_some()
        || !column.quantiles.is_empty()
        || column.histogram.is_some()
        || column.categories.is_some()
        || column.lengths.is_some()
        || column.looks.is_some()
        || column.granularity.is_some()
}

/// Whole numbers or text nearly all of whose values differ.
pub(super) fn is_identifier(column: &Column) -> bool {
    let family = column.column_type.family;
    column.distinct.is_some_and(|distinct| distinct.all_distinct)
        && matches!(family, TypeFamily::Integer | TypeFamily::Text)
}
