//! A summary's memory is bounded, however many rows and whatever values: counted allocation by allocation.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod counting;

use conspectus_agent::summary::{ArrowStream, FrameSummary, SummaryKey, summarise};
use polars_arrow::array::{Array, PrimitiveArray, StructArray, Utf8ViewArray};
use polars_arrow::datatypes::{ArrowDataType, Field};

const MEBIBYTE: usize = 1 << 20;
const MANY: usize = 5;

/// The summary of a table that has this column so often.
fn summary(column: &dyn Array, times: usize) -> FrameSummary {
    let field = |at| Field::new(format!("c{at}").into(), column.dtype().clone(), true);
    let dtype = ArrowDataType::Struct((0..times).map(field).collect());
    let columns = (0..times).map(|_| column.to_boxed()).collect();
    let batch = StructArray::new(dtype.clone(), column.len(), columns, None).boxed();
    let stream = ArrowStream::from_arrays(Field::new("".into(), dtype, false), vec![batch]);
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    one.install(|| summarise(stream, &SummaryKey::new([7; 32]))).unwrap()
}

/// What one more column costs at the peak, and what its summary keeps, in bytes.
fn cost(column: &dyn Array) -> (usize, usize) {
    let (peak, kept) = counting::cost(|| summary(column, MANY));
    let (least, rest) = counting::cost(|| summary(column, 1));
    (peak.saturating_sub(least) / (MANY - 1), kept.saturating_sub(rest) / (MANY - 1))
}

/// Between 0 and 1, the same in every run.
fn draw(row: usize) -> f64 {
    let mut x = (row as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    ((x ^ (x >> 27)) >> 11) as f64 / (1_u64 << 53) as f64
}

fn numbers(rows: usize) -> Vec<(&'static str, Box<dyn Array>)> {
    let floats = |value: fn(usize) -> f64| PrimitiveArray::from_vec((0..rows).map(value).collect::<Vec<f64>>()).boxed();
    vec![
        ("few values", floats(|row| (row % 100) as f64)),
        ("uniform", floats(draw)),
        ("over all exponents", floats(|row| 10_f64.powf(600.0 * draw(row) - 300.0) * [1.0, -1.0][row % 2])),
        ("any bits", floats(|row| f64::from_bits((draw(row) * 2_f64.powi(63)) as u64))),
        ("ascending", floats(|row| row as f64)),
        ("integers", PrimitiveArray::from_vec((0..rows as i64).map(|row| row << 20).collect::<Vec<i64>>()).boxed()),
    ]
}

fn texts(rows: usize) -> Vec<(&'static str, Box<dyn Array>)> {
    let of = |value: &dyn Fn(usize) -> String| {
        Utf8ViewArray::from_slice_values((0..rows).map(value).collect::<Vec<String>>()).boxed()
    };
    vec![
        ("few labels", of(&|row| format!("label {}", row % 20))),
        ("all different", of(&|row| format!("note {row}"))),
        ("long and different", of(&|row| format!("{row:>250}"))),
        ("longer than is kept", of(&|row| format!("{}{row}", "x".repeat(400)))),
        ("addresses", of(&|row| format!("person{row}@example.org"))),
    ]
}

/// One test, since the allocations of all threads are counted.
#[test]
fn a_column_of_numbers_takes_a_mebibyte_and_one_of_text_four_whatever_the_rows() {
    for rows in [1_000, 150_000] {
        for (name, column) in numbers(rows) {
            let (peak, kept) = cost(column.as_ref());
            println!("{rows} rows, {name}: {peak} bytes at the peak, {kept} kept");
            assert!(peak <= MEBIBYTE && kept <= MEBIBYTE, "{rows} rows, {name}: {peak} bytes");
        }
    }
    for rows in [1_000, 40_000] {
        for (name, column) in texts(rows) {
            let (peak, kept) = cost(column.as_ref());
            println!("{rows} rows, {name}: {peak} bytes at the peak, {kept} kept");
            assert!(peak <= 4 * MEBIBYTE && kept <= 4 * MEBIBYTE, "{rows} rows, {name}: {peak} bytes");
        }
    }
    merging_does_not_let_summaries_grow();
}

fn merging_does_not_let_summaries_grow() {
    let parts: Vec<FrameSummary> = (0..8)
        .map(|part| {
            let values: Vec<String> = (0..20_000).map(|row| format!("{:>200}", part * 20_000 + row)).collect();
            summary(&Utf8ViewArray::from_slice_values(values), 1)
        })
        .collect();
    let (peak, kept) = counting::cost(|| parts.into_iter().reduce(|left, right| left.merge(right).unwrap()).unwrap());
    assert!(peak <= 8 * MEBIBYTE && kept <= 4 * MEBIBYTE, "{peak} bytes at the peak, {kept} kept");
}
