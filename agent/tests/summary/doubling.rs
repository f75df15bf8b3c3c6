//! Tables of more than a billion rows, made by merging a summary with itself.

use super::exact::Exact;
use super::hard_data::hard_data;
use super::{floats, number, summary};

const DOUBLINGS: u32 = 17;

#[test]
fn a_billion_rows_have_the_figures_of_their_ten_thousand() {
    let rows = 10_007;
    for (name, values) in hard_data(rows) {
        let once = summary(&floats(&values), &[]);
        let mut all = once.clone();
        for _ in 0..DOUBLINGS {
            all = all.clone().merge(all).unwrap();
        }
        let times = 1_u64 << DOUBLINGS;
        assert!(all.rows == rows as u64 * times && all.rows > 1_000_000_000);
        let (once, all) = (number(&once.columns[0]), number(&all.columns[0]));
        assert_eq!((all.finite, all.negatives), (once.finite * times, once.negatives * times), "{name}");
        assert_eq!(all.distinct(), once.distinct(), "{name}");
        assert_eq!(all.distribution().range(), once.distribution().range(), "{name}");
        assert_eq!(all.mean(), once.mean(), "{name}: sums do not round");
        let exact = Exact::of(&values);
        // The divisor of a sample is one less than its rows, also of a billion.
        let factor = (times as f64 * (rows as f64 - 1.0) / (rows as f64 * times as f64 - 1.0)).sqrt();
        if let Some(deviation) = all.variance().map(f64::sqrt).filter(|x| (1e-150..1e150).contains(x)) {
            assert!((deviation / (exact.deviation() * factor) - 1.0).abs() < 1e-9, "{name}: {deviation}");
        }
        for q in (0..=200).map(|q| f64::from(q) / 200.0) {
            let (found, right) = (all.distribution().quantile(q), exact.quantile(q));
            let near = exact.rank_error(q, found) <= 0.005 || (found - right).abs() <= 0.005 * exact.spread();
            assert!(near, "{name}: q = {q}: {found} instead of {right}");
        }
    }
}

#[test]
fn parts_with_far_ranges_merge_into_the_whole() {
    let parts: Vec<Vec<f64>> = hard_data(20_000).map(|(_, values)| values).collect();
    let all: Vec<f64> = parts.concat();
    let summaries = parts.iter().map(|values| summary(&floats(values), &[]));
    let merged = summaries.reduce(|left, right| left.merge(right).unwrap()).unwrap();
    let whole = summary(&floats(&all), &[]);
    assert_eq!(number(&merged.columns[0]).distribution(), number(&whole.columns[0]).distribution());
}
