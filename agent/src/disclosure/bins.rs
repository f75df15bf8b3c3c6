//! Rules *edges*, *cells* and *extremes* for histograms: a fixed grid, no small bin, two open tails.

use conspectus_metadata::Histogram;
use conspectus_metadata::grid::Grid;

use super::cells::merge_small;
use super::quantiles::{self, Axis, Range, has_room, same};
use super::scope::Scope;
use crate::summary::Distribution;

/// Bins that each hold no value or at least `min_cell` of them.
#[derive(Debug, Clone)]
pub(super) struct Bins {
    pub(super) edges: Vec<f64>,
    pub(super) counts: Vec<u64>,
    /// Bins of the grid were joined because they held too few values.
    pub(super) merged: bool,
}

/// Lays the values on the grid of the published range. `hidden` counts the rows that will be added to one of the bins.
pub(super) fn lay(values: &Distribution, axis: Axis, range: &Range, hidden: u64, scope: &Scope) -> Bins {
    let grid = grid_for(axis, range);
    let edges = grid.edges(range.low, range.high);
    let counts = counts_between(values, &edges);
    let mut bins = Bins { edges, counts, merged: false };
    bins.merge(scope);
    bins.open_tails();
    bins.clear_around(values, range, hidden, scope);
    bins.open_tails();
    bins
}

/// Whole numbers of any type are not cut finer than one.
fn grid_for(axis: Axis, range: &Range) -> Grid {
    let family = match Grid::for_edges(axis.family, range.low, range.high) {
        Grid::Decimal(_) if axis.integral => conspectus_metadata::TypeFamily::Integer,
        _ => axis.family,
    };
    Grid::for_edges(family, range.low, range.high)
}

fn counts_between(values: &Distribution, edges: &[f64]) -> Vec<u64> {
    let mut counts = Vec::with_capacity(edges.len() + 1);
    let mut below = 0;
    for edge in edges {
        let rank = values.rank(*edge).clamp(below, values.count());
        counts.push(rank - below);
        below = rank;
    }
    counts.push(values.count() - below);
    counts
}

impl Bins {
    fn merge(&mut self, scope: &Scope) {
        let runs = merge_small(&self.counts, scope);
        self.merged = runs.len() < self.counts.len();
        let mut start = 0;
        let (mut edges, mut counts) = (Vec::new(), Vec::new());
        for run in runs {
            if start > 0 {
                edges.push(self.edges[start - 1]);
            }
            counts.push(self.counts[start..start + run].iter().sum());
            start += run;
        }
        (self.edges, self.counts) = (edges, counts);
    }

    /// An empty tail would say beyond which edge there is nothing: the outermost bins with values are the tails.
    fn open_tails(&mut self) {
        while self.counts.first() == Some(&0) && !self.edges.is_empty() {
            self.remove(0);
        }
        while self.counts.last() == Some(&0) && !self.edges.is_empty() {
            self.remove(self.edges.len() - 1);
        }
    }

    /// Removes edges that have too few rows between themselves and an end of the published range.
    fn clear_around(&mut self, values: &Distribution, range: &Range, hidden: u64, scope: &Scope) {
        let margin = (scope.min_cell + hidden) as f64;
        for (end, claimed) in quantiles::outer_claims(range, values.count()) {
            let mut at = 0;
            while at < self.edges.len() {
                let edge = self.edges[at];
                let below: u64 = self.counts[..=at].iter().sum();
                let room = has_room(values, edge.min(end), edge.max(end), scope);
                let contradicts = (below as f64 - claimed).abs() < margin;
                if same(edge, end) || (room && !contradicts) {
                    at += 1;
                } else {
                    self.merged = true;
                    self.remove(at);
                }
            }
        }
    }

    /// Joins the bins on both sides of an edge.
    fn remove(&mut self, edge: usize) {
        self.edges.remove(edge);
        let joined = self.counts.remove(edge + 1);
        self.counts[edge] += joined;
    }

    /// Each edge with the number of values below it.
    pub(super) fn cumulative(&self) -> Vec<(f64, u64)> {
        let mut below = 0;
        let mut sums = Vec::with_capacity(self.edges.len());
        for (edge, count) in self.edges.iter().zip(&self.counts) {
            below += count;
            sums.push((*edge, below));
        }
        sums
    }

    pub(super) fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    pub(super) fn into_histogram(self) -> Option<Histogram> {
        (!self.edges.is_empty()).then_some(Histogram { edges: self.edges, counts: self.counts })
    }
}
