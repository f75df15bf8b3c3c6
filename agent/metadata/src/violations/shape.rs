use super::rows::is_hundredths;
use super::{Findings, Place, Terms};
use crate::grid::{self, Grid, MAX_BINS};
use crate::{Column, Histogram, Quantile, Rule, TypeFamily};

/// Rules *edges*, *quantiles*, *extremes*, *precision* and *distinct*.
pub(super) fn check(column: &Column, rows: Option<u64>, terms: &Terms, at: &Place, found: &mut Findings) {
    let family = column.column_type.family;
    let ends = ends(&column.quantiles);
    let mut edges: Vec<(f64, u64)> = Vec::new();
    let mut n = rows;
    if let Some(histogram) = &column.histogram {
        check_histogram(histogram, family, ends, terms, &at.within("histogram"), found);
        edges = cumulative(histogram);
        n = Some(histogram.counts.iter().sum());
    }
    if !is_constant(column) {
        check_quantiles(&column.quantiles, family, n, &edges, terms, &at.within("quantiles"), found);
    }
    if let Some(lengths) = &column.lengths {
        let at = at.within("lengths");
        check_quantiles(&lengths.quantiles, TypeFamily::Text, rows, &[], terms, &at, found);
        let exact = lengths.mean.is_some_and(|mean| !has_digits(mean, 4));
        found.add_if(exact, &at, Rule::Precision, "the mean has more than four significant digits");
    }
    if let Some(moments) = &column.moments {
        let exact = !has_digits(moments.mean, 4) || moments.standard_deviation.is_some_and(|s| !has_digits(s, 4));
        found.add_if(exact, &at.within("moments"), Rule::Precision, "more than four significant digits");
        let exact = moments.skewness.is_some_and(|skewness| !has_digits(skewness, 2));
        found.add_if(exact, &at.within("moments.skewness"), Rule::Precision, "more than two significant digits");
    }
    if let Some(looks) = &column.looks {
        let share = |share: f64| (0.0..=1.0).contains(&share) && is_hundredths(share);
        let wrong = ![looks.numeric, looks.date].into_iter().flatten().all(share);
        found.add_if(wrong, &at.within("looks"), Rule::Precision, "shares have two decimals");
    }
    if let Some(estimate) = column.distinct.and_then(|distinct| distinct.estimate) {
        let exact = !has_digits(estimate as f64, 2);
        found.add_if(exact, &at.within("distinct"), Rule::Distinct, "more than two significant digits");
    }
}

/// What a histogram and quantiles are, whatever the mode.
pub(super) fn check_outline(column: &Column, at: &Place, found: &mut Findings) {
    if let Some(Histogram { edges, counts }) = &column.histogram {
        let ascending = edges.windows(2).all(|pair| pair[0] < pair[1]) && edges.iter().all(|edge| edge.is_finite());
        let shaped = counts.len() == edges.len() + 1 && counts.len() <= MAX_BINS && !edges.is_empty() && ascending;
        let message = "edges ascend, with one count more than edges and at most 32";
        found.add_if(!shaped, &at.within("histogram"), Rule::Edges, message);
    }
    let quantiles = &column.quantiles;
    let ascending = quantiles.windows(2).all(|pair| pair[0].q < pair[1].q && pair[0].value <= pair[1].value);
    let valid = quantiles.iter().all(|quantile| (0.0..=1.0).contains(&quantile.q) && quantile.value.is_finite());
    found.add_if(!(ascending && valid), &at.within("quantiles"), Rule::Quantiles, "quantiles ascend");
}

fn has_digits(x: f64, digits: usize) -> bool {
    x.is_finite() && same(x, grid::significant(x, digits))
}

fn same(a: f64, b: f64) -> bool {
    a.total_cmp(&b).is_eq() || (a == 0.0 && b == 0.0)
}

/// All figures are that of the mean, which is checked by itself.
fn is_constant(column: &Column) -> bool {
    let constant = column.moments.filter(|moments| moments.standard_deviation == Some(0.0)).map(|moments| moments.mean);
    constant.is_some_and(|mean| {
        column.histogram.is_none() && column.quantiles.iter().all(|quantile| same(quantile.value, mean))
    })
}

fn ends(quantiles: &[Quantile]) -> Option<(f64, f64)> {
    let (first, last) = (quantiles.first()?, quantiles.last()?);
    (quantiles.len() > 1).then_some((first.value, last.value))
}

