//! Rules *quantiles* and *extremes*: which quantiles are published, how exactly, and never the ends.

use conspectus_metadata::{Quantile, TypeFamily, grid};

use super::scope::Scope;
use crate::summary::Distribution;

/// How far from its rank a quantile of ten thousand values or more may be published.
const CLOSE: f64 = 0.005;
const CANDIDATES: [f64; 9] = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99];

/// The published range: the outermost allowed quantiles, rounded outward.
#[derive(Debug, Clone)]
pub(super) struct Range {
    /// The allowed quantiles, ascending; two at least.
    shares: Vec<f64>,
    pub(super) low: f64,
    pub(super) high: f64,
}

/// `None` where too few values allow no two quantiles.
pub(super) fn range(values: &Distribution, axis: Axis, scope: &Scope) -> Option<Range> {
    let shares = allowed(values.count(), scope);
    let (first, last) = (*shares.first()?, *shares.last()?);
    if shares.len() < 2 {
        return None;
    }
    let (low, high) = (axis.whole(values.quantile(first)), axis.whole(values.quantile(last)));
    let (low, high) = grid::outward(axis.family, low, high);
    (low.is_finite() && high.is_finite() && low <= high).then_some(Range { shares, low, high })
}

/// Where min(q, 1 − q) · n is at least `min_cell − 1`.
fn allowed(n: u64, scope: &Scope) -> Vec<f64> {
    let enough = |q: &f64| q.min(1.0 - q) * n as f64 + 1e-6 >= scope.largest_small() as f64;
    CANDIDATES.into_iter().filter(enough).collect()
}

/// What the values of a column are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Axis {
    pub(super) family: TypeFamily,
    /// All values are whole.
    pub(super) integral: bool,
}

impl Axis {
    fn whole(self, x: f64) -> f64 {
        if self.integral { x.round() } else { x }
    }

    fn rounded(self, x: f64, range: &Range) -> f64 {
        let on_grid = grid::Grid::for_quantiles(self.family, range.low, range.high);
        let (x, near) = (self.whole(x), on_grid.nearest(x));
        let digits = grid::significant(x, 3);
        match on_grid {
            grid::Grid::Calendar(_) => near,
            // Three digits of a year would be a decade.
            grid::Grid::Decimal(_) if (near - x).abs() < (digits - x).abs() => self.whole(near),
            grid::Grid::Decimal(_) => digits,
        }
    }
}

/// The outermost and first inner shares with the number of rows each claims to lie below: an edge beside it must not
/// contradict by a few rows.
pub(super) fn outer_claims(range: &Range, n: u64) -> [(f64, f64); 2] {
    let (first, last) = (range.shares[0], range.shares[range.shares.len() - 1]);
    [(range.low, first * n as f64), (range.high, last * n as f64)]
}

/// The quantiles, each moved to a neighbouring published value unless `min_cell` rows lie in between. `edges` come with
/// the published number of rows below each; `n` is their published sum.
pub(super) fn publish(
    values: &Distribution,
    axis: Axis,
    range: &Range,
    edges: &[(f64, u64)],
    n: u64,
    scope: &Scope,
) -> Vec<Quantile> {
    let last = range.shares.len() - 1;
    let mut published = vec![Quantile { q: range.shares[0], value: range.low }];
    for q in &range.shares[1..last] {
        let previous = published[published.len() - 1].value;
        let exact = values.quantile(*q);
        let rounded = axis.rounded(exact, range).clamp(range.low, range.high);
        let fits = is_near(values, rounded, *q)
            && keeps_distance(values, rounded, q * n as f64, previous, range, edges, scope);
        let value = if fits { rounded } else { nearest_anchor(values, exact, previous, range, edges) };
        let value = if has_room(values, previous, value, scope) { value } else { previous };
        let value = value.max(previous);
        // One that moved onto the quantile before may still claim a few rows beside an edge.
        let claims = |below: u64| (q * n as f64 - below as f64).abs() >= scope.min_cell as f64;
        let clear = is_anchor(value, range, edges) || edges.iter().all(|(_, below)| claims(*below));
        if clear && is_near(values, value, *q) {
            published.push(Quantile { q: *q, value });
        }
    }
    published.push(Quantile { q: range.shares[last], value: range.high });
    published
}

/// Whether `value` is an anchor itself, or enough rows lie between it and each anchor, as far as anyone can tell.
fn keeps_distance(
    values: &Distribution,
    value: f64,
    claimed: f64,
    previous: f64,
    range: &Range,
    edges: &[(f64, u64)],
    scope: &Scope,
) -> bool {
    if is_anchor(value, range, edges) {
        return true;
    }
    let ends = [range.low, range.high, previous];
    let apart = ends
        .into_iter()
        .chain(edges.iter().map(|(edge, _)| *edge))
        .all(|anchor| has_room(values, anchor.min(value), anchor.max(value), scope));
    apart
        && edges.iter().all(|(edge, below)| {
            let distance = if *edge < value { claimed - *below as f64 } else { *below as f64 - claimed };
            distance >= scope.min_cell as f64
        })
}

/// Whether a quantile that was rounded or moved still says something: within a tenth of all rows of where it belongs, of
/// many rows within [`CLOSE`] of them.
fn is_near(values: &Distribution, value: f64, q: f64) -> bool {
    let n = values.count() as f64;
    // The distribution itself may be off by another half of this.
    let far = (n / 10.0).min((n * CLOSE).max(50.0));
    let (below, up_to) = (values.rank(value) as f64, values.rank(value.next_up()) as f64);
    (below - far..=up_to + far).contains(&(q * n))
}

fn is_anchor(value: f64, range: &Range, edges: &[(f64, u64)]) -> bool {
    same(value, range.low) || same(value, range.high) || edges.iter().any(|(edge, _)| same(value, *edge))
}

fn nearest_anchor(values: &Distribution, exact: f64, previous: f64, range: &Range, edges: &[(f64, u64)]) -> f64 {
    let rank = values.rank(exact);
    let anchors = edges.iter().map(|(edge, _)| *edge).chain([range.low, range.high, previous]);
    anchors
        .filter(|anchor| (range.low..=range.high).contains(anchor))
        .min_by_key(|anchor| values.rank(*anchor).abs_diff(rank))
        .unwrap_or(previous)
}

/// Equal values, or at least `min_cell` rows from one up to the other.
pub(super) fn has_room(values: &Distribution, from: f64, to: f64, scope: &Scope) -> bool {
    same(from, to) || values.rank(to).saturating_sub(values.rank(from)) >= scope.min_cell
}

/// Published values come from decimal text or whole seconds: equal ones are equal bit by bit, but for the sign of zero.
pub(super) fn same(a: f64, b: f64) -> bool {
    a.total_cmp(&b).is_eq() || (a == 0.0 && b == 0.0)
}
