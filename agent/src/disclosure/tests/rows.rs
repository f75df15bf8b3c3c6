//! What is said of rows as wholes, attacked by adding and subtracting.

use std::collections::BTreeMap;

use conspectus_metadata::violations::profile_violations;
use conspectus_metadata::{Count, Granularity, MissingPatterns, Policy, Profile, Rule, Semantic, WithheldFigure};
use proptest::prelude::*;

use super::{Columns, booleans, column, dates, floats, integers, noise, normal, profile, texts, timestamps};

fn named(columns: Vec<(&str, Box<dyn polars_arrow::array::Array>)>) -> Columns {
    columns.into_iter().map(|(name, array)| (name.to_owned(), array)).collect()
}

/// Columns of numbers that miss a value where the row's bit of the column says so.
fn holes(rows: &[u32], columns: u32) -> Columns {
    let value =
        |column: u32, row: usize, bits: u32| (bits >> column & 1 == 0).then(|| normal(row * 31 + column as usize));
    let column = |column: u32| {
        let values = rows.iter().enumerate().map(|(row, bits)| value(column, row, *bits));
        (format!("measure_{}", char::from(b'a' + column as u8)), floats(values))
    };
    (0..columns).map(column).collect()
}

fn missing(rows: &[u32], columns: u32) -> (Profile, Option<MissingPatterns>) {
    let profile = profile(holes(rows, columns));
    let missing = profile.missing.clone();
    (profile, missing)
}

#[test]
fn columns_that_are_missing_together_are_told_exactly_where_all_groups_are_large() {
    let rows: Vec<u32> = (0..1_000)
        .map(|row| {
            if row % 10 == 0 {
                0b011
            } else if row % 10 == 1 {
                0b100
            } else {
                0
            }
        })
        .collect();
    let (_, missing) = missing(&rows, 3);
    let patterns: Vec<(Vec<u32>, usize, u64)> = missing
        .expect("patterns")
        .patterns
        .into_iter()
        .map(|pattern| (pattern.columns, pattern.mixed.len(), pattern.rows))
        .collect();
    assert_eq!(patterns, [(vec![], 0, 800), (vec![0, 1], 0, 100), (vec![2], 0, 100)]);
}

#[test]
fn three_rows_that_miss_one_column_more_stay_hidden() {
    // 100 rows miss both, three more only the second: the patterns must not tell the three from the hundred.
    let rows: Vec<u32> = (0..1_000)
        .map(|row| {
            if row < 100 {
                0b11
            } else if row < 103 {
                0b10
            } else {
                0
            }
        })
        .collect();
    let (profile, missing) = missing(&rows, 2);
    assert_eq!(missing, None);
    assert!(profile.columns.iter().any(|column| matches!(column.nulls, Some(Count::Range { .. }))));
}

/// All numbers of rows that an attacker can work out for sure: within each pattern, every way of missing its open
/// columns is possible, so whole patterns and a column's remainder add up, and nothing else.
fn worked_out(profile: &Profile, missing: &MissingPatterns) -> Vec<i128> {
    let mut found: Vec<i128> = missing.patterns.iter().map(|pattern| i128::from(pattern.rows)).collect();
    for column in &missing.columns {
        let Some(Count::Exact(nulls)) = profile.columns[*column as usize].nulls else { continue };
        let (mut left, mut open) = (i128::from(nulls), 0);
        for pattern in &missing.patterns {
            left -= if pattern.columns.contains(column) { i128::from(pattern.rows) } else { 0 };
            open += if pattern.mixed.contains(column) { i128::from(pattern.rows) } else { 0 };
        }
        found.extend([left, open - left]);
    }
    found
}