fn cumulative(histogram: &Histogram) -> Vec<(f64, u64)> {
    let mut below = 0;
    let sums = histogram.edges.iter().zip(&histogram.counts).map(|(edge, count)| {
        below += count;
        (*edge, below)
    });
    sums.collect()
}

fn check_histogram(
    histogram: &Histogram,
    family: TypeFamily,
    ends: Option<(f64, f64)>,
    terms: &Terms,
    at: &Place,
    found: &mut Findings,
) {
    let Histogram { edges, counts } = histogram;
    let ascending = edges.windows(2).all(|pair| pair[0] < pair[1]) && edges.iter().all(|edge| edge.is_finite());
    let shaped = counts.len() == edges.len() + 1 && counts.len() <= MAX_BINS && !edges.is_empty() && ascending;
    found.add_if(!shaped, at, Rule::Edges, "edges ascend, with one count more than edges and at most 32");
    let small = counts.iter().any(|count| terms.is_small(*count));
    found.add_if(small, at, Rule::Cells, "a bin stands for too few rows");
    let closed = counts.first() == Some(&0) || counts.last() == Some(&0);
    found.add_if(closed, at, Rule::Extremes, "an empty tail tells where the values end");
    let on_grid = ends.is_some_and(|(low, high)| {
        [family, TypeFamily::Integer].into_iter().any(|family| {
            let grid = Grid::for_edges(family, low, high);
            edges.iter().all(|edge| grid.holds(*edge) || *edge == 0.0)
        })
    });
    found.add_if(!on_grid, at, Rule::Edges, "the edges are not on the grid of the published range");
}

fn check_quantiles(
    quantiles: &[Quantile],
    family: TypeFamily,
    n: Option<u64>,
    edges: &[(f64, u64)],
    terms: &Terms,
    at: &Place,
    found: &mut Findings,
) {
    if quantiles.is_empty() {
        return;
    }
    let ascending = quantiles.windows(2).all(|pair| pair[0].q < pair[1].q && pair[0].value <= pair[1].value);
    let valid = quantiles.iter().all(|quantile| quantile.q > 0.0 && quantile.q < 1.0 && quantile.value.is_finite());
    found.add_if(!(ascending && valid && quantiles.len() > 1), at, Rule::Quantiles, "quantiles ascend");
    let enough = |quantile: &Quantile, n: u64| {
        quantile.q.min(1.0 - quantile.q) * n as f64 + 1e-6 >= terms.min_cell.saturating_sub(1) as f64
    };
    let extreme = n.is_some_and(|n| !quantiles.iter().all(|quantile| enough(quantile, n)));
    found.add_if(extreme, at, Rule::Extremes, "a quantile has too few rows beyond it");
    let Some((low, high)) = ends(quantiles) else { return };
    let (outer_low, outer_high) = grid::outward(family, low, high);
    let exact = !same(low, outer_low) || !same(high, outer_high);
    found.add_if(exact, at, Rule::Extremes, "the range has more than two significant digits");
    for quantile in &quantiles[1..quantiles.len() - 1] {
        let on_edge = same(quantile.value, low)
            || same(quantile.value, high)
            || edges.iter().any(|(edge, _)| same(*edge, quantile.value));
        if on_edge {
            continue;
        }
        found.add_if(
            !is_rounded(quantile.value, family, low, high),
            at,
            Rule::Quantiles,
            "more than three significant digits, and finer than a thousandth of the published range",
        );
        let close = n.is_some_and(|n| tells_few(quantile, n, edges, terms));
        found.add_if(close, at, Rule::Quantiles, "beside an edge it tells of too few rows");
    }
}

fn is_rounded(value: f64, family: TypeFamily, low: f64, high: f64) -> bool {
    match Grid::for_quantiles(family, low, high) {
        calendar @ Grid::Calendar(_) => calendar.holds(value),
        decimal @ Grid::Decimal(_) => has_digits(value, 3) || decimal.holds(value),
    }
}

/// The rows that the quantile claims between itself and an edge.
fn tells_few(quantile: &Quantile, n: u64, edges: &[(f64, u64)], terms: &Terms) -> bool {
    let claimed = quantile.q * n as f64;
    edges.iter().any(|(_, below)| {
        let distance = (claimed - *below as f64).abs();
        distance > 0.5 && distance + 0.5 < terms.min_cell as f64
    })
}
