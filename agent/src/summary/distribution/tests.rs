use super::{Distribution, Grid, Unit};

/// The same numbers in every run.
fn draws(seed: u64) -> impl Iterator<Item = f64> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64
    })
}

fn normals(seed: u64) -> impl Iterator<Item = f64> {
    let radii = draws(seed).map(|u| (-2.0 * u.max(1e-12).ln()).sqrt());
    radii.zip(draws(seed + 1)).map(|(radius, turn)| radius * (std::f64::consts::TAU * turn).cos())
}

fn distribution(values: &[f64]) -> Distribution {
    let mut grid = Grid::default();
    grid.add_chunk(values);
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let whole = values.iter().all(|x| x.trunc() == *x);
    Distribution::new(grid, (!values.is_empty()).then_some((low, high)), whole, Unit::default())
}

fn hard_data() -> Vec<(&'static str, Vec<f64>)> {
    let n = 60_000;
    let years = draws(3).map(|u| (1990.0 + 35.0 * u).floor());
    let seconds = draws(4).map(|u| (1.7e9 + 86_400.0 * u).floor());
    let nanoseconds = draws(5).map(|u| (1.7e18 + 3.6e12 * u).floor());
    let with_sentinels = |values: Vec<f64>| {
        values.into_iter().enumerate().map(|(i, x)| if i % 50 == 0 { [0.0, -999.0, 9.9e9, 1e300][i % 4] } else { x })
    };
    vec![
        ("normal", normals(1).take(n).collect()),
        ("narrow and far", draws(2).map(|u| 1e6 + u).take(n).collect()),
        ("far below zero", draws(2).map(|u| -1e9 - u).take(n).collect()),
        ("years", years.take(n).collect()),
        ("seconds of a day", seconds.take(n).collect()),
        ("nanoseconds of an hour", nanoseconds.take(n).collect()),
        (
            "a day with sentinels",
            with_sentinels(draws(4).map(|u| (1.7e9 + 86_400.0 * u).floor()).take(n).collect()).collect(),
        ),
        ("lognormal", normals(7).map(|x| (3.0 * x).exp()).take(n).collect()),
        ("heavy", normals(8).zip(normals(9)).map(|(a, b)| a / b).take(n).collect()),
        ("log-uniform over all doubles", draws(6).map(|u| 10f64.powf(600.0 * u - 300.0)).take(n).collect()),
        ("one value", vec![42.5; 1_000]),
        ("two values", draws(1).map(|u| if u < 0.3 { -1.0 } else { 1e9 }).take(n).collect()),
        ("around zero", draws(1).map(|u| u - 0.5).take(n).collect()),
        ("descending", (0..n).rev().map(|i| i as f64).collect()),
        ("a few", vec![3.0, 1.0, 2.0]),
    ]
}

#[test]
fn every_quantile_is_within_half_a_percent() {
    for (name, values) in hard_data() {
        let found = distribution(&values);
        let mut sorted = values;
        sorted.sort_by(f64::total_cmp);
        let n = sorted.len() as f64;
        let spread = sorted[(0.95 * (n - 1.0)) as usize] - sorted[(0.05 * (n - 1.0)) as usize];
        for q in (0..=1000).map(|q| f64::from(q) / 1000.0) {
            let value = found.quantile(q);
            let below = sorted.partition_point(|x| *x < value) as f64 / n;
            let up_to = sorted.partition_point(|x| *x <= value) as f64 / n;
            let exact = sorted[((q * n) as usize).min(sorted.len() - 1)];
            let by_rank = below - 0.005 <= q && q <= up_to + 0.005;
            assert!(by_rank || (value - exact).abs() <= 0.005 * spread, "{name}: q = {q}: {value}, exact {exact}");
        }
    }
}

#[test]
fn ranks_agree_with_counting() {
    for (name, values) in hard_data() {
        let found = distribution(&values);
        let mut sorted = values;
        sorted.sort_by(f64::total_cmp);
        let n = sorted.len() as f64;
        for x in sorted.iter().step_by(997).flat_map(|x| [*x, x * 1.001, x - 1.0]) {
            let exact = sorted.partition_point(|v| *v < x) as f64;
            assert!((found.rank(x) as f64 - exact).abs() <= 0.005 * n + 1.0, "{name}: rank of {x}");
        }
        assert_eq!(found.rank(f64::NEG_INFINITY), 0);
        assert_eq!(found.rank(f64::INFINITY), found.count());
    }
}

#[test]
fn ranks_of_whole_numbers_are_exact_where_they_have_cells_of_their_own() {
    let values: Vec<f64> = (0..5_000).map(|i| f64::from(i % 100)).collect();
    let found = distribution(&values);
    for x in 0..=100 {
        assert_eq!(found.rank(f64::from(x)), 50 * u64::try_from(x).unwrap());
    }
}

#[test]
fn order_and_splits_change_nothing() {
    for (name, values) in hard_data() {
        let whole = distribution(&values);
        let mut reversed = values.clone();
        reversed.reverse();
        assert_eq!(distribution(&reversed), whole, "{name}");
        for split in [0, 1, values.len() / 3, values.len()] {
            let (left, right) = values.split_at(split);
            let (left, right) = (distribution(left), distribution(right));
            assert!(left.merge(&right).cells == whole.cells, "{name} split at {split}");
            assert_eq!(left.merge(&right).quantile(0.3), right.merge(&left).quantile(0.3));
        }
    }
}

#[test]
fn an_empty_distribution_answers() {
    let nothing = distribution(&[]);
    assert_eq!((nothing.count(), nothing.quantile(0.5), nothing.rank(1.0), nothing.range()), (0, 0.0, 0, None));
}
