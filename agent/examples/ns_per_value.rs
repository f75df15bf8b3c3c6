//! Where a profile's time goes: nanoseconds of one thread for each value, by the type of a column.
//!
//! `cargo run --release -p conspectus-agent --example ns_per_value`, optionally with the number of rows and a part of a
//! name. Each column is summarised alone, so that the price of a row (hashes, fingerprint) is in it; the first line is
//! that price.
#![expect(clippy::print_stdout, reason = "a program that prints a table")]

use std::time::Instant;

use conspectus_agent::summary::{ArrowStream, SummaryKey, summarise};
use polars_arrow::array::{
    Array, BinaryArray, BooleanArray, DictionaryArray, NullArray, PrimitiveArray, StructArray, Utf8Array, Utf8ViewArray,
};
use polars_arrow::bitmap::Bitmap;
use polars_arrow::datatypes::{ArrowDataType as T, Field, IntegerType, TimeUnit};

const KEY: SummaryKey = SummaryKey::new([7; 32]);
const ROUNDS: usize = 9;

type Column = Box<dyn Array>;

/// The same numbers in every run, evenly spread from 0 to 1.
fn draws(seed: u64) -> impl Iterator<Item = f64> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    std::iter::repeat_with(move || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ state >> 31).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ mixed >> 31) >> 11) as f64 / (1u64 << 53) as f64
    })
}

fn normals(seed: u64) -> impl Iterator<Item = f64> {
    draws(seed)
        .zip(draws(seed + 100))
        .map(|(u, turn)| (-2.0 * u.max(1e-12).ln()).sqrt() * (std::f64::consts::TAU * turn).cos())
}

fn floats(values: impl Iterator<Item = f64>, n: usize) -> PrimitiveArray<f64> {
    PrimitiveArray::from_vec(values.take(n).collect())
}

fn integers(values: impl Iterator<Item = f64>, n: usize) -> PrimitiveArray<i64> {
    PrimitiveArray::from_vec(values.take(n).map(|x| x as i64).collect())
}

fn gaps(n: usize) -> Bitmap {
    draws(77).take(n).map(|u| u > 0.02).collect()
}

/// Texts of this many different values: `start`, a dash and a number.
fn texts(start: &str, different: f64, n: usize) -> Vec<String> {
    draws(5).take(n).map(|u| format!("{start}-{}", (u * different) as u64)).collect()
}

fn labels(start: &str, different: f64, n: usize) -> Column {
    Utf8ViewArray::from_slice_values(texts(start, different, n)).boxed()
}

fn dictionary(n: usize) -> Column {
    let keys = PrimitiveArray::from_vec(draws(8).take(n).map(|u| (u * 50.0) as u32).collect());
    let words: Vec<String> = (0..50).map(|i| format!("word {i}")).collect();
    let dtype = T::Dictionary(IntegerType::UInt32, Box::new(T::Utf8View), false);
    DictionaryArray::try_new(dtype, keys, Utf8ViewArray::from_slice_values(&words).boxed()).expect("keys fit").boxed()
}

fn integer_dictionary(n: usize) -> Column {
    let keys = PrimitiveArray::from_vec(draws(8).take(n).map(|u| (u * 50.0) as i8).collect());
    let dtype = T::Dictionary(IntegerType::Int8, Box::new(T::Int64), false);
    let values = PrimitiveArray::from_vec((0..50i64).collect()).boxed();
    DictionaryArray::try_new(dtype, keys, values).expect("keys fit").boxed()
}

fn mixed_lengths(n: usize) -> Column {
    let text = |u: f64| if u < 0.5 { "short" } else { "a label of 20 bytes." };
    Utf8ViewArray::from_slice_values(draws(5).take(n).map(text).collect::<Vec<_>>()).boxed()
}

/// Makes a column.
type Maker = Box<dyn Fn() -> Column>;

