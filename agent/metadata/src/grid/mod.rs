//! The fixed grids that published edges and quantiles lie on: powers of ten in steps of 1, 2 and 5, and the calendar.
//!
//! A grid is chosen by nothing but the published range, so an edge says no more about the data than that range does,
//! and the edges of any two versions can be laid over each other.

mod calendar;
mod decimal;

pub use calendar::{CalendarStep, month_ceil, month_floor};
pub use decimal::{DecimalStep, ceil_significant, floor_significant, significant};

use crate::TypeFamily;

/// The most counts a histogram has.
pub const MAX_BINS: usize = 32;
/// Edges span at most this many steps of their grid; the two open tails and the edge beyond make it [`MAX_BINS`].
const EDGE_STEPS: u32 = 29;
/// Quantiles lie on the finest grid with at most this many steps in the published range.
const QUANTILE_STEPS: u32 = 1_000;

/// Timestamps beyond some 300,000 years are treated as plain numbers.
const END_OF_CALENDAR: f64 = 1e13;

/// A fixed set of values, unbounded on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grid {
    Decimal(DecimalStep),
    Calendar(CalendarStep),
}

impl Grid {
    /// The grid that histogram edges lie on, given the published range.
    #[must_use]
    pub fn for_edges(family: TypeFamily, low: f64, high: f64) -> Self {
        Self::finest(family, low, high, EDGE_STEPS)
    }

    /// The grid that quantiles lie on, given the published range; those of numbers may have three significant digits
    /// instead.
    #[must_use]
    pub fn for_quantiles(family: TypeFamily, low: f64, high: f64) -> Self {
        Self::finest(family, low, high, QUANTILE_STEPS)
    }

    fn finest(family: TypeFamily, low: f64, high: f64, steps: u32) -> Self {
        // A range of no width still gets a step that fits its magnitude.
        let span = (high - low).max(low.abs().max(high.abs()) * 0.01);
        let wanted = span / f64::from(steps);
        let on_calendar = low.abs().max(high.abs()) < END_OF_CALENDAR;
        match family {
            TypeFamily::Date if on_calendar => Self::Calendar(CalendarStep::at_least(wanted.max(86_400.0))),
            TypeFamily::Timestamp | TypeFamily::Time if on_calendar && wanted > 0.5 => {
                Self::Calendar(CalendarStep::at_least(wanted))
            }
            TypeFamily::Integer | TypeFamily::Text | TypeFamily::Binary | TypeFamily::List => {
                Self::Decimal(DecimalStep::at_least(wanted.max(1.0)))
            }
            _ if wanted > 0.0 => Self::Decimal(DecimalStep::at_least(wanted)),
            _ => Self::Decimal(DecimalStep::ONE),
        }
    }

    /// The largest grid value that is not above `x`.
    #[must_use]
    pub fn floor(&self, x: f64) -> f64 {
        match self {
            Self::Decimal(step) => step.floor(x),
            Self::Calendar(step) => step.floor(x),
        }
    }

    /// The smallest grid value above `x`.
    #[must_use]
    pub fn next(&self, x: f64) -> f64 {
        match self {
            Self::Decimal(step) => step.next(x),
            Self::Calendar(step) => step.next(x),
        }
    }

    /// Whether `x` is a value of the grid.
    #[must_use]
    pub fn holds(&self, x: f64) -> bool {
        self.floor(x).total_cmp(&x).is_eq()
    }

    /// The grid value nearest to `x`.
    #[must_use]
    pub fn nearest(&self, x: f64) -> f64 {
        let (below, above) = (self.floor(x), self.next(x));
        if x - below <= above - x { below } else { above }
    }

    /// The grid values from the one not above `low` to the first above `high`, at most [`MAX_BINS`]` − 1` of them.
    #[must_use]
    pub fn edges(&self, low: f64, high: f64) -> Vec<f64> {
        let mut edges = vec![self.floor(low)];
        while edges.len() < MAX_BINS - 1 && edges.last().is_some_and(|last| *last <= high) {
            let last = edges[edges.len() - 1];
            let next = self.next(last);
            if next <= last || !next.is_finite() {
                break;
            }
            edges.push(next);
        }
        edges
    }
}

/// The published range for the two outermost quantiles: outward to two significant digits, dates to the month, times of
/// day to the hour.
#[must_use]
pub fn outward(family: TypeFamily, low: f64, high: f64) -> (f64, f64) {
    let on_calendar = low.abs().max(high.abs()) < END_OF_CALENDAR;
    match family {
        TypeFamily::Date | TypeFamily::Timestamp if on_calendar => (month_floor(low), month_ceil(high)),
        TypeFamily::Time => ((low / 3_600.0).floor() * 3_600.0, (high / 3_600.0).ceil() * 3_600.0),
        _ => (floor_significant(low, 2), ceil_significant(high, 2)),
    }
}

#[cfg(test)]
mod tests;
