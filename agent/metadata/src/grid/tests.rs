#![expect(clippy::float_cmp, reason = "grid values are exact decimals by construction")]

use super::*;

fn seconds(days: i64) -> f64 {
    (days * 86_400) as f64
}

#[test]
fn significant_digits_round_to_clean_decimals() {
    assert_eq!(significant(0.123_456, 3), 0.123);
    assert_eq!(significant(-98_765.0, 2), -99_000.0);
    assert_eq!(significant(0.0, 2), 0.0);
    assert_eq!(floor_significant(1_999.0, 2), 1_900.0);
    assert_eq!(ceil_significant(1_901.0, 2), 2_000.0);
    assert_eq!(floor_significant(-101.0, 2), -110.0);
    assert_eq!(ceil_significant(-0.0129, 2), -0.012);
    assert_eq!(floor_significant(12.0, 2), 12.0);
}

#[test]
fn a_decimal_step_is_one_two_or_five_times_a_power_of_ten() {
    for (width, step) in [(1.0, 1.0), (1.1, 2.0), (3.0, 5.0), (6.0, 10.0), (0.03, 0.05), (0.000_7, 0.001)] {
        assert_eq!(DecimalStep::at_least(width).width(), step, "{width}");
    }
}

#[test]
fn grid_values_print_without_binary_noise() {
    let grid = Grid::Decimal(DecimalStep::at_least(0.1));
    assert_eq!(grid.edges(0.0, 0.3), [0.0, 0.1, 0.2, 0.3, 0.4]);
    assert!(grid.holds(0.3) && grid.holds(-0.7) && !grid.holds(0.35));
    assert_eq!(grid.floor(-0.05), -0.1);
    assert_eq!(grid.next(-0.05), 0.0);
    assert_eq!(grid.nearest(0.26), 0.3);
}

#[test]
fn edges_are_few_enough_for_any_range() {
    let ranges =
        [(0.0, 1.0), (1.0, 12.0), (-43.0, 1_300.0), (0.0, 0.0), (2_000.0, 2_100.0), (-1e300, 1e300), (5e-9, 7e-9)];
    for (low, high) in ranges {
        for family in
            [TypeFamily::Float, TypeFamily::Integer, TypeFamily::Timestamp, TypeFamily::Date, TypeFamily::Time]
        {
            let edges = Grid::for_edges(family, low, high).edges(low, high);
            assert!((1..MAX_BINS).contains(&edges.len()), "{family:?} {low} {high}: {}", edges.len());
            assert!(edges.windows(2).all(|pair| pair[0] < pair[1]));
            assert!(edges[0] <= low && edges[edges.len() - 1] >= high, "{family:?} {low} {high}: {edges:?}");
        }
    }
}

#[test]
fn integers_are_never_cut_finer_than_one() {
    assert_eq!(Grid::for_edges(TypeFamily::Integer, 1.0, 3.0).edges(1.0, 3.0), [1.0, 2.0, 3.0, 4.0]);
}

#[test]
fn calendar_steps_follow_months_and_weeks() {
    // 2013-01-15, 2013-02-01, 2013-03-01 in days since 1970.
    assert_eq!(month_floor(seconds(15_720)), seconds(15_706));
    assert_eq!(month_ceil(seconds(15_720)), seconds(15_737));
    assert_eq!(month_ceil(seconds(15_737)), seconds(15_737));
    assert_eq!(CalendarStep::Months(1).next(seconds(15_737)), seconds(15_765));
    assert_eq!(CalendarStep::Months(12).floor(seconds(15_765)), seconds(15_706));
    // 2013-01-14 was a Monday; 1969-12-29 too.
    assert_eq!(CalendarStep::Weeks.floor(seconds(15_720)), seconds(15_719));
    assert_eq!(CalendarStep::Weeks.floor(-1.0), seconds(-3));
    assert_eq!(month_floor(seconds(-1)), seconds(-31));
}

#[test]
fn a_year_of_timestamps_is_cut_by_weeks_or_months() {
    let (low, high) = (seconds(15_706), seconds(16_071));
    assert_eq!(Grid::for_edges(TypeFamily::Timestamp, low, high), Grid::Calendar(CalendarStep::Months(1)));
    assert_eq!(Grid::for_quantiles(TypeFamily::Date, low, high), Grid::Calendar(CalendarStep::Seconds(86_400)));
}

#[test]
fn the_published_range_is_rounded_outward() {
    assert_eq!(outward(TypeFamily::Float, 3.17, 1_234.0), (3.1, 1_300.0));
    assert_eq!(outward(TypeFamily::Time, 18_720.0, 85_680.0), (18_000.0, 86_400.0));
    assert_eq!(outward(TypeFamily::Date, seconds(15_720), seconds(15_720)), (seconds(15_706), seconds(15_737)));
}
