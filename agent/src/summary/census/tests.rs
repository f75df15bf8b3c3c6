use super::super::SummaryKey;
use super::super::hash::Hasher;
use super::{Candidates, Census, Counted, Registers, Table};

fn hash(n: u64) -> u64 {
    Hasher::new(&SummaryKey::new([3; 32])).number(n)
}

#[test]
fn estimates_stay_within_two_percent() {
    for n in [2_000u64, 5_000, 20_000, 60_000, 100_000, 150_000, 400_000, 2_000_000] {
        let mut registers = Registers::default();
        (0..n).for_each(|i| registers.add(hash(i * 8)));
        let error = (registers.estimate() as f64 - n as f64) / n as f64;
        assert!(error.abs() < 0.02, "{n}: {error}");
    }
    assert_eq!(Registers::default().estimate(), 0);
}

#[test]
fn a_table_counts_until_it_is_full() {
    let mut table = Table::new(1_000);
    for i in 0..5_000 {
        let hash = hash(i % 700);
        match table.find(hash) {
            Some(counted) => counted.count += 1,
            None => table.insert(Counted { hash, count: 1, value: i % 700 }),
        }
    }
    assert_eq!((table.len(), table.is_full()), (700, false));
    let rest = table.shrink(10, 8);
    assert_eq!((table.len(), rest.len(), table.is_full()), (10, 690, true));
    let total: u64 = table.into_entries().iter().chain(&rest).map(|counted| counted.count).sum();
    assert_eq!(total, 5_000);
}

#[test]
fn frequent_values_among_many_become_candidates_in_any_order() {
    for turn in 0..3u64 {
        let mut candidates = Candidates::default();
        for i in 0..200_000u64 {
            let place = match turn {
                0 => i,
                1 => 199_999 - i,
                _ => i.wrapping_mul(7_919) % 200_000,
            };
            let value = if place % 20 == 0 { 5_000_000 } else { place };
            candidates.add(hash(value), 1, || value);
        }
        let found = candidates.into_counted();
        let frequent = found.iter().find(|counted| counted.value == 5_000_000).unwrap();
        assert!((9_000..=10_000).contains(&frequent.count), "{}", frequent.count);
    }
}

#[test]
fn merging_counts_each_value_once() {
    let some = |range: std::ops::Range<u64>| {
        Census::all(range.map(|i| Counted { hash: hash(i), count: i + 1, value: i }).collect())
    };
    let both = some(0..60).merge(some(40..100), 100);
    assert_eq!((both.distinct(), both.is_exact()), (100, true));
    assert_eq!(both.frequent(1)[0].count, 2 * 60);
    let many = some(0..6_000).merge(some(3_000..9_000), 100);
    assert!(!many.is_exact());
    assert!(many.distinct().abs_diff(9_000) < 180);
    assert_eq!(many.frequent(1)[0].value, 5_999);
    let more = many.merge(some(8_000..12_000), 100);
    assert!(more.distinct().abs_diff(12_000) < 240);
}
