//! Parts, orders, batches and threads leave no trace.

use conspectus_agent::summary::{FrameSummary, SummaryError, SummaryKey, summarise};
use polars_arrow::datatypes::ArrowDataType;
use proptest::prelude::*;

use super::arrays::{any_type, any_whole_type, array, mix};
use super::figures::figures;
use super::{KEY, Table, stream, summary};

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

fn table(types: &[ArrowDataType], seeds: &[u64]) -> Table {
    let column = |(at, dtype): (usize, &ArrowDataType)| {
        let seeds: Vec<u64> = seeds.iter().map(|seed| mix(*seed, 1_000 + at as u64)).collect();
        array(dtype, &seeds)
    };
    types.iter().enumerate().map(column).collect()
}

fn any_types() -> impl Strategy<Value = Vec<ArrowDataType>> {
    prop::collection::vec(any_whole_type(), 1..6)
}

/// Rows of which some repeat.
fn any_rows(most: usize) -> impl Strategy<Value = Vec<u64>> {
    prop::collection::vec(prop_oneof![any::<u64>(), 0..20_u64], 0..most)
}

fn ascending(mut cuts: Vec<usize>, rows: usize) -> Vec<usize> {
    for cut in &mut cuts {
        *cut %= rows + 1;
    }
    cuts.sort_unstable();
    cuts
}

/// Merges two parts at a time, whichever `choices` name, until one is left.
fn merged(mut parts: Vec<FrameSummary>, choices: &[usize]) -> FrameSummary {
    let mut choices = choices.iter().cycle();
    let mut take = |parts: &mut Vec<FrameSummary>| parts.swap_remove(choices.next().unwrap() % parts.len());
    while parts.len() > 1 {
        let (left, right) = (take(&mut parts), take(&mut parts));
        parts.push(left.merge(right).unwrap());
    }
    parts.remove(0)
}

fn parts(types: &[ArrowDataType], seeds: &[u64], cuts: &[usize]) -> Vec<FrameSummary> {
    let starts = std::iter::once(&0).chain(cuts);
    let ends = cuts.iter().chain(std::iter::once(&seeds.len())).copied().collect::<Vec<_>>();
    starts.zip(ends).map(|(start, end)| summary(&table(types, &seeds[*start..end]), &[])).collect()
}

proptest! {
    #![proptest_config(config(128))]

    #[test]
    fn parts_of_any_type_merge_into_the_whole_in_any_order(
        types in any_types(),
        seeds in any_rows(200),
        cuts in prop::collection::vec(any::<usize>(), 0..6),
        choices in prop::collection::vec(any::<usize>(), 12),
    ) {
        let cuts = ascending(cuts, seeds.len());
        let whole = figures(&summary(&table(&types, &seeds), &[]));
        let found = figures(&merged(parts(&types, &seeds, &cuts), &choices));
        prop_assert_eq!(found, whole);
    }

    #[test]
    fn the_order_of_rows_changes_nothing(types in any_types(), seeds in any_rows(200), turn in any::<u64>()) {
        let whole = figures(&summary(&table(&types, &seeds), &[]));
        let mut turned = seeds;
        turned.sort_by_key(|seed| mix(*seed, turn));
        prop_assert_eq!(figures(&summary(&table(&types, &turned), &[])), whole);
    }

    #[test]
    fn batches_of_any_size_change_nothing(
        types in prop::collection::vec(any_type(), 1..6),
        seeds in any_rows(200),
        cuts in prop::collection::vec(any::<usize>(), 0..8),
    ) {
        let table = table(&types, &seeds);
        let cuts = ascending(cuts, seeds.len());
        let (whole, cut) = (summary(&table, &[]), summary(&table, &cuts));
        prop_assert!(format!("{whole:?}") == format!("{cut:?}"), "{:?} against {:?}", figures(&whole), figures(&cut));
    }

    #[test]
    fn nothing_added_changes_nothing(types in any_types(), seeds in any_rows(60)) {
        let whole = summary(&table(&types, &seeds), &[]);
        let nothing = || summary(&table(&types, &[]), &[]);
        let same = figures(&whole);
        prop_assert_eq!(&figures(&whole.clone().merge(nothing()).unwrap()), &same);
        prop_assert_eq!(&figures(&nothing().merge(whole).unwrap()), &same);
    }
}

proptest! {
    #![proptest_config(config(6))]

    #[test]
    fn long_tables_do_not_depend_on_batches_threads_or_merges(
        types in prop::collection::vec(any_type(), 2..4),
        seed in any::<u64>(),
        rows in 33_000..70_000_usize,
        cuts in prop::collection::vec(any::<usize>(), 1..4),
        choices in prop::collection::vec(any::<usize>(), 8),
    ) {
        let seeds: Vec<u64> = (0..rows as u64).map(|row| mix(seed, row)).collect();
        let cuts = ascending(cuts, rows);
        let table = table(&types, &seeds);
        let whole = format!("{:?}", summary(&table, &[]));
        for threads in [1, 3] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            prop_assert!(pool.install(|| format!("{:?}", summary(&table, &cuts))) == whole, "{} threads", threads);
        }
        let found = merged(parts(&types, &seeds, &cuts), &choices);
        prop_assert_eq!(figures(&found), figures(&summary(&table, &[])));
    }
}

#[test]
fn tables_of_other_columns_or_keys_do_not_merge() {
    let of = |dtype| summary(&table(&[dtype], &[1, 2, 3]), &[]);
    let refused = |found| matches!(found, Err(SummaryError::Schema(_)));
    assert!(refused(of(ArrowDataType::Int32).merge(of(ArrowDataType::Int64))));
    assert!(refused(of(ArrowDataType::Int32).merge(summary(&Vec::new(), &[]))));
    let numbers = table(&[ArrowDataType::Int32], &[1]);
    let other = summarise(stream(&numbers, &[]), &SummaryKey::new([8; 32])).unwrap();
    assert!(refused(of(ArrowDataType::Int32).merge(other)));
    assert!(summarise(stream(&numbers, &[]), &KEY).unwrap().merge(of(ArrowDataType::Int32)).is_ok());
}
