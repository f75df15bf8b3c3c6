//! Steps of the proleptic Gregorian calendar over seconds since 1970-01-01T00:00:00.

const DAY: i64 = 86_400;
/// 1970-01-01 was a Thursday; weeks begin on Monday.
const MONDAY: i64 = 4 * DAY;
const SECONDS: [i64; 18] =
    [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, DAY];
const MONTHS: [i64; 12] = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1_200, 6_000, 12_000];
/// The mean length of a month.
const MONTH: f64 = 30.436_875 * 86_400.0;

/// One of the fixed calendar grids, from seconds to millennia.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalendarStep {
    /// Divides a day, so it is aligned to midnight.
    Seconds(i64),
    /// Begins on Mondays.
    Weeks,
    /// Divides or is a multiple of a year, counted from year 0.
    Months(i64),
}

impl CalendarStep {
    /// The finest step that is, on average, at least `seconds` long.
    #[must_use]
    pub fn at_least(seconds: f64) -> Self {
        if let Some(step) = SECONDS.into_iter().find(|step| *step as f64 >= seconds) {
            return Self::Seconds(step);
        }
        if 7.0 * DAY as f64 >= seconds {
            return Self::Weeks;
        }
        let months = MONTHS.into_iter().find(|months| *months as f64 * MONTH >= seconds);
        Self::Months(months.unwrap_or(120_000))
    }

    /// Whether a step begins at this second.
    #[must_use]
    pub fn starts(self, second: f64) -> bool {
        self.floor(second).total_cmp(&second).is_eq()
    }

    pub(super) fn floor(self, x: f64) -> f64 {
        let Some(second) = whole(x.floor()) else { return x };
        match self {
            Self::Seconds(step) => (second.div_euclid(step) * step) as f64,
            Self::Weeks => ((second - MONDAY).div_euclid(7 * DAY) * 7 * DAY + MONDAY) as f64,
            Self::Months(step) => month_start(month_of(second).div_euclid(step) * step),
        }
    }

    pub(super) fn next(self, x: f64) -> f64 {
        let start = self.floor(x);
        let Some(second) = whole(start) else { return x };
        match self {
            Self::Seconds(step) => (second + step) as f64,
            Self::Weeks => (second + 7 * DAY) as f64,
            Self::Months(step) => month_start(month_of(second) + step),
        }
    }
}

/// The start of the month that `x` is in.
#[must_use]
pub fn month_floor(x: f64) -> f64 {
    CalendarStep::Months(1).floor(x)
}

/// The start of the month after the one `x` is in; `x` itself where it is the start of a month.
#[must_use]
pub fn month_ceil(x: f64) -> f64 {
    let start = month_floor(x);
    if start < x { CalendarStep::Months(1).next(x) } else { start }
}

/// Seconds that fit a calendar of ± 30 million years.
fn whole(x: f64) -> Option<i64> {
    (x.abs() < 1e15).then_some(x as i64)
}

/// Months since the start of year 0.
fn month_of(second: i64) -> i64 {
    // Days to a civil date, by counting from 0000-03-01 in eras of 400 years.
    let day = second.div_euclid(DAY) + 719_468;
    let (era, day_of_era) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    (era * 400 + year_of_era) * 12 + month_from_march + 2
}

fn month_start(month: i64) -> f64 {
    let from_march = month - 2;
    let (year, month_from_march) = (from_march.div_euclid(12), from_march.rem_euclid(12));
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * month_from_march + 2) / 5;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    ((era * 146_097 + day_of_era - 719_468) * DAY) as f64
}
