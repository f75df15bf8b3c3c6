//! Rule *names*: a column's name that itself looks like data is replaced by its position.

use std::collections::{BTreeMap, BTreeSet};

use conspectus_metadata::{PersonalClass, Rule, TypeFamily, Withheld, WithheldFigure, pattern};

use super::personal;
use crate::summary::{ColumnSummary, Values, names_a_person};

/// The names of so many columns must share a personal prefix to be taken for a list of persons.
const ONE_HOT: usize = 3;
/// So many names of persons among the columns are no accident; one may be a heading, such as `Grace Price`.
const PERSONS: usize = 2;

/// A name that may leave.
#[derive(Debug, Clone)]
pub(super) struct PublishedName {
    pub(super) text: String,
    replaced: bool,
}

impl PublishedName {
    /// The single field of a list.
    pub(super) fn item() -> Self {
        Self { text: "item".to_owned(), replaced: false }
    }

    pub(super) fn gap(&self) -> Vec<Withheld> {
        let gap = Withheld { figure: WithheldFigure::Name, rule: Rule::Names, coarsened: true };
        if self.replaced { vec![gap] } else { Vec::new() }
    }
}

/// The names of the columns of one table, or of the fields of one struct, judged together.
pub(super) fn publish(columns: &[ColumnSummary]) -> Vec<PublishedName> {
    let positional = is_positional(columns);
    let headerless = !positional && is_headerless(columns);
    let one_hot = one_hot_prefixes(columns);
    let values = shared_values(columns);
    let persons = columns.iter().filter(|column| is_person(&column.name)).count() >= PERSONS;
    columns
        .iter()
        .enumerate()
        .map(|(index, column)| {
            let name = column.name.as_str();
            let is_data = headerless
                || !positional && (pattern::looks_like_data(name) || pattern::looks_like_data(undoubled(name)))
                || prefix_of(column).is_some_and(|prefix| one_hot.contains(prefix))
                || persons && is_person(name)
                || values.contains(undoubled(name))
                || is_own_value(column);
            let text = if is_data { format!("column_{}", index + 1) } else { name.to_owned() };
            PublishedName { text, replaced: is_data }
        })
        .collect()
}

/// 0, 1, 2 …: the names that libraries give where there are none.
fn is_positional(columns: &[ColumnSummary]) -> bool {
    !columns.is_empty() && columns.iter().enumerate().all(|(index, column)| column.name == index.to_string())
}

/// Where at least half of the names read as values, the first row was taken for the header: all names are data then.
fn is_headerless(columns: &[ColumnSummary]) -> bool {
    let data = columns.iter().filter(|column| pattern::looks_like_data(undoubled(&column.name))).count();
    columns.len() >= 2 && data * 2 >= columns.len()
}

/// pandas appends `.1`, `.2` … to names that occur twice; polars `_duplicated_0` ….
fn undoubled(name: &str) -> &str {
    let is_number = |text: &str| !text.is_empty() && text.len() <= 3 && text.chars().all(|c| c.is_ascii_digit());
    if let Some((front, back)) = name.rsplit_once("_duplicated_") {
        return if is_number(back) { front } else { name };
    }
    match name.rsplit_once('.') {
        Some((front, back)) if is_number(back) && !front.chars().all(|c| c.is_ascii_digit()) => front,
        _ => name,
    }
}

/// A given and a family name, alone or after what a library put before it: a table pivoted on its persons.
fn is_person(name: &str) -> bool {
    let name = undoubled(name);
    names_a_person(name) || name.rsplit_once(['_', '=', ':']).is_some_and(|(_, value)| names_a_person(value))
}

/// Personal values among the names: `patient_Ann Lee`, `patient_Bo Ray` … of truth values or whole numbers.
fn one_hot_prefixes(columns: &[ColumnSummary]) -> BTreeSet<&str> {
    let mut groups: BTreeMap<&str, usize> = BTreeMap::new();
    for prefix in columns.iter().filter_map(prefix_of) {
        *groups.entry(prefix).or_default() += 1;
    }
    groups.into_iter().filter(|(_, count)| *count >= ONE_HOT).map(|(prefix, _)| prefix).collect()
}

fn prefix_of(column: &ColumnSummary) -> Option<&str> {
    let indicator = match &column.values {
        Values::Boolean { .. } => true,
        Values::Number(number) => number.integral && number.distinct() <= 2 && column.family != TypeFamily::Date,
        _ => false,
    };
    let (prefix, _) = column.name.rsplit_once(['_', '=', ':'])?;
    let owner = personal::class_of_name(prefix, TypeFamily::Text).filter(|class| {
        matches!(class, PersonalClass::Person | PersonalClass::Email | PersonalClass::Phone | PersonalClass::Address)
    });
    let subject = ["patient", "customer", "client", "employee", "user", "person", "member"].contains(&prefix);
    (indicator && (owner.is_some() || subject)).then_some(prefix)
}

/// Frequent values of text columns: a pivoted table carries them as names.
fn shared_values(columns: &[ColumnSummary]) -> BTreeSet<String> {
    let names: BTreeSet<&str> = columns.iter().map(|column| undoubled(&column.name)).collect();
    let mut found = BTreeSet::new();
    for column in columns {
        let Values::Text(text) = &column.values else { continue };
        let values = text.frequent();
        let matching: Vec<&String> =
            values.iter().map(|(value, _)| value).filter(|value| names.contains(value.as_str())).collect();
        // A long table of names of columns (a data dictionary, a melted frame) holds ordinary names.
        if matching.len() * 2 > values.len() && personal::class_of(column).is_some() {
            found.extend(matching.into_iter().cloned());
        }
    }
    found
}

/// The name is itself one of the column's values: a header that was a row.
fn is_own_value(column: &ColumnSummary) -> bool {
    let name = undoubled(&column.name);
    match &column.values {
        Values::Text(text) => text.frequent().iter().any(|(value, _)| value == name),
        _ => false,
    }
}
