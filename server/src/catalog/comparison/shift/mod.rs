//! How far two published distributions lie apart, and how well that can be known.

use std::collections::{BTreeMap, BTreeSet};

use conspectus_metadata::{CategorySummary, Column, Count};
use serde::Serialize;
use utoipa::ToSchema;

mod measures;
mod overlay;

use measures::{Noise, Shares, js, psi};
use overlay::Overlay;

/// How far two distributions lie apart.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct Shift {
    pub basis: Basis,
    /// Population stability index: below 0.1 little, above 0.25 a lot.
    pub psi: Measure,
    /// Jensen-Shannon divergence to base 2, from 0 to 1.
    pub js: Measure,
    /// Kolmogorov-Smirnov distance, from 0 to 1; absent where values have no order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ks: Option<Measure>,
    /// Cells that both distributions publish alike.
    pub common_cells: u64,
}

/// What the two distributions are laid over each other on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    Histogram,
    /// Categories whose labels are revealed in both.
    Labels,
    /// Categories by rank, since their labels are withheld: a swap of two labels does not show.
    Ranks,
    Booleans,
}

/// A distance, and what of it is certain: only cells are published, and rarely the same ones of both.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct Measure {
    pub value: f64,
    /// How much of it laying unlike cells over each other may have added.
    pub error: f64,
    /// What two samples of these sizes show on average when nothing changed.
    pub noise: f64,
    /// The most it can be, since cells hide what moves within them; absent where that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_most: Option<f64>,
}

impl Measure {
    /// What is left of the value when error and chance are given their due.
    pub fn certain(&self) -> f64 {
        (self.value - self.error - 2.0 * self.noise).max(0.0)
    }
}

impl Shift {
    /// The shift between two columns with as many rows; none where nothing comparable is published, or nothing moved.
    pub fn between(from: &Column, to: &Column, rows: (u64, u64)) -> Option<Self> {
        let shift = if let (Some(from), Some(to)) = (&from.histogram, &to.histogram) {
            Self::of_overlay(&Overlay::of(from, to)?)
        } else if let (Some(from), Some(to)) = (&from.categories, &to.categories) {
            let (basis, from, to) = categories(from, to);
            Self::of_cells(basis, &from, &to)
        } else {
            Self::of_cells(Basis::Booleans, &booleans(from, rows.0)?, &booleans(to, rows.1)?)
        };
        shift.filter(|shift| shift.psi.value > 0.0 || shift.js.value > 0.0 || shift.ks.is_some_and(|ks| ks.value > 0.0))
    }

    fn of_overlay(overlay: &Overlay) -> Option<Self> {
        let shares = |pair: &(Vec<f64>, Vec<f64>)| Some((Shares::of(&pair.0)?, Shares::of(&pair.1)?));
        let ((from, to), (exact_from, exact_to)) = (shares(&overlay.fine)?, shares(&overlay.common)?);
        let noise = Noise::of(from.size, to.size, from.shares.len());
        let measure = |of: fn(&Shares, &Shares) -> f64, noise| {
            let value = of(&from, &to);
            Measure {
                value: tidy(value),
                error: tidy((value - of(&exact_from, &exact_to)).max(0.0)),
                noise,
                at_most: None,
            }
        };
        let distance = overlay.distance;
        let ks = Measure {
            value: tidy(distance.likely),
            error: tidy(distance.likely - distance.least),
            noise: noise.ks,
            at_most: Some(distance.most),
        };
        Some(Self {
            basis: Basis::Histogram,
            psi: measure(psi, noise.psi),
            js: measure(js, noise.js),
            ks: Some(ks),
            common_cells: overlay.common.0.len() as u64,
        })
    }

    fn of_cells(basis: Basis, from: &[f64], to: &[f64]) -> Option<Self> {
        let (from, to) = (Shares::of(from)?, Shares::of(to)?);
        let noise = Noise::of(from.size, to.size, from.shares.len());
        let measure = |value, noise| Measure { value: tidy(value), error: 0.0, noise, at_most: None };
        Some(Self {
            basis,
            psi: measure(psi(&from, &to), noise.psi),
            js: measure(js(&from, &to), noise.js),
            ks: None,
            common_cells: from.shares.len() as u64,
        })
    }
}

/// Rounding of sums shows as a distance of 1e-17; that is none.
fn tidy(value: f64) -> f64 {
    if value.abs() < 1e-12 { 0.0 } else { value }
}

fn booleans(column: &Column, rows: u64) -> Option<[f64; 2]> {
    let trues = middle(column.trues?);
    let nulls = column.nulls.map_or(0.0, middle);
    Some([trues, (rows as f64 - nulls - trues).max(0.0)])
}

/// The middle of a range that stands for few rows.
fn middle(count: Count) -> f64 {
    let (least, most) = super::count_bounds(count);
    f64::midpoint(least as f64, most as f64)
}

fn categories(from: &CategorySummary, to: &CategorySummary) -> (Basis, Vec<f64>, Vec<f64>) {
    let (labels_from, labels_to) = (labelled(from), labelled(to));
    if let (Some(before), Some(after)) = (labels_from, labels_to) {
        let labels: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
        let counts = |rows: &BTreeMap<&str, u64>, other: u64| {
            labels.iter().map(|label| rows.get(label).copied().unwrap_or(0) as f64).chain([other as f64]).collect()
        };
        return (Basis::Labels, counts(&before, from.other), counts(&after, to.other));
    }
    let ranks = from.items.len().max(to.items.len());
    let counts = |summary: &CategorySummary| {
        let mut counts: Vec<f64> = summary.items.iter().map(|item| item.rows as f64).collect();
        counts.resize(ranks, 0.0);
        counts.push(summary.other as f64);
        counts
    };
    (Basis::Ranks, counts(from), counts(to))
}

/// Rows by label, when every published category has one.
fn labelled(summary: &CategorySummary) -> Option<BTreeMap<&str, u64>> {
    summary.items.iter().map(|item| Some((item.label.as_deref()?, item.rows))).collect()
}
