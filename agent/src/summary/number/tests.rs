use super::sums::{Bins, CHUNK, Sums};

fn sums(values: &[f64]) -> Sums {
    let (mut sums, mut bins) = (Sums::default(), Bins::default());
    for chunk in values.chunks(CHUNK) {
        let largest = chunk.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
        sums.add_chunk(chunk, largest, chunk.iter().all(|x| x.trunc() == *x), &mut bins);
    }
    sums
}

#[test]
fn sums_do_not_round() {
    let tiny = 1e-300;
    let found = sums(&[1e300, 3.0, tiny, -1e300, -3.0]);
    assert_eq!(found.mean(1), Some(tiny));
    assert_eq!(sums(&[1e16, 1.0, -1e16, 1.0]).mean(4), Some(0.5));
    assert_eq!(sums(&[5e-324; 3]).mean(1), Some(1.5e-323));
    assert_eq!(sums(&[-0.1; 10]).total(), sums(&[0.1; 10]).total());
    assert_eq!(sums(&[]).mean(0), None);
}

#[test]
fn means_beyond_the_doubles_are_found() {
    assert_eq!(sums(&[f64::MAX; 8]).mean(8), Some(f64::MAX));
    assert_eq!(sums(&[f64::MAX; 8]).variance(8), Some(0.0));
}

#[test]
fn variances_survive_a_far_mean() {
    let around = |mean: f64| [mean - 1.0, mean, mean + 1.0];
    for mean in [0.0, 1e6, 1.7e9, 1e15, -4e15] {
        assert_eq!(sums(&around(mean)).variance(3), Some(1.0), "{mean}");
    }
    assert_eq!(sums(&vec![7.25; 5_000]).variance(5_000), Some(0.0));
    assert_eq!(sums(&[1.0]).variance(1), None);
}

#[test]
fn weights_and_repeats_are_the_same() {
    let mut weighted = Sums::default();
    for (x, weight) in [(0.1, 3000), (-7e20, 2), (1e-310, 5), (0.0, 9)] {
        weighted.add_weighted(x, weight);
    }
    let repeated: Vec<f64> = [(0.1, 3000), (-7e20, 2), (1e-310, 5), (0.0, 9)]
        .into_iter()
        .flat_map(|(x, weight)| std::iter::repeat_n(x, weight))
        .collect();
    assert_eq!(sums(&repeated), weighted);
}

#[test]
fn many_at_once_are_the_same_as_one_by_one() {
    let mut state = 1u64;
    let mut draw = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    for spread in [0, 1, 4, 15, 16, 17, 40, 300, 600, 1000] {
        for n in [16, 100, 1_000, 1_024] {
            let mut one = || (draw() - 0.5) * 2f64.powi((f64::from(spread) * (draw() - 0.5)) as i32);
            let values: Vec<f64> = (0..n).map(|_| one()).collect();
            let mut one_by_one = Sums::default();
            for x in &values {
                one_by_one.add_weighted(*x, 1);
            }
            assert_eq!(sums(&values), one_by_one, "{n} values over {spread} exponents");
        }
    }
    for whole in [vec![9.0; 1_024], (0..1_000).map(|i| f64::from(i) * -1e15).collect(), vec![f64::MAX; 1_024]] {
        let mut one_by_one = Sums::default();
        for x in &whole {
            one_by_one.add_weighted(*x, 1);
        }
        assert_eq!(sums(&whole), one_by_one);
    }
}

#[test]
fn parts_add_up_to_the_whole() {
    let values: Vec<f64> = (0..5_000).map(|i| f64::from(i).sin() * 10f64.powi(i % 40 - 20)).collect();
    let whole = sums(&values);
    let (left, right) = values.split_at(1_234);
    let mut merged = sums(right);
    merged.merge(&sums(left));
    assert_eq!(merged, whole);
    let reversed: Vec<f64> = values.iter().rev().copied().collect();
    assert_eq!(sums(&reversed), whole);
}
