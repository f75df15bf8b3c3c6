use conspectus_metadata::{CategorySummary, Column, Count, Histogram};

pub(super) fn is_same_column(a: &Column, b: &Column) -> bool {
    a.name == b.name && a.column_type == b.column_type
}

/// No count that both published changed by `min_cell` rows or more.
pub(super) fn is_near(before: &Column, now: &Column, min_cell: u64) -> bool {
    let counts = [
        (before.nulls, now.nulls),
        (before.nan, now.nan),
        (before.infinite, now.infinite),
        (before.zeros, now.zeros),
        (before.negatives, now.negatives),
        (before.trues, now.trues),
    ];
    counts.into_iter().all(|(a, b)| change(a, b) < min_cell)
        && histograms_are_near(before.histogram.as_ref(), now.histogram.as_ref(), min_cell)
        && categories_are_near(before.categories.as_ref(), now.categories.as_ref(), min_cell)
        && before.fields.len() == now.fields.len()
        && before.fields.iter().zip(&now.fields).all(|(a, b)| is_near(a, b, min_cell))
}

fn change(before: Option<Count>, now: Option<Count>) -> u64 {
    match (before, now) {
        (Some(Count::Exact(a)), Some(Count::Exact(b))) => a.abs_diff(b),
        _ => 0,
    }
}

/// Below each edge that both have.
fn histograms_are_near(before: Option<&Histogram>, now: Option<&Histogram>, min_cell: u64) -> bool {
    let (Some(before), Some(now)) = (before, now) else { return true };
    let below = |histogram: &Histogram, edge: f64| -> Option<u64> {
        let at = histogram.edges.iter().position(|other| other.total_cmp(&edge).is_eq())?;
        Some(histogram.counts[..=at].iter().sum())
    };
    before.edges.iter().all(|edge| match (below(before, *edge), below(now, *edge)) {
        (Some(a), Some(b)) => a.abs_diff(b) < min_cell,
        _ => true,
    })
}

fn categories_are_near(before: Option<&CategorySummary>, now: Option<&CategorySummary>, min_cell: u64) -> bool {
    let (Some(before), Some(now)) = (before, now) else { return true };
    before.items.iter().zip(&now.items).all(|(a, b)| a.rows.abs_diff(b.rows) < min_cell)
        && before.other.abs_diff(now.other) < min_cell.max(1) * before.items.len().max(1) as u64
}
