//! How finely dates and times are given, as far as the sample of rows tells.

use conspectus_metadata::grid::CalendarStep;
use conspectus_metadata::{Granularity, TypeFamily};

use super::scope::Scope;
use crate::summary::{ColumnSummary, RowSample};

const DAY: f64 = 86_400.0;

/// The coarsest unit that all sampled values but fewer than `min_cell` are whole in; `None` where it cannot be told.
pub(super) fn publish(
    column: &ColumnSummary,
    sample: &RowSample,
    position: usize,
    scope: &Scope,
) -> Option<Granularity> {
    let (place, seconds) = (sample.place(position)?, seconds_of(column)?);
    let mut rows = [0_u64; 7];
    for (number, copies) in sample.numbers(place) {
        rows[unit_of(number * seconds.0 / seconds.1, column.family) as usize] += copies;
    }
    if rows.iter().sum::<u64>() < scope.min_cell.max(scope.min_rows) {
        return None;
    }
    let units = [
        Granularity::Year,
        Granularity::Month,
        Granularity::Day,
        Granularity::Hour,
        Granularity::Minute,
        Granularity::Second,
        Granularity::Subsecond,
    ];
    // From the finest on: the first one that enough rows need.
    let mut finer = 0;
    for unit in units.into_iter().rev() {
        finer += rows[unit as usize];
        if finer >= scope.min_cell {
            return Some(unit);
        }
    }
    None
}

/// The numbers of this type times the first over the second are seconds.
fn seconds_of(column: &ColumnSummary) -> Option<(f64, f64)> {
    let written = column.arrow_type.as_str();
    let unit = |text: &str| match text {
        "s" => Some((1.0, 1.0)),
        "ms" => Some((1.0, 1e3)),
        "us" => Some((1.0, 1e6)),
        "ns" => Some((1.0, 1e9)),
        _ => None,
    };
    match column.family {
        TypeFamily::Date if written == "date32" => Some((DAY, 1.0)),
        TypeFamily::Date if written == "date64" => unit("ms"),
        TypeFamily::Timestamp | TypeFamily::Time => {
            let inside = written.split_once('[')?.1;
            unit(inside.split([',', ']']).next()?.trim())
        }
        _ => None,
    }
}

/// The coarsest unit that this moment is whole in.
fn unit_of(seconds: f64, family: TypeFamily) -> Granularity {
    let whole = |step: f64| (seconds / step).fract() == 0.0;
    let starts = |months: i64| CalendarStep::Months(months).starts(seconds);
    if !whole(1.0) {
        Granularity::Subsecond
    } else if !whole(60.0) {
        Granularity::Second
    } else if !whole(3_600.0) {
        Granularity::Minute
    } else if family == TypeFamily::Time || !whole(DAY) {
        Granularity::Hour
    } else if !starts(1) {
        Granularity::Day
    } else if !starts(12) {
        Granularity::Month
    } else {
        Granularity::Year
    }
}
