use polars_arrow::array::{Array, BooleanArray, PrimitiveArray, StructArray, Utf8Array};
use polars_arrow::datatypes::{ArrowDataType, Field};

use super::super::{ArrowStream, FrameSummary, SummaryKey, summarise};
use super::RowStatistics;

const KEY: SummaryKey = SummaryKey::new([3; 32]);

type Columns = Vec<(&'static str, Box<dyn Array>)>;

fn frame(columns: Columns, cuts: &[usize]) -> FrameSummary {
    let rows = columns[0].1.len();
    let fields: Vec<Field> =
        columns.iter().map(|(name, array)| Field::new((*name).into(), array.dtype().clone(), true)).collect();
    let dtype = ArrowDataType::Struct(fields);
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    let table = StructArray::new(dtype.clone(), rows, arrays, None);
    let mut places = vec![0];
    places.extend(cuts.iter().copied());
    places.push(rows);
    let batches = places.windows(2).map(|pair| table.clone().sliced(pair[0], pair[1] - pair[0]).boxed()).collect();
    summarise(ArrowStream::from_arrays(Field::new("".into(), dtype, false), batches), &KEY).expect("a summary")
}

fn statistics(columns: Columns, cuts: &[usize]) -> RowStatistics {
    frame(columns, cuts).row_statistics
}

fn whole(values: impl Iterator<Item = i64>) -> Box<dyn Array> {
    PrimitiveArray::from_vec(values.collect::<Vec<i64>>()).boxed()
}

fn some(values: impl Iterator<Item = Option<i64>>) -> Box<dyn Array> {
    PrimitiveArray::from(values.collect::<Vec<Option<i64>>>()).boxed()
}

/// Numbers, text, truth values, and holes in a few patterns.
fn table(rows: std::ops::Range<i64>) -> Columns {
    let text: Vec<Option<String>> =
        rows.clone().map(|row| (row % 7 != 0).then(|| format!("group {}", row % 5))).collect();
    let truth: Vec<bool> = rows.clone().map(|row| row % 3 == 0).collect();
    vec![
        ("a", whole(rows.clone().map(|row| row % 20_011))),
        ("b", some(rows.map(|row| (row % 5 != 0).then_some(row % 11)))),
        ("c", Utf8Array::<i32>::from(text).boxed()),
        ("d", BooleanArray::from_slice(truth).boxed()),
    ]
}

#[test]
fn neither_batches_nor_order_change_what_is_known_of_rows() {
    let once = statistics(table(0..70_000), &[]);
    assert!(once == statistics(table(0..70_000), &[1, 77, 32_768, 33_000, 69_999]));
    let reversed: Columns = table(0..70_000)
        .into_iter()
        .map(|(name, array)| {
            let order = PrimitiveArray::from_vec((0..70_000_u32).rev().collect::<Vec<_>>());
            (name, polars_arrow::array::Array::to_boxed(&*take(array.as_ref(), &order)))
        })
        .collect();
    assert!(once == statistics(reversed, &[]));
}

/// The rows at `order`, one by one.
fn take(array: &dyn Array, order: &PrimitiveArray<u32>) -> Box<dyn Array> {
    let parts: Vec<Box<dyn Array>> = order.values_iter().map(|row| array.sliced(*row as usize, 1)).collect();
    let parts: Vec<&dyn Array> = parts.iter().map(AsRef::as_ref).collect();
    polars_arrow::compute::concatenate::concatenate(&parts).expect("parts of one type")
}

#[test]
fn parts_merge_into_the_whole_in_any_order() {
    let once = statistics(table(0..90_000), &[]);
    let parts = || [0..10, 10..10, 10..50_000, 50_000..90_000].map(|rows| statistics(table(rows), &[]));
    let mut forward = statistics(table(0..0), &[]);
    for part in &parts() {
        forward.merge(part);
    }
    let mut backward = statistics(table(0..0), &[]);
    for part in parts().iter().rev() {
        backward.merge(part);
    }
    assert!(forward == once && backward == once);
}

#[test]
fn few_different_rows_are_counted_exactly() {
    let distinct = |rows: i64, different: i64| {
        statistics(vec![("a", whole((0..rows).map(|row| row % different)))], &[]).sample.distinct(rows as u64)
    };
    assert_eq!(distinct(50_000, 16_384), super::DistinctRows { rows: 16_384.0, error: 0.0 });
    assert_eq!(distinct(3, 1), super::DistinctRows { rows: 1.0, error: 0.0 });
}

type Value = Box<dyn Fn(i64) -> i64>;

#[test]
fn repeated_rows_are_estimated_within_their_error() {
    let rows = 300_000_i64;
    let cases: [(&str, Value); 4] = [
        ("none", Box::new(|row| row)),
        ("one in a hundred", Box::new(|row| if row % 100 == 0 { row / 2 } else { row })),
        ("half", Box::new(|row| row / 2)),
        ("one value most of the time", Box::new(|row| if row % 4 == 0 { row } else { -1 })),
    ];
    for (name, value) in cases {
        let exact = (0..rows).map(&value).collect::<std::collections::HashSet<_>>().len() as f64;
        let found = statistics(vec![("a", whole((0..rows).map(&value)))], &[]).sample.distinct(rows as u64);
        assert!((found.rows - exact).abs() <= 4.0 * found.error + 1.0, "{name}: {found:?} for {exact}");
        assert!(found.error < 0.011 * rows as f64, "{name}: {found:?}");
    }
}

#[test]
fn patterns_of_missing_values_are_counted_exactly() {
    let missing = statistics(table(0..35_000), &[100]).missing;
    let patterns: Vec<(Vec<u32>, u64)> =
        missing.patterns().expect("few patterns").map(|(columns, rows)| (columns.to_vec(), rows)).collect();
    assert_eq!(patterns, [(vec![1], 6_000), (vec![2], 4_000), (vec![1, 2], 1_000)]);
}

#[test]
fn too_many_patterns_are_given_up_whatever_the_order() {
    let holes = |rows: std::ops::Range<i64>| -> Columns {
        let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m"];
        let column = |bit: usize| some(rows.clone().map(move |row| (row >> bit & 1 == 0).then_some(row)));
        names.iter().enumerate().map(|(bit, name)| (*name, column(bit))).collect()
    };
    let mut parts = statistics(holes(0..4_000), &[]);
    assert!(parts.missing.patterns().is_some());
    parts.merge(&statistics(holes(4_000..8_192), &[]));
    assert!(parts.missing.patterns().is_none());
    assert!(parts.missing == statistics(holes(0..8_192), &[]).missing);
}

fn pearson(x: &[f64], y: &[f64]) -> super::Association {
    let column = |values: &[f64]| PrimitiveArray::from_vec(values.to_vec()).boxed();
    let sample = statistics(vec![("x", column(x)), ("y", column(y))], &[]).sample;
    let (x, y) = (sample.standardised(0).expect("spread"), sample.standardised(1).expect("spread"));
    sample.correlation(&x, &y).expect("a correlation")
}

#[test]
fn correlations_of_all_rows_are_exact_even_far_from_zero() {
    let x: Vec<f64> = (0..500).map(|row| f64::from(row % 37) + 1.7e9).collect();
    let y: Vec<f64> = (0..500).map(|row| f64::from(row % 37 * 3 + row % 11)).collect();
    let mean = |values: &[f64]| values.iter().sum::<f64>() / 500.0;
    let (a, b) = (mean(&x), mean(&y));
    let product = |u: &[f64], v: &[f64], a, b| u.iter().zip(v).map(|(u, v)| (u - a) * (v - b)).sum::<f64>();
    let exact = product(&x, &y, a, b) / (product(&x, &x, a, a) * product(&y, &y, b, b)).sqrt();
    let found = pearson(&x, &y);
    assert!((found.value - exact).abs() < 1e-9 && found.rows == 500, "{found:?} for {exact}");
    assert!(found.without[1] < 0.01, "{found:?}");
}

#[test]
fn a_correlation_that_rests_on_one_or_two_rows_shows_it() {
    let x: Vec<f64> = (0..400).map(|row| if row == 0 { 1e6 } else { f64::from(row % 19) }).collect();
    let y: Vec<f64> = (0..400).map(|row| if row == 0 { 1e6 } else { f64::from(row % 23) }).collect();
    assert!(pearson(&x, &y).without[0] > 0.9);
    let pair = |values: &[f64]| -> Vec<f64> {
        values.iter().enumerate().map(|(row, x)| if row == 7 { 1e6 } else { *x }).collect()
    };
    let found = pearson(&pair(&x), &pair(&y));
    assert!(found.without[1] > 0.9, "{found:?}");
}

#[test]
fn cramers_v_tells_independent_groups_from_equal_ones() {
    let groups = |of: &dyn Fn(i64) -> i64| {
        let text: Vec<Option<String>> = (0..6_000).map(|row| Some(format!("g{}", of(row)))).collect();
        Utf8Array::<i64>::from(text).boxed()
    };
    let (a, b, c) = (groups(&|row| row % 5), groups(&|row| row % 5 * 2), groups(&|row| row / 5 % 7));
    let sample = statistics(vec![("a", a), ("b", b), ("c", c), ("id", whole(0..6_000))], &[]).sample;
    let of = |place| sample.groups(place, 11).expect("groups");
    let v = |a, b| sample.cramers_v(&of(a), &of(b), 11).expect("a figure");
    assert!((v(0, 1).value - 1.0).abs() < 1e-9 && v(0, 1).rows == 6_000);
    assert!(v(0, 2).value < 0.02);
    assert!(v(0, 1).without[0] < 0.01);
    assert!(sample.groups(3, 11).is_none(), "no group of an identifier is large enough");
}