fn columns(n: usize) -> Vec<(&'static str, Maker)> {
    let times = move |unit| integers(draws(6).map(|u| (1.7e9 + 3e7 * u) * 1e6), n).to(T::Timestamp(unit, None)).boxed();
    vec![
        ("no values at all", Box::new(move || NullArray::new(T::Null, n).boxed())),
        ("float64, normal", Box::new(move || floats(normals(1), n).boxed())),
        ("float64, 2 % missing", Box::new(move || floats(normals(1), n).with_validity(Some(gaps(n))).boxed())),
        ("float64, lognormal", Box::new(move || floats(normals(2).map(f64::exp), n).boxed())),
        ("float64, uniform", Box::new(move || floats(draws(3), n).boxed())),
        ("float64, heavy tails", Box::new(move || floats(normals(4).zip(normals(5)).map(|(a, b)| a / b), n).boxed())),
        ("float64, 50 values", Box::new(move || floats(draws(6).map(|u| (u * 50.0).floor() / 7.0), n).boxed())),
        ("float64, 2 decimals", Box::new(move || floats(draws(6).map(|u| (u * 1e5).floor() / 100.0), n).boxed())),
        (
            "float32, normal",
            Box::new(move || {
                PrimitiveArray::from_vec(normals(1).take(n).map(|x| x as f32).collect::<Vec<_>>()).boxed()
            }),
        ),
        ("int64, all different", Box::new(move || PrimitiveArray::from_vec((0..n as i64).collect::<Vec<_>>()).boxed())),
        ("int64, up to 2^40", Box::new(move || integers(draws(7).map(|u| u * 1e12), n).boxed())),
        ("int64, up to 100", Box::new(move || integers(draws(7).map(|u| u * 100.0), n).boxed())),
        ("int64, zipf", Box::new(move || integers(draws(9).map(|u| (1.0 / (1.0 - u)).min(1e9)), n).boxed())),
        (
            "int8",
            Box::new(move || {
                PrimitiveArray::from_vec(draws(7).take(n).map(|u| (u * 200.0 - 100.0) as i8).collect::<Vec<_>>())
                    .boxed()
            }),
        ),
        ("bool", Box::new(move || draws(5).take(n).map(|u| Some(u < 0.3)).collect::<BooleanArray>().boxed())),
        ("timestamp[us]", Box::new(move || times(TimeUnit::Microsecond))),
        ("dictionary, 50 words", Box::new(move || dictionary(n))),
        ("dictionary, 50 integers", Box::new(move || integer_dictionary(n))),
        ("string, 5 values", Box::new(move || labels("label", 5.0, n))),
        ("string, 50 values", Box::new(move || labels("label", 50.0, n))),
        ("string, 5,000 values", Box::new(move || labels("label", 5e3, n))),
        ("string, 20,000 values", Box::new(move || labels("label", 2e4, n))),
        ("string, half different", Box::new(move || labels("label", 5e5, n))),
        ("string, half different, long", Box::new(move || labels("a somewhat longer label", 5e5, n))),
        ("string, 5 or 20 bytes", Box::new(move || mixed_lengths(n))),
        ("string, offsets, 50 values", Box::new(move || Utf8Array::<i64>::from_slice(texts("label", 50.0, n)).boxed())),
        ("string, offsets, half", Box::new(move || Utf8Array::<i64>::from_slice(texts("label", 5e5, n)).boxed())),
        ("string, 2 % missing", Box::new(move || labels("label", 50.0, n).with_validity(Some(gaps(n))))),
        ("binary", Box::new(move || BinaryArray::<i64>::from_slice(texts("bytes", 5e5, n)).boxed())),
    ]
}

/// Of the calling thread, where the system says so; else of the clock on the wall.
fn nanoseconds(start: Instant) -> f64 {
    let spent = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let spent = spent.and_then(|text| text.split_whitespace().next()?.parse().ok());
    spent.unwrap_or_else(|| start.elapsed().as_nanos() as f64)
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let n = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    let name = arguments.next().unwrap_or_default();
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().expect("one thread");
    let start = Instant::now();
    println!("{n} rows in one batch, one thread, median of {ROUNDS}");
    for (name, column) in columns(n).into_iter().filter(|(column, _)| column.contains(&name)) {
        let column = column();
        let dtype = T::Struct(vec![Field::new("x".into(), column.dtype().clone(), true)]);
        let batch = StructArray::new(dtype.clone(), n, vec![column], None).boxed();
        let mut spent = [0.0; ROUNDS];
        for round in &mut spent {
            let stream = ArrowStream::from_arrays(Field::new("".into(), dtype.clone(), false), vec![batch.clone()]);
            let before = nanoseconds(start);
            one.install(|| summarise(stream, &KEY)).expect("a summary");
            *round = (nanoseconds(start) - before) / n as f64;
        }
        spent.sort_by(f64::total_cmp);
        println!("{name:<30}{:>8.1} ns", spent[ROUNDS / 2]);
    }
}