/// The truth about a pattern, counted over the rows.
fn is_true(rows: &[u32], missing: &MissingPatterns) -> bool {
    let mask = |columns: &[u32]| columns.iter().fold(0_u32, |mask, column| mask | 1 << column);
    let part = mask(&missing.columns);
    missing.patterns.iter().all(|pattern| {
        let (all, open) = (mask(&pattern.columns), mask(&pattern.mixed));
        let counted = rows.iter().filter(|bits| *bits & part & !open == all).count() as u64;
        counted == pattern.rows
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_few_rows_follow_from_what_is_missing_together(
        rows in 100_usize..1_500,
        columns in 2_u32..7,
        shares in prop::collection::vec(prop_oneof![Just(0.0), Just(0.004), Just(0.02), Just(0.2), Just(0.9)], 7),
        tied in any::<bool>(),
        seed in any::<u16>(),
    ) {
        let bits = |row: usize| {
            let random = |part: usize| noise(usize::from(seed) * 100_003 + row * 16 + part);
            let own = (0..columns).filter(|column| random(*column as usize) < shares[*column as usize]);
            let own = own.fold(0_u32, |bits, column| bits | 1 << column);
            // Columns that are nearly always missing together are the hard case.
            if tied && random(9) < 0.1 { own | 0b11 } else { own }
        };
        let rows: Vec<u32> = (0..rows).map(bits).collect();
        let (profile, missing) = missing(&rows, columns);
        let broken = profile_violations(&profile, &Policy::STANDARD);
        prop_assert!(broken.is_empty(), "{:?}", broken);
        if let Some(missing) = missing {
            prop_assert!(is_true(&rows, &missing), "{:?}", missing);
            let few = worked_out(&profile, &missing).into_iter().find(|rows| (1..=10).contains(rows) || *rows < 0);
            prop_assert_eq!(few, None, "{:?}", missing);
        }
    }

    #[test]
    fn repeated_rows_are_never_told_as_a_few(rows in 100_usize..3_000, repeated in 0_usize..60) {
        let values = (0..rows).map(|row| Some(if row < repeated.min(rows / 2) { row + rows / 2 } else { row } as i64));
        let published = profile(vec![("amount".to_owned(), integers(values))]).duplicate_rows;
        let truth = repeated.min(rows / 2) as u64;
        match published {
            Some(Count::Exact(exact)) => prop_assert!(exact == truth && !(1..=10).contains(&exact)),
            Some(Count::Range { at_least, at_most }) => {
                prop_assert!((at_least..=at_most).contains(&truth) && at_most - at_least >= 9);
            }
            None => prop_assert!(false, "withheld"),
        }
    }
}

#[test]
fn repeats_in_a_large_table_are_claimed_only_beyond_the_error_of_the_estimate() {
    let table = |repeated: i64| {
        let values = (0..60_000).map(|row| Some(if row < repeated { row + 30_000 } else { row }));
        profile(vec![("amount".to_owned(), integers(values))]).duplicate_rows.expect("a count")
    };
    assert!(matches!(table(0), Count::Range { at_least: 0, at_most } if at_most < 100), "{:?}", table(0));
    match table(20_000) {
        Count::Exact(exact) => assert!((19_000..=21_000).contains(&exact) && exact % 1_000 == 0, "{exact}"),
        Count::Range { at_least, at_most } => assert!((at_least..=at_most).contains(&20_000)),
    }
}

fn correlated(extreme: Option<f64>) -> Columns {
    let x = |row: usize| if row == 0 { extreme.unwrap_or(normal(0)) } else { normal(row) };
    let y = |row: usize| {
        if row == 0 { extreme.unwrap_or(normal(0)) } else { 0.8 * normal(row) + 0.6 * normal(row + 9_000) }
    };
    named(vec![
        ("height", floats((0..2_000).map(|row| Some(x(row))))),
        ("weight", floats((0..2_000).map(|row| Some(y(row))))),
        ("group", texts((0..2_000).map(|row| Some(format!("g{}", row % 4))))),
        ("half", booleans((0..2_000).map(|row| Some(row % 4 < 2)))),
        ("mail", texts((0..2_000).map(|row| Some(format!("ann{row}@example.org"))))),
        ("number", integers((0..2_000).map(Some))),
    ])
}

#[test]
fn correlations_and_groups_are_told_to_two_decimals_without_personal_columns_and_identifiers() {
    let profile = profile(correlated(None));
    let associations = profile.associations.expect("associations");
    assert_eq!(associations.rows, 2_000);
    let pearson = associations.pearson.expect("numbers");
    assert_eq!(pearson.columns, [0, 1, 3]);
    assert!((pearson.values[0].expect("a figure") - 0.8).abs() < 0.06, "{pearson:?}");
    let cramers_v = associations.cramers_v.expect("groups");
    assert_eq!((cramers_v.columns, cramers_v.values), (vec![2, 3], vec![Some(1.0)]));
}

#[test]
fn a_correlation_that_one_row_makes_is_withheld() {
    let profile = profile(correlated(Some(100.0)));
    let told = profile.associations.as_ref().and_then(|all| all.pearson.as_ref()).map(|pearson| pearson.values[0]);
    assert!(matches!(told, None | Some(None)), "{told:?}");
    assert!(
        profile.withheld.iter().any(|gap| gap.figure == WithheldFigure::Associations && gap.rule == Rule::Dominance)
    );
}

#[test]
fn one_row_more_moves_no_correlation_by_more_than_a_step() {
    let values = |rows: usize| {
        let pearson = profile(holes(&vec![0; rows], 3)).associations.and_then(|all| all.pearson).expect("numbers");
        pearson.values
    };
    for rows in [150, 400, 1_000] {
        for (before, after) in values(rows).into_iter().zip(values(rows + 1)) {
            let (Some(before), Some(after)) = (before, after) else { continue };
            assert!((before - after).abs() < 0.101, "{rows}: {before} {after}");
        }
    }
}

#[test]
fn skewness_is_told_coarsely_and_not_where_one_row_makes_it() {
    let skewness =
        |values: Vec<f64>| column("amount", floats(values.into_iter().map(Some))).moments.and_then(|m| m.skewness);
    let right = skewness((0..5_000).map(|row| noise(row).powi(3)).collect()).expect("a skewed column");
    assert!((0.8..1.6).contains(&right), "{right}");
    let even = skewness((0..5_000).map(noise).collect()).expect("an even column");
    assert!(even.abs() < 0.1, "{even}");
    assert_eq!(skewness((0..500).map(|row| if row == 0 { 60.0 } else { normal(row) }).collect()), None);
}

#[test]
fn dates_tell_how_finely_they_are_given() {
    let day = 86_400;
    let of = |array| column("moment", array).granularity;
    let every = |step: i64| timestamps((0..3_000).map(move |row| Some(1_600_041_600 / step * step + row % 900 * step)));
    assert_eq!(of(every(1)), Some(Granularity::Second));
    assert_eq!(of(every(60)), Some(Granularity::Minute));
    assert_eq!(of(every(3_600)), Some(Granularity::Hour));
    assert_eq!(of(every(day)), Some(Granularity::Day));
    assert_eq!(of(dates((0..3_000).map(|row| Some(row % 700)))), Some(Granularity::Day));
    // Ten rows with an odd second are not told of.
    let odd = (0..3_000).map(|row| Some(1_600_041_600 / day * day + row % 900 * day + i64::from(row < 10)));
    assert_eq!(of(timestamps(odd)), Some(Granularity::Day));
}

#[test]
fn text_that_reads_as_numbers_and_short_runs_and_places_are_told() {
    let numbers = column("amount", texts((0..1_000).map(|row| Some(format!("{}", row % 50)))));
    let looks = numbers.looks.expect("looks");
    assert_eq!((looks.numeric, looks.encoding), (Some(1.0), Some(conspectus_metadata::Encoding::Ascii)));
    let few =
        column("amount", texts((0..1_000).map(|row| Some(if row < 5 { "7".into() } else { format!("w{}", row % 9) }))));
    assert_eq!(few.looks.and_then(|looks| looks.numeric), Some(0.0));
    let rating = column("rating", integers((0..1_000).map(|row| Some(row % 5 + 1))));
    assert_eq!(rating.semantic, Some(Semantic::Ordinal));
    // One row beyond the run neither shows nor hides it.
    let one_more = column("rating", integers((0..1_000).map(|row| Some(if row == 0 { 90 } else { row % 5 + 1 }))));
    assert_eq!(one_more.semantic, Some(Semantic::Ordinal));
    let country = column("country", texts((0..1_000).map(|row| Some(["de", "fr", "it"][row % 3].to_owned()))));
    assert_eq!(country.semantic, Some(Semantic::Geographic));
}

#[test]
fn every_pattern_of_the_sample_is_counted_once() {
    let rows: Vec<u32> = (0..5_000).map(|row| (noise(row) * 40.0) as u32).collect();
    let (profile, missing) = missing(&rows, 5);
    let missing = missing.expect("patterns");
    assert_eq!(missing.patterns.iter().map(|pattern| pattern.rows).sum::<u64>(), profile.rows);
    let mut sizes = BTreeMap::new();
    for pattern in &missing.patterns {
        *sizes.entry((pattern.columns.clone(), pattern.mixed.clone())).or_insert(0) += 1;
    }
    assert!(sizes.values().all(|count| *count == 1));
}

#[test]
fn a_few_odd_texts_leave_no_trace_in_the_looks() {
    let word = |row: usize| format!("w{}", row % 9);
    let even = column("word", texts((0..1_000).map(|row| Some(word(row)))));
    for odd in ["7", "2024-01-05", "Καναρίνι"] {
        let some = column("word", texts((0..1_000).map(|row| Some(if row < 3 { odd.to_owned() } else { word(row) }))));
        assert_eq!(some.looks, even.looks);
        assert!(some.withheld.iter().all(|gap| gap.figure != WithheldFigure::Looks), "{odd}: {:?}", some.withheld);
    }
}
