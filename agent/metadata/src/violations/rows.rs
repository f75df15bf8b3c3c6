//! Rules *cells*, *precision* and *personal data* for what is said of rows as wholes.

use super::{Findings, Place, Terms};
use crate::grid::significant;
use crate::{AssociationMatrix, Column, Count, MissingPattern, MissingPatterns, Mode, Profile, Rule, Semantic};

/// The most patterns of missing values.
const MAX_PATTERNS: usize = 20;

pub(super) fn check(profile: &Profile, terms: &Terms, found: &mut Findings) {
    let told = profile.duplicate_rows.is_some() || profile.missing.is_some() || profile.associations.is_some();
    let at = Place { field: "body.profile".to_owned(), column: String::new() };
    let rule = terms.no_figures.or((terms.mode == Mode::Dp).then_some(Rule::Noise));
    if let Some(rule) = rule.filter(|_| told) {
        found.add_to_table(&at, rule, "no figure about rows may be published");
        return;
    }
    if let Some(count) = profile.duplicate_rows {
        check_duplicates(count, profile.rows, terms, &at.within("duplicate_rows"), found);
    }
    if let Some(missing) = &profile.missing {
        check_missing(missing, profile, terms, &at.within("missing"), found);
    }
    if let Some(associations) = &profile.associations {
        let at = at.within("associations");
        let few = terms.are_standard() && associations.rows < terms.min_rows || associations.rows > profile.rows;
        found.add_to_table_if(few, &at, Rule::Rows, "they rest on too few rows, or on more than there are");
        let matrices = [("pearson", &associations.pearson, -1.0), ("cramers_v", &associations.cramers_v, 0.0)];
        for (name, matrix, least) in matrices {
            if let Some(matrix) = matrix {
                check_matrix(matrix, least, &profile.columns, &at.within(name), found);
            }
        }
    }
}

fn check_duplicates(count: Count, rows: u64, terms: &Terms, at: &Place, found: &mut Findings) {
    let wrong = match count {
        Count::Exact(exact) => exact > 0 && exact >= rows,
        Count::Range { at_least, at_most } => at_least > at_most || at_least > rows,
    };
    found.add_to_table_if(wrong, at, Rule::Cells, "there are not so many rows");
    if !terms.are_standard() {
        return;
    }
    let few = match count {
        Count::Exact(exact) => terms.is_small(exact),
        Count::Range { at_least, at_most } => at_most.saturating_sub(at_least) + 2 < terms.min_cell,
    };
    found.add_to_table_if(few, at, Rule::Cells, "the count stands for too few rows");
    let exact = matches!(count, Count::Exact(exact) if !has_digits(exact as f64, 2));
    found.add_to_table_if(exact, at, Rule::Distinct, "more than two significant digits");
}

/// Patterns do not overlap, have enough rows each, and tell of no few rows beside the columns' own missing values.
fn check_missing(missing: &MissingPatterns, profile: &Profile, terms: &Terms, at: &Place, found: &mut Findings) {
    let MissingPatterns { columns, patterns } = missing;
    let known = |column: &u32| columns.binary_search(column).is_ok();
    let shaped = |pattern: &MissingPattern| {
        let MissingPattern { columns, mixed, .. } = pattern;
        ascend(columns) && ascend(mixed) && columns.iter().chain(mixed).all(known) && disjoint(columns, mixed)
    };
    let sum = patterns.iter().fold(0, |sum: u64, pattern| sum.saturating_add(pattern.rows));
    let whole = ascend(columns) && patterns.iter().all(shaped) && sum == profile.rows && patterns.len() <= MAX_PATTERNS;
    let apart = patterns.iter().enumerate().all(|(at, a)| patterns[at + 1..].iter().all(|b| are_apart(a, b)));
    found.add_to_table_if(!whole || !apart, at, Rule::Cells, "the patterns are not the rows, each in one of them");
    let few = terms.are_standard() && patterns.iter().any(|pattern| pattern.rows < terms.min_cell);
    found.add_to_table_if(few, at, Rule::Cells, "a pattern stands for too few rows");
    for column in columns {
        match profile.columns.get(*column as usize) {
            Some(described) if is_open(described) => {
                let at = Place { column: described.name.clone(), ..at.clone() };
                check_column(*column, described, patterns, terms, &at, found);
            }
            _ => found.add_to_table(at, Rule::PersonalData, "a column that no more may be said about takes part"),
        }
    }
}

/// What is left of a column's missing values when the patterns that tell of it are taken away.
fn check_column(
    column: u32,
    described: &Column,
    patterns: &[MissingPattern],
    terms: &Terms,
    at: &Place,
    found: &mut Findings,
) {
    let Some(Count::Exact(nulls)) = described.nulls else {
        found.add(at, Rule::Cells, "its missing values are not told exactly");
        return;
    };
    let sum =
        |of: &dyn Fn(&&MissingPattern) -> bool| patterns.iter().filter(of).map(|pattern| pattern.rows).sum::<u64>();
    let told = sum(&|pattern| pattern.columns.contains(&column));
    let open = sum(&|pattern| pattern.mixed.contains(&column));
    let parts = patterns.iter().filter(|pattern| pattern.mixed.contains(&column)).count() as u64;
    let left = nulls.checked_sub(told).filter(|left| *left <= open);
    let Some(left) = left else {
        found.add(at, Rule::Cells, "the patterns contradict its missing values");
        return;
    };
    let few = parts > 0 && left.min(open - left) < terms.min_cell + parts;
    found.add_if(few && terms.are_standard(), at, Rule::Cells, "beside its missing values a pattern tells of few rows");
}

fn check_matrix(matrix: &AssociationMatrix, least: f64, columns: &[Column], at: &Place, found: &mut Findings) {
    let AssociationMatrix { columns: taking_part, values } = matrix;
    let shaped = ascend(taking_part) && values.len() == AssociationMatrix::pairs(taking_part.len());
    let valid = values.iter().flatten().all(|value| (least..=1.0).contains(value) && is_hundredths(*value));
    found.add_to_table_if(!shaped || !valid, at, Rule::Precision, "one figure a pair, to two decimals");
    let open = |column: &u32| columns.get(*column as usize).is_some_and(is_open);
    let message = "personal data, identifiers and what is withheld take no part";
    found.add_to_table_if(!taking_part.iter().all(open), at, Rule::PersonalData, message);
}

/// Whether more than type, rows and missing values may be said about a column.
fn is_open(column: &Column) -> bool {
    column.personal.is_none()
        && column.semantic != Some(Semantic::Identifier)
        && !super::column::is_identifier(column)
        && (column.nulls.is_some() || column.distinct.is_some())
}

fn ascend(columns: &[u32]) -> bool {
    columns.is_sorted_by(|a, b| a < b)
}

fn disjoint(a: &[u32], b: &[u32]) -> bool {
    a.iter().all(|column| b.binary_search(column).is_err())
}

/// Whether some column is missing throughout the one and nowhere in the other.
fn are_apart(a: &MissingPattern, b: &MissingPattern) -> bool {
    let only = |one: &MissingPattern, other: &MissingPattern| {
        let there = |column: &u32| other.columns.binary_search(column).or(other.mixed.binary_search(column)).is_ok();
        !one.columns.iter().all(there)
    };
    only(a, b) || only(b, a)
}

pub(super) fn is_hundredths(value: f64) -> bool {
    ((value * 100.0).round() / 100.0 - value).abs() < 1e-12
}

fn has_digits(x: f64, digits: usize) -> bool {
    (x - significant(x, digits)).abs() < f64::EPSILON
}
