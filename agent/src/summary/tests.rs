//! What holds for whole tables: order, batches and splits change nothing, and every type is counted.

use polars_arrow::array::{
    Array, BinaryArray, BooleanArray, DictionaryArray, FixedSizeBinaryArray, FixedSizeListArray, ListArray, NullArray,
    PrimitiveArray, StructArray, Utf8Array, Utf8ViewArray,
};
use polars_arrow::bitmap::Bitmap;
use polars_arrow::datatypes::{ArrowDataType as T, Field, IntegerType, IntervalUnit, TimeUnit};
use polars_arrow::offset::OffsetsBuffer;
use proptest::prelude::*;

use super::*;

const KEY: SummaryKey = SummaryKey::new([7; 32]);

type Table = Vec<(&'static str, Box<dyn Array>)>;

fn table_type(table: &Table) -> T {
    T::Struct(table.iter().map(|(name, array)| Field::new((*name).into(), array.dtype().clone(), true)).collect())
}

/// The table cut at these rows.
fn stream(table: &Table, cuts: &[usize]) -> ArrowStream {
    let dtype = table_type(table);
    let rows = table.first().map_or(0, |(_, array)| array.len());
    let ends = cuts.iter().copied().chain([rows]);
    let mut start = 0;
    let batches = ends.map(|end| {
        let parts = table.iter().map(|(_, array)| array.sliced(start, end - start)).collect();
        let batch = StructArray::new(dtype.clone(), end - start, parts, None).boxed();
        start = end;
        batch
    });
    let batches = batches.collect();
    ArrowStream::from_arrays(Field::new("".into(), dtype, false), batches)
}

fn summary(table: &Table, cuts: &[usize]) -> FrameSummary {
    summarise(stream(table, cuts), &KEY).unwrap()
}

fn number(column: &ColumnSummary) -> &NumberSummary {
    match &column.values {
        Values::Number(number) | Values::Binary(number) => number,
        other => panic!("{} is {other:?}", column.name),
    }
}

fn text(column: &ColumnSummary) -> &TextSummary {
    match &column.values {
        Values::Text(text) => text,
        other => panic!("{} is {other:?}", column.name),
    }
}

fn floats(values: Vec<Option<f64>>) -> Box<dyn Array> {
    PrimitiveArray::<f64>::from(values).boxed()
}

fn texts(values: &[Option<String>]) -> Box<dyn Array> {
    Utf8ViewArray::from_slice(values).boxed()
}

fn lists(values: &[Option<f64>]) -> Box<dyn Array> {
    let lengths = values.iter().map(|v| v.map_or(0, |v| v.to_bits() as usize % 4)).collect::<Vec<_>>();
    let items: Vec<i64> = (0..lengths.iter().sum::<usize>()).map(|i| (i * 7 % 31) as i64).collect();
    let offsets = lengths.iter().scan(0, |end, length| {
        *end += *length as i64;
        Some(*end)
    });
    let offsets: Vec<i64> = std::iter::once(0).chain(offsets).collect();
    let dtype = T::LargeList(Box::new(Field::new("item".into(), T::Int64, true)));
    let validity: Bitmap = values.iter().map(Option::is_some).collect();
    let offsets = OffsetsBuffer::try_from(offsets).unwrap();
    ListArray::<i64>::new(dtype, offsets, PrimitiveArray::from_vec(items).boxed(), Some(validity)).boxed()
}

/// A table of many kinds made from rows of two values.
fn mixed(rows: &[(Option<f64>, Option<u16>)]) -> Table {
    let floats_of = || rows.iter().map(|row| row.0).collect::<Vec<_>>();
    let labels: Vec<Option<String>> = rows.iter().map(|row| row.1.map(|n| format!("ä{n}@x"))).collect();
    let small: PrimitiveArray<i16> = rows.iter().map(|row| row.1.map(|n| n as i16 % 10)).collect();
    let keys: PrimitiveArray<u32> = rows.iter().map(|row| row.1.map(|n| u32::from(n % 3))).collect();
    let words = Utf8Array::<i64>::from_slice(["red", "green", "blue"]).boxed();
    let dictionary = T::Dictionary(IntegerType::UInt32, Box::new(T::LargeUtf8), false);
    let flags: BooleanArray = rows.iter().map(|row| row.1.map(|n| n % 2 == 0)).collect();
    let pair = T::Struct(vec![Field::new("a".into(), T::Float64, true), Field::new("b".into(), T::Boolean, true)]);
    let validity: Bitmap = rows.iter().map(|row| row.0.is_some() || row.1.is_some()).collect();
    vec![
        ("float", floats(floats_of())),
        ("label", texts(&labels)),
        ("small", small.boxed()),
        ("colour", DictionaryArray::try_new(dictionary, keys, words).unwrap().boxed()),
        ("flag", flags.clone().boxed()),
        ("list", lists(&floats_of())),
        ("pair", StructArray::new(pair, rows.len(), vec![floats(floats_of()), flags.boxed()], Some(validity)).boxed()),
    ]
}

/// Rows of a table of many kinds, the same in every run.
pub(super) fn sample(rows: std::ops::Range<u32>, key: &SummaryKey) -> FrameSummary {
    let row = |i: u32| {
        let mixed = i.wrapping_mul(2_654_435_761);
        let number = (!i.is_multiple_of(31)).then_some(f64::from(mixed) / 1e3);
        (number, (!i.is_multiple_of(17)).then_some((mixed >> 16) as u16))
    };
    // Lists begin anew in each part.
    let table = mixed(&rows.map(row).collect::<Vec<_>>()).into_iter().filter(|(name, _)| *name != "list").collect();
    summarise(stream(&table, &[]), key).unwrap()
}

fn any_row() -> impl Strategy<Value = (Option<f64>, Option<u16>)> {
    let value = prop_oneof![
        any::<f64>(),
        -10.0..10.0,
        Just(0.0),
        Just(-0.0),
        Just(f64::NAN),
        Just(f64::INFINITY),
        (0..5u8).prop_map(f64::from)
    ];
    (prop::option::weighted(0.9, value), prop::option::weighted(0.9, any::<u16>()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_parts_of_a_table_merge_into_the_whole(
        rows in prop::collection::vec(any_row(), 0..400),
        first in 0..400usize,
        second in 0..400usize,
    ) {
        let (a, b) = (first.min(second).min(rows.len()), first.max(second).min(rows.len()));
        let whole = summary(&mixed(&rows), &[]);
        let part = |range: std::ops::Range<usize>| summary(&mixed(&rows[range]), &[]);
        let (x, y, z) = (part(0..a), part(a..b), part(b..rows.len()));
        // The lists of a part start anew, so that only the other columns are the same table.
        let same = |merged: FrameSummary| {
            for (merged, whole) in merged.columns.iter().zip(&whole.columns).filter(|(_, c)| c.name != "list") {
                assert!(format!("{merged:?}") == format!("{whole:?}"), "{}", merged.name);
            }
            assert_eq!(merged.rows, whole.rows);
        };
        let left = x.clone().merge(y.clone()).unwrap().merge(z.clone()).unwrap();
        let right = x.clone().merge(y.clone().merge(z.clone()).unwrap()).unwrap();
        let turned = z.merge(x).unwrap().merge(y).unwrap();
        prop_assert_eq!(left.fingerprint, right.fingerprint);
        prop_assert_eq!(left.fingerprint, turned.fingerprint);
        same(left);
        same(right);
        same(turned);
    }

    #[test]
    fn batches_change_nothing(
        rows in prop::collection::vec(any_row(), 1..300),
        cuts in prop::collection::vec(0..300usize, 0..6),
    ) {
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut % rows.len()).collect();
        cuts.sort_unstable();
        let table = mixed(&rows);
        let (whole, cut) = (summary(&table, &[]), summary(&table, &cuts));
        prop_assert_eq!(whole.fingerprint, cut.fingerprint);
        prop_assert_eq!(&whole.row_set, &cut.row_set);
        prop_assert!(format!("{:?}", whole.columns) == format!("{:?}", cut.columns), "columns differ");
    }

    #[test]
    fn counts_agree_with_counting(rows in prop::collection::vec(any_row(), 0..300)) {
        let found = summary(&mixed(&rows), &[]);
        let values: Vec<f64> = rows.iter().filter_map(|row| row.0).collect();
        let finite: Vec<f64> = values.iter().copied().filter(|x| x.is_finite()).collect();
        let float = number(&found.columns[0]);
        prop_assert_eq!(found.columns[0].nulls as usize, rows.len() - values.len());
        prop_assert_eq!(float.count() as usize, values.len());
        prop_assert_eq!(float.finite as usize, finite.len());
        prop_assert_eq!(float.nan as usize, values.iter().filter(|x| x.is_nan()).count());
        prop_assert_eq!(float.zeros as usize, finite.iter().filter(|x| **x == 0.0).count());
        prop_assert_eq!(float.negatives as usize, finite.iter().filter(|x| **x < 0.0).count());
        let mut sizes: Vec<f64> = finite.iter().map(|x| x.abs()).collect();
        sizes.sort_by(|a, b| b.total_cmp(a));
        sizes.resize(sizes.len().max(2), 0.0);
        prop_assert_eq!(float.largest(), (sizes[0], sizes[1]));
        let labels: std::collections::HashSet<u16> = rows.iter().filter_map(|row| row.1).collect();
        prop_assert_eq!(text(&found.columns[1]).distinct() as usize, labels.len());
    }
}

#[test]
fn long_tables_do_not_depend_on_batches_either() {
    let rows: Vec<_> = (0..100_000u32)
        .map(|i| {
            let mixed = i.wrapping_mul(2_654_435_761);
            (Some(f64::from(mixed) / 1e3), Some((mixed >> 16) as u16))
        })
        .collect();
    let table = mixed(&rows);
    let whole = summary(&table, &[]);
    let cut = summary(&table, &[1, 4_000, 32_767, 32_769, 70_000]);
    assert_eq!(whole.fingerprint, cut.fingerprint);
    assert!(format!("{:?}", whole.columns) == format!("{:?}", cut.columns));
    let exact = rows.iter().filter_map(|row| row.0.map(f64::to_bits)).collect::<std::collections::HashSet<_>>().len();
    let found = number(&whole.columns[0]).distinct();
    assert!(found.abs_diff(exact as u64) < exact as u64 / 50, "{found} of {exact}");
}

#[test]
fn the_only_column_of_a_table_has_the_figures_it_has_beside_others() {
    let values: Vec<_> =
        (0..400_000u32).map(|i| (i % 50 > 0).then(|| f64::from(i.wrapping_mul(2_654_435_761)))).collect();
    let alone = vec![("x", floats(values.clone()))];
    let whole = summary(&alone, &[]);
    let cut = summary(&alone, &[70_000, 131_072, 140_000, 399_999]);
    assert!(format!("{whole:?}") == format!("{cut:?}"));
    let beside = summary(&vec![("x", floats(values)), ("y", NullArray::new(T::Null, 400_000).boxed())], &[]);
    let (one, other) = (number(&whole.columns[0]), number(&beside.columns[0]));
    assert_eq!(whole.columns[0].nulls, beside.columns[0].nulls);
    assert_eq!((one.count(), one.mean(), one.variance()), (other.count(), other.mean(), other.variance()));
    assert_eq!((one.distinct(), one.distribution()), (other.distinct(), other.distribution()));
    let halves = [0..100_000, 100_000..400_000]
        .map(|rows| summary(&vec![("x", alone[0].1.sliced(rows.start, rows.len()))], &[]));
    let [left, right] = halves;
    let merged = left.merge(right).unwrap();
    assert_eq!((merged.fingerprint, merged.row_set), (whole.fingerprint, whole.row_set));
    assert_eq!(number(&merged.columns[0]).distribution(), one.distribution());
}

#[test]
fn a_frequent_value_is_found_wherever_it_stands() {
    for late in [false, true] {
        let values =
            (0..150_000).map(|i| Some(if i % 10 == 0 && (!late || i > 60_000) { -999.0 } else { f64::from(i).sqrt() }));
        let table: Table = vec![("x", floats(values.collect()))];
        let found = summary(&table, &[]);
        let (value, count) = number(&found.columns[0]).frequent()[0];
        let exact = if late { 9_000 } else { 15_000 };
        assert_eq!(value, -999.0);
        assert!(count <= exact && count >= exact / 10, "{count}");
    }
}

#[test]
fn planted_addresses_are_seen_among_free_text() {
    let values: Vec<Option<String>> = (0..20_000)
        .map(|i| {
            let text = format!("note {} about order {}", i * 7919 % 20_000, i);
            Some(if i % 1_000 == 500 { format!("{text}, write to person{i}@example.org") } else { text })
        })
        .collect();
    let found = summary(&vec![("notes", texts(&values))], &[]);
    let personal = text(&found.columns[0]).personal();
    let addresses = personal.matched(conspectus_metadata::PersonalClass::Email);
    assert!((10..=40).contains(&addresses), "{addresses} of 20, from a sample");
    assert_eq!(personal.tested(), 20_000);
}

#[test]
fn texts_tell_what_they_look_like() {
    let of = |words: &[&str]| {
        let words: Vec<_> = words.iter().map(|word| Some((*word).to_owned())).collect();
        let found = summary(&vec![("words", texts(&words))], &[]);
        let text = text(&found.columns[0]).clone();
        (text.encoding(), text.tested(), text.numeric_looking(), text.date_looking())
    };
    assert_eq!(of(&["a", "-2.5", "7", "2024-02-29"]), (TextEncoding::Ascii, 4, 2, 1));
    assert_eq!(of(&["a", "b", "naïve"]), (TextEncoding::Utf8, 3, 0, 0));
    assert_eq!(of(&[]), (TextEncoding::Ascii, 0, 0, 0));
}

#[test]
fn times_are_published_in_seconds() {
    let table: Table = vec![
        ("date", PrimitiveArray::from_vec(vec![0i32, 1, 2]).to(T::Date32).boxed()),
        (
            "ms",
            PrimitiveArray::from_vec(vec![1_500i64; 3])
                .to(T::Timestamp(TimeUnit::Millisecond, Some("UTC".into())))
                .boxed(),
        ),
        ("ns", PrimitiveArray::from_vec(vec![2_000_000_000i64; 3]).to(T::Duration(TimeUnit::Nanosecond)).boxed()),
        ("cents", PrimitiveArray::from_vec(vec![1_999i128, 100, 0]).to(T::Decimal(10, 2)).boxed()),
    ];
    let found = summary(&table, &[]);
    let means: Vec<f64> = found.columns.iter().map(|column| number(column).mean().unwrap()).collect();
    assert_eq!(means[..3], [86_400.0, 1.5, 2.0]);
    assert!((means[3] - 20.99 / 3.0).abs() < 1e-14);
    assert_eq!(number(&found.columns[0]).distribution().quantile(1.0), 172_800.0);
    assert_eq!(number(&found.columns[3]).largest(), (19.99, 1.0));
    assert_eq!(found.columns[1].arrow_type, "timestamp[ms, UTC]");
    assert!(number(&found.columns[0]).integral && !number(&found.columns[1]).integral);
}

#[test]
fn every_type_has_rows_nulls_and_a_name() {
    let nullable = |array: Box<dyn Array>| array.with_validity(Some(Bitmap::from([true, false, true])));
    let item = || Box::new(Field::new("item".into(), T::Int32, true));
    let items = || PrimitiveArray::from_vec(vec![1i32, 2, 3, 4, 5, 6]).boxed();
    let words = ["a", "b", "a"];
    let table: Table = vec![
        ("int8", PrimitiveArray::from_vec(vec![1i8; 3]).boxed()),
        ("uint64", PrimitiveArray::from_vec(vec![u64::MAX; 3]).boxed()),
        ("float32", PrimitiveArray::from_vec(vec![1.5f32; 3]).boxed()),
        ("bool", BooleanArray::from_slice([true, false, true]).boxed()),
        ("string", Utf8Array::<i32>::from_slice(words).boxed()),
        ("large_string", Utf8Array::<i64>::from_slice(words).boxed()),
        ("string_view", Utf8ViewArray::from_slice_values(words).boxed()),
        ("binary", BinaryArray::<i32>::from_slice(words).boxed()),
        ("fixed_size_binary[2]", FixedSizeBinaryArray::new(T::FixedSizeBinary(2), vec![7u8; 6].into(), None).boxed()),
        ("time64[us]", PrimitiveArray::from_vec(vec![5i64; 3]).to(T::Time64(TimeUnit::Microsecond)).boxed()),
        ("date64", PrimitiveArray::from_vec(vec![86_400_000i64; 3]).to(T::Date64).boxed()),
        ("decimal32(5, 1)", PrimitiveArray::from_vec(vec![15i32; 3]).to(T::Decimal32(5, 1)).boxed()),
        ("interval[months]", PrimitiveArray::from_vec(vec![4i32; 3]).to(T::Interval(IntervalUnit::YearMonth)).boxed()),
        ("fixed_size_list<int32>[2]", FixedSizeListArray::new(T::FixedSizeList(item(), 2), 3, items(), None).boxed()),
        (
            "list<int32>",
            ListArray::<i32>::new(T::List(item()), vec![0, 1, 3, 6].try_into().unwrap(), items(), None).boxed(),
        ),
    ];
    let table: Table = table.into_iter().map(|(name, array)| (name, nullable(array))).collect();
    let found = summary(&table, &[2]);
    for column in &found.columns {
        assert_eq!((column.rows, column.nulls), (3, 1), "{}", column.name);
        assert_eq!(column.arrow_type, column.name);
    }
    let twos = number(&found.columns[1]);
    assert_eq!((twos.distinct(), twos.count()), (1, 2));
    let Values::List { lengths, item } = &found.columns[14].values else { panic!("{:?}", found.columns[14].values) };
    assert_eq!((lengths.total(), item.rows), (4.0, 4));
    let nothing = summary(&vec![("null", NullArray::new(T::Null, 3).boxed())], &[]);
    assert_eq!((nothing.columns[0].rows, nothing.columns[0].nulls), (3, 3));
}

#[test]
fn the_fingerprint_covers_every_value_name_and_type() {
    let rows: Vec<_> = (0..40_000u32).map(|i| (Some(f64::from(i)), Some((i % 500) as u16))).collect();
    let before = summary(&mixed(&rows), &[]);
    for place in [0, 15_000, 39_999] {
        let mut changed = rows.clone();
        changed[place].0 = Some(-1.0);
        assert_ne!(summary(&mixed(&changed), &[]).fingerprint, before.fingerprint, "a number in row {place}");
        let mut changed = rows.clone();
        changed[place].1 = None;
        assert_ne!(summary(&mixed(&changed), &[]).fingerprint, before.fingerprint, "a null in row {place}");
    }
    let flags = |name, at: usize| -> Table {
        vec![(name, (0..20_000).map(|i| Some(i == at)).collect::<BooleanArray>().boxed())]
    };
    let of = |table: Table| summary(&table, &[]).fingerprint;
    assert_eq!(of(flags("a", 5)), of(flags("a", 15_000)), "rows have no order");
    assert_ne!(of(flags("a", 5)), of(flags("b", 5)));
    assert_ne!(of(flags("a", 5)), of(flags("a", 99_999)));
    let dates = |dtype| -> Table { vec![("d", PrimitiveArray::from_vec(vec![3i32; 9]).to(dtype).boxed())] };
    assert_ne!(of(dates(T::Date32)), of(dates(T::Int32)));
    let swapped: Vec<_> = rows.iter().map(|row| (row.0.map(|x| 39_999.0 - x), row.1)).collect();
    assert_ne!(summary(&mixed(&swapped), &[]).fingerprint, before.fingerprint, "values moved between rows");
    let other = summarise(stream(&mixed(&rows), &[]), &SummaryKey::plain()).unwrap();
    assert_ne!(other.fingerprint, before.fingerprint);
    assert!(matches!(before.merge(other), Err(SummaryError::Schema(_))));
}

#[test]
fn a_few_changed_rows_are_known_as_neighbours() {
    let rows: Vec<_> = (0..50_000u32).map(|i| (Some(f64::from(i)), Some((i % 500) as u16))).collect();
    let before = summary(&mixed(&rows), &[]).row_set;
    assert_eq!(before.difference(&summary(&mixed(&rows[3..]), &[]).row_set), 3);
    assert!(before.difference(&summary(&mixed(&rows[..40_000]), &[]).row_set) >= 10_000);
}

#[test]
fn dictionaries_and_plain_columns_have_the_same_figures() {
    let words = ["x", "yy", "zzz", "unused"];
    let keys = PrimitiveArray::<i8>::from(vec![Some(0), Some(2), None, Some(2), Some(1)]);
    let dtype = T::Dictionary(IntegerType::Int8, Box::new(T::Utf8), false);
    let dictionary = DictionaryArray::try_new(dtype, keys, Utf8Array::<i32>::from_slice(words).boxed()).unwrap();
    let plain = Utf8Array::<i32>::from([Some("x"), Some("zzz"), None, Some("zzz"), Some("yy")]);
    let (a, b) = (summary(&vec![("t", dictionary.boxed())], &[2]), summary(&vec![("t", plain.boxed())], &[]));
    assert_eq!(a.columns[0].values, b.columns[0].values);
    assert_eq!((a.columns[0].nulls, &a.row_set), (1, &b.row_set));
    assert_eq!(a.columns[0].arrow_type, "dictionary<int8, string>");
}

#[test]
fn tables_without_rows_or_columns_are_tables() {
    let empty = summary(&vec![("x", floats(Vec::new()))], &[]);
    assert_eq!((empty.rows, empty.columns[0].rows, number(&empty.columns[0]).mean()), (0, 0, None));
    let dtype = T::Struct(Vec::new());
    let nothing = StructArray::new(dtype.clone(), 5, Vec::new(), None).boxed();
    let found = summarise(ArrowStream::from_arrays(Field::new("".into(), dtype, false), vec![nothing]), &KEY).unwrap();
    assert_eq!((found.rows, found.columns.len()), (5, 0));
}

#[test]
fn a_series_is_a_table_of_one_column() {
    let field = Field::new("price".into(), T::Float64, true);
    let stream = ArrowStream::from_arrays(field, vec![floats(vec![Some(1.0), None]), floats(vec![Some(3.0)])]);
    let found = summarise(stream, &KEY).unwrap();
    assert_eq!((found.rows, found.columns[0].name.as_str(), found.columns[0].nulls), (3, "price", 1));
    assert_eq!(number(&found.columns[0]).mean(), Some(2.0));
}

#[test]
fn a_table_in_several_streams_is_one_table() {
    let rows: Vec<_> = (0..90_000u32).map(|i| (Some(f64::from(i)), Some((i % 500) as u16))).collect();
    let whole = summary(&mixed(&rows), &[]);
    let threads = crate::session::threads(2).unwrap();
    let mut pass = Pass::new(KEY, threads);
    let mut seen = Vec::new();
    for part in [&rows[..20_000], &rows[20_000..20_000], &rows[20_000..]] {
        let mut watch = |rows| {
            seen.push(rows);
            true
        };
        pass.add(stream(&mixed(part), &[]), &mut watch).unwrap();
    }
    assert!(seen.is_sorted() && seen.last() == Some(&90_000), "{seen:?}");
    let found = pass.finish().unwrap();
    assert_eq!(found.fingerprint, whole.fingerprint);
    assert!(format!("{:?}", found.columns) == format!("{:?}", whole.columns));
}

#[test]
fn a_pass_that_is_stopped_or_meets_other_columns_has_no_summary() {
    let table = mixed(&[(Some(1.0), Some(2)); 50]);
    let pass = || Pass::new(KEY, crate::session::threads(1).unwrap());
    let mut stopped = pass();
    assert!(matches!(stopped.add(stream(&table, &[]), &mut |_| false), Err(SummaryError::Stopped)));
    assert!(matches!(stopped.finish(), Err(SummaryError::Stopped)));
    let mut changing = pass();
    changing.add(stream(&table, &[]), &mut |_| true).unwrap();
    let other: Table = vec![("float", texts(&[None]))];
    assert!(matches!(changing.add(stream(&other, &[]), &mut |_| true), Err(SummaryError::Schema(_))));
    assert!(changing.finish().is_err() && pass().finish().is_err());
}
