use super::{Findings, Place, Terms};
use crate::{Column, Count, Rule};

/// Rule *cells*: every count, and every difference that the published counts allow.
pub(super) fn check(column: &Column, rows: Option<u64>, terms: &Terms, at: &Place, found: &mut Findings) {
    let empty = column.lengths.as_ref().and_then(|lengths| lengths.empty);
    let counts = [
        ("nulls", column.nulls),
        ("nan", column.nan),
        ("infinite", column.infinite),
        ("zeros", column.zeros),
        ("negatives", column.negatives),
        ("trues", column.trues),
        ("lengths.empty", empty),
    ];
    for (name, count) in counts {
        if let Some(count) = count {
            check_count(count, rows, terms, &at.within(name), found);
        }
    }
    if let Some(rows) = rows {
        check_sums(column, rows, terms, at, found);
    }
    check_signs(column, terms, at, found);
    check_categories(column, terms, at, found);
}

fn check_count(count: Count, rows: Option<u64>, terms: &Terms, at: &Place, found: &mut Findings) {
    match count {
        Count::Exact(exact) => {
            found.add_if(terms.is_small(exact), at, Rule::Cells, "the count stands for too few rows");
            let rest = rows.map_or(0, |rows| rows.saturating_sub(exact));
            found.add_if(terms.is_small(rest), at, Rule::Cells, "the count leaves too few rows");
            found.add_if(rows.is_some_and(|rows| exact > rows), at, Rule::Cells, "there are not so many rows");
        }
        Count::Range { at_least, at_most } => {
            let narrow = at_most.saturating_sub(at_least) + 2 < terms.min_cell;
            found.add_if(narrow, at, Rule::Cells, "the range is narrower than a hidden count");
        }
    }
}

/// Rows that are in none of the groups which add up to all of them.
fn check_sums(column: &Column, rows: u64, terms: &Terms, at: &Place, found: &mut Findings) {
    let specials = [column.nulls, column.nan, column.infinite].into_iter().flatten().map(exact).sum::<u64>();
    let rest = rows.saturating_sub(specials);
    let parts = [
        ("histogram", column.histogram.as_ref().map(|histogram| histogram.counts.iter().sum())),
        (
            "categories",
            column.categories.as_ref().map(|all| all.other + all.items.iter().map(|item| item.rows).sum::<u64>()),
        ),
        ("trues", column.trues.map(exact)),
        ("nulls", column.nulls.map(|_| 0)),
    ];
    for (name, part) in parts {
        let Some(part) = part else { continue };
        let at = at.within(name);
        found.add_if(part > rest, &at, Rule::Cells, "the counts add up to more than the rows");
        let left = rest.saturating_sub(part);
        found.add_if(terms.is_small(left), &at, Rule::Cells, "the counts leave too few rows");
    }
}

fn exact(count: Count) -> u64 {
    match count {
        Count::Exact(exact) => exact,
        Count::Range { .. } => 0,
    }
}

/// Zeros and negatives against the histogram's counts on both sides of zero.
fn check_signs(column: &Column, terms: &Terms, at: &Place, found: &mut Findings) {
    let Some(histogram) = &column.histogram else { return };
    let bin = histogram.edges.iter().filter(|edge| **edge <= 0.0).count();
    let Some(size) = histogram.counts.get(bin) else { return };
    let below: u64 = histogram.counts[..bin].iter().sum();
    let told = |count: Option<Count>| match count {
        Some(Count::Exact(exact)) => Some(exact),
        _ => None,
    };
    let (zeros, negatives) = (told(column.zeros), told(column.negatives));
    if let Some(negatives) = negatives {
        let difference = negatives.abs_diff(below);
        found.add_if(
            terms.is_small(difference),
            &at.within("negatives"),
            Rule::Cells,
            "beside the histogram it tells of too few rows",
        );
        let rest = (below + size).abs_diff(negatives + zeros.unwrap_or(0));
        found.add_if(
            terms.is_small(rest),
            &at.within("negatives"),
            Rule::Cells,
            "beside the histogram it tells of too few rows",
        );
    }
    if let Some(zeros) = zeros {
        let rest = size.abs_diff(zeros);
        found.add_if(
            terms.is_small(rest),
            &at.within("zeros"),
            Rule::Cells,
            "beside the histogram it tells of too few rows",
        );
    }
}

fn check_categories(column: &Column, terms: &Terms, at: &Place, found: &mut Findings) {
    let Some(categories) = &column.categories else { return };
    let at = at.within("categories");
    let small = categories.items.iter().any(|item| item.rows < terms.min_cell) || terms.is_small(categories.other);
    found.add_if(small, &at, Rule::Cells, "a category stands for too few rows");
    if let Some(Count::Exact(empty)) = column.lengths.as_ref().and_then(|lengths| lengths.empty)
        && !categories.items.iter().any(|item| item.rows == empty)
    {
        let rest = categories.other.saturating_sub(empty);
        found.add_if(terms.is_small(rest), &at, Rule::Cells, "beside the empty values it tells of too few rows");
    }
}

/// Rule *labels*, in every mode.
pub(super) fn check_labels(column: &Column, terms: &Terms, at: &Place, found: &mut Findings) {
    let Some(categories) = &column.categories else { return };
    let at = at.within("categories");
    let labelled = |item: &crate::Category| item.label.is_some();
    let unasked = !categories.revealed && categories.items.iter().any(labelled);
    found.add_if(unasked, &at, Rule::Labels, "labels of a column that was not revealed");
    found.add_if(categories.items.len() > 100, &at, Rule::Labels, "more than 100 categories");
    let few = categories.items.iter().any(|item| labelled(item) && item.rows < terms.min_cell);
    found.add_if(few, &at, Rule::Labels, "a label that too few rows hold");
    let refused = categories.items.iter().filter_map(|item| item.label.as_deref()).any(|label| {
        label.chars().count() > 64
            || crate::pattern::holds_invisible(label)
            || crate::pattern::holds_personal(label)
            || crate::pattern::looks_secret(label)
    });
    found.add_if(refused, &at, Rule::Labels, "a label is too long or looks personal");
}
