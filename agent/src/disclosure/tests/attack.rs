//! A reader who adds and subtracts everything that was published about a column.

use conspectus_metadata::{Column, Count, Profile, TypeFamily};

/// Each number of rows that the attacker works out and that is small, with the way there.
pub(super) fn small_cells(profile: &Profile) -> Vec<String> {
    let mut found = Vec::new();
    for column in &profile.columns {
        attack(column, Some(profile.rows), &mut found);
    }
    found
}

fn attack(column: &Column, rows: Option<u64>, found: &mut Vec<String>) {
    let name = &column.name;
    let mut report = |what: &str, difference: i128| {
        if (1..=10).contains(&difference.abs()) {
            found.push(format!(
                "{name}: {what} = {difference} in {}",
                serde_json::to_string(column).unwrap_or_default()
            ));
        }
    };
    let line = cumulative(column);
    for (index, (from, low)) in line.iter().enumerate() {
        for (to, high) in &line[index + 1..] {
            report(&format!("rows from {from} to {to}"), high - low);
        }
    }
    if let (Some(zeros), Some((below, size))) = (exact(column.zeros), around_zero(column)) {
        report("the bin of zero without zeros", size - zeros);
        if let Some(negatives) = exact(column.negatives) {
            report("above zero", below + size - negatives - zeros);
        }
    }
    let empty = column.lengths.as_ref().and_then(|lengths| exact(lengths.empty));
    let categories = column.categories.as_ref();
    for item in categories.iter().flat_map(|all| &all.items) {
        report("a category", i128::from(item.rows));
    }
    if let Some(all) = categories {
        report("other", i128::from(all.other));
        if let Some(empty) = empty.filter(|empty| all.items.iter().all(|item| i128::from(item.rows) != *empty)) {
            report("other without the empty ones", i128::from(all.other) - empty);
        }
    }
    for count in [column.nulls, column.nan, column.infinite, column.zeros, column.negatives, column.trues] {
        report("a count", exact(count).unwrap_or(0));
    }
    report("empty", empty.unwrap_or(0));
    if let Some(rows) = rows {
        let specials: i128 = [column.nulls, column.nan, column.infinite].into_iter().filter_map(exact).sum();
        let rest = i128::from(rows) - specials;
        let of_categories = categories
            .map(|all| i128::from(all.other) + all.items.iter().map(|item| i128::from(item.rows)).sum::<i128>());
        let finite = line.last().map(|(_, sum)| *sum).filter(|_| column.histogram.is_some());
        for part in
            [Some(0), finite, of_categories, exact(column.trues), exact(column.zeros), exact(column.negatives), empty]
        {
            if column.nulls.is_some() {
                report("rows that nobody counted", rest - part.unwrap_or(0));
            }
        }
    }
    let field_rows = rows.filter(|_| column.column_type.family != TypeFamily::List);
    for field in &column.fields {
        attack(field, field_rows, found);
    }
}

/// How many rows lie below each point that something was published about.
fn cumulative(column: &Column) -> Vec<(String, i128)> {
    let Some(histogram) = &column.histogram else { return Vec::new() };
    let mut line = vec![("the start".to_owned(), 0)];
    let mut below = 0_i128;
    let (negatives, zeros) = (exact(column.negatives), exact(column.zeros));
    let mut signs = negatives.map(|negatives| {
        let at_zero = zeros.map(|zeros| ("past zero".to_owned(), negatives + zeros));
        [Some(("zero".to_owned(), negatives)), at_zero]
    });
    for (index, count) in histogram.counts.iter().enumerate() {
        below += i128::from(*count);
        let edge = histogram.edges.get(index);
        if edge.is_none_or(|edge| *edge > 0.0) {
            line.extend(signs.take().into_iter().flatten().flatten());
        }
        line.push((edge.map_or_else(|| "the end".to_owned(), f64::to_string), below));
    }
    line
}

fn around_zero(column: &Column) -> Option<(i128, i128)> {
    let histogram = column.histogram.as_ref()?;
    let bin = histogram.edges.iter().filter(|edge| **edge <= 0.0).count();
    let below: u64 = histogram.counts[..bin].iter().sum();
    Some((i128::from(below), i128::from(histogram.counts[bin])))
}

fn exact(count: Option<Count>) -> Option<i128> {
    match count? {
        Count::Exact(exact) => Some(i128::from(exact)),
        Count::Range { .. } => None,
    }
}

#[test]
fn the_attacker_finds_a_cell_that_is_there() {
    let values = (0..1_000).map(|index| (index >= 3).then_some(f64::from(index)));
    let mut profile = super::profile(vec![("x".to_owned(), super::floats(values))]);
    assert_eq!(small_cells(&profile), Vec::<String>::new());
    profile.columns[0].nulls = Some(Count::Exact(3));
    assert!(!small_cells(&profile).is_empty());
}
