//! Figures of hard data against the exact answers.

use std::sync::LazyLock;

use conspectus_agent::summary::{FrameSummary, NumberSummary};

use super::exact::Exact;
use super::hard_data::hard_data;
use super::{floats, number, summary};

const SIZES: [usize; 8] = [1, 2, 3, 11, 100, 1_000, 10_000, 100_000];

/// One data set of one size, summarised and sorted.
struct Case {
    name: String,
    summary: FrameSummary,
    exact: Exact,
}

static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let case = |rows: usize, name: &str, values: &[f64]| Case {
        name: format!("{rows} rows, {name}"),
        summary: summary(&floats(values), &[]),
        exact: Exact::of(values),
    };
    let every = SIZES.into_iter().flat_map(|rows| hard_data(rows).map(move |(name, values)| (rows, name, values)));
    // A million rows of each would be a gigabyte.
    let large = hard_data(1_000_000).step_by(4).map(|(name, values)| (1_000_000, name, values));
    every.chain(large).map(|(rows, name, values)| case(rows, name, &values)).collect()
});

/// What `check` finds wrong, for each data set of each size.
fn findings(check: impl Fn(&NumberSummary, &Exact) -> Vec<String>) -> Vec<String> {
    let of = |case: &Case| {
        let wrong = check(number(&case.summary.columns[0]), &case.exact).into_iter().next();
        wrong.map(|wrong| format!("{}: {wrong}", case.name))
    };
    CASES.iter().filter_map(of).collect()
}

fn close(found: f64, exact: f64, error: f64) -> bool {
    // Below the normal doubles there is no relative precision to be had.
    (found - exact).abs() <= error * exact.abs() + 5e-324
}

#[test]
fn every_quantile_is_within_half_a_percent_of_rank_or_range() {
    let wrong = findings(|numbers, exact| {
        let distribution = numbers.distribution();
        let misses = |q: &f64| {
            let (found, right) = (distribution.quantile(*q), exact.quantile(*q));
            let far = (found - right).abs() > 0.005 * exact.spread();
            (exact.rank_error(*q, found) > 0.005 && far).then(|| format!("q = {q}: {found:e} instead of {right:e}"))
        };
        let shares = (0..=1_000).map(|q| f64::from(q) / 1_000.0).chain([1e-4, 1e-5, 0.9999, 0.999_99]);
        shares.collect::<Vec<f64>>().iter().filter_map(misses).collect()
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn ranks_agree_with_quantiles_and_with_counting() {
    let wrong = findings(|numbers, exact| {
        let (distribution, rows) = (numbers.distribution(), exact.sorted.len() as f64);
        let step = exact.sorted.len() / 100 + 1;
        let places = exact.sorted.iter().step_by(step).flat_map(|x| [*x, x.next_up(), x * 1.01]);
        let misses = |x: f64| {
            let rank = distribution.rank(x) as f64;
            let (below, up_to) = exact.ranks(x);
            // Within half a percent of rank, or of a place half a percent of the range away.
            let near = 0.005 * exact.spread();
            let (lowest, highest) = (exact.ranks(x - near).0, exact.ranks(x + near).1);
            let right = lowest.min(below - 0.005)..=highest.max(up_to + 0.005);
            let found = (rank - 1.0) / rows..=(rank + 1.0) / rows;
            (found.end() < right.start() || found.start() > right.end()).then(|| format!("{rank} below {x:e}"))
        };
        places.filter_map(misses).collect()
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn mean_and_deviation_are_right_to_nine_digits() {
    let wrong = findings(|numbers, exact| {
        let mut wrong = Vec::new();
        let (mean, right) = (numbers.mean().unwrap(), exact.mean());
        if !close(mean, right, 1e-9) {
            wrong.push(format!("mean {mean:e} instead of {right:e}"));
        }
        let (deviation, right) = (numbers.variance().map(f64::sqrt), exact.deviation());
        // The square of a deviation like 1e200 or 1e-200 is no double.
        if right == 0.0 || (1e-150..1e150).contains(&right) {
            let found = deviation.unwrap_or(f64::NAN);
            if !close(found, right, 1e-9) {
                wrong.push(format!("deviation {found:e} instead of {right:e}"));
            }
        }
        wrong
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn distinct_values_are_counted_below_a_thousand_and_within_two_percent_above() {
    let wrong = findings(|numbers, exact| {
        let (found, right) = (numbers.distinct() as f64, exact.distinct() as f64);
        let allowed = if right < 1_000.0 { 0.0 } else { 0.02 * right };
        let wrong = (found - right).abs() > allowed || (numbers.distinct_is_exact() && (found - right).abs() > 0.0);
        wrong.then(|| format!("{found} instead of {right}")).into_iter().collect()
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn counts_and_extremes_are_exact() {
    let wrong = findings(|numbers, exact| {
        let sorted = &exact.sorted;
        let count = |test: fn(&f64) -> bool| sorted.iter().filter(|x| test(x)).count() as u64;
        let right = (sorted.len() as u64, count(|x| *x == 0.0), count(|x| *x < 0.0), count(|x| x.fract().abs() <= 0.0));
        let found = (numbers.finite, numbers.zeros, numbers.negatives);
        let mut wrong = Vec::new();
        if found != (right.0, right.1, right.2) || numbers.integral != (right.3 == right.0) {
            wrong.push(format!("{found:?}, whole: {} instead of {right:?}", numbers.integral));
        }
        let range = numbers.distribution().range();
        if range != Some((sorted[0] + 0.0, sorted[sorted.len() - 1] + 0.0)) {
            wrong.push(format!("range {range:?}"));
        }
        wrong
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn infinities_and_missing_numbers_leave_the_figures_alone() {
    for rows in [10, 1_000, 40_000] {
        for (name, mut values) in hard_data(rows).take(8) {
            let clean = summary(&floats(&values), &[]);
            values.extend([f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::INFINITY]);
            values.rotate_right(2);
            let with = summary(&floats(&values), &[]);
            let (clean, with) = (number(&clean.columns[0]), number(&with.columns[0]));
            assert_eq!((with.nan, with.pos_inf, with.neg_inf), (1, 2, 1), "{name}");
            assert_eq!((with.mean(), with.variance()), (clean.mean(), clean.variance()), "{name}");
            assert_eq!(with.distribution(), clean.distribution(), "{name}");
        }
    }
}
