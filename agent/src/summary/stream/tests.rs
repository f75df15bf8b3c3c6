//! Streams that break the rules give errors, and leave the process alone.

use polars_arrow::array::{Array, PrimitiveArray, StructArray, Utf8Array};
use polars_arrow::bitmap::Bitmap;
use polars_arrow::datatypes::{ArrowDataType as T, Field};
use polars_arrow::ffi::{ArrowArrayStream, export_iterator};

use super::super::{ArrowStream, SummaryError, SummaryKey, Values, summarise};
use super::raw::{RawArray, RawSchema, RawStream};
use super::runs::runs;

const KEY: SummaryKey = SummaryKey::plain();

fn table() -> (Field, Box<dyn Array>) {
    let dtype = T::Struct(vec![Field::new("n".into(), T::Int64, true), Field::new("t".into(), T::Utf8, true)]);
    let columns = vec![
        PrimitiveArray::from_vec((0..10i64).collect()).boxed(),
        Utf8Array::<i32>::from_slice(["text"; 10]).boxed(),
    ];
    (Field::new("".into(), dtype.clone(), false), StructArray::new(dtype, 10, columns, None).boxed())
}

fn stream() -> ArrowStream {
    let (field, batch) = table();
    over(export_iterator(Box::new([Ok(batch)].into_iter()), field))
}

/// A stream through the C interface.
#[expect(unsafe_code, reason = "tests of a raw pointer")]
fn over(mut raw: ArrowArrayStream) -> ArrowStream {
    // SAFETY: the pointer is valid and unshared.
    unsafe { ArrowStream::from_raw(&raw mut raw) }.unwrap()
}

/// The stream with its callbacks or batches spoilt.
#[expect(unsafe_code, reason = "tests reach into the C structures")]
fn spoilt(spoil: impl FnOnce(&mut RawStream)) -> Result<(), SummaryError> {
    let (field, batch) = table();
    let mut raw = export_iterator(Box::new([Ok(batch)].into_iter()), field);
    // SAFETY: the stream is owned, and its layout is the interface's.
    spoil(unsafe { &mut *(&raw mut raw).cast::<RawStream>() });
    let stream = over(raw);
    summarise(stream, &KEY).map(|_| ())
}

#[test]
#[expect(unsafe_code, reason = "tests of a raw pointer")]
fn null_and_released_streams_are_refused() {
    // SAFETY: null is allowed.
    assert!(matches!(unsafe { ArrowStream::from_raw(std::ptr::null_mut()) }, Err(SummaryError::Released)));
    let mut released = ArrowArrayStream::empty();
    // SAFETY: an empty stream is a released one.
    let stream = unsafe { ArrowStream::from_raw(&raw mut released) }.unwrap();
    assert!(matches!(summarise(stream, &KEY), Err(SummaryError::Released)));
}

#[test]
#[expect(unsafe_code, reason = "tests of a raw pointer")]
fn a_stream_is_taken_over_once() {
    let (field, batch) = table();
    let mut raw = export_iterator(Box::new([Ok(batch)].into_iter()), field);
    // SAFETY: the pointer is valid and unshared.
    let (first, second) = unsafe { (ArrowStream::from_raw(&raw mut raw), ArrowStream::from_raw(&raw mut raw)) };
    assert_eq!(summarise(first.unwrap(), &KEY).unwrap().rows, 10);
    assert!(matches!(summarise(second.unwrap(), &KEY), Err(SummaryError::Released)));
}

#[test]
fn what_comes_through_the_interface_is_what_was_sent() {
    let (field, batch) = table();
    let direct = summarise(ArrowStream::from_arrays(field, vec![batch]), &KEY).unwrap();
    assert_eq!(summarise(stream(), &KEY).unwrap(), direct);
}

#[test]
fn missing_callbacks_are_errors() {
    assert!(matches!(spoilt(|stream| stream.get_schema = None), Err(SummaryError::Malformed(_))));
    assert!(matches!(spoilt(|stream| stream.get_next = None), Err(SummaryError::Malformed(_))));
}

#[test]
fn the_producers_error_is_passed_on() {
    let (field, batch) = table();
    let failure = PrimitiveArray::<i64>::try_new(T::Utf8, vec![1].into(), None).map(PrimitiveArray::boxed);
    let raw = export_iterator(Box::new([Ok(batch), failure].into_iter()), field);
    let stream = over(raw);
    let Err(SummaryError::Producer(message)) = summarise(stream, &KEY) else { panic!("no error") };
    assert!(message.contains("PrimitiveArray"), "{message}");
}

#[expect(unsafe_code, reason = "a producer's callback")]
unsafe extern "C" fn release(array: *mut RawArray) {
    // SAFETY: called with the array to release.
    unsafe { (*array).release = None };
}

fn batch(length: i64, offset: i64) -> RawArray {
    let mut array = RawArray::empty();
    (array.length, array.offset) = (length, offset);
    array.release = Some(release);
    array
}

macro_rules! producer {
    ($name:ident, $array:expr) => {
        #[expect(unsafe_code, reason = "a producer's callback")]
        unsafe extern "C" fn $name(_: *mut RawStream, out: *mut RawArray) -> i32 {
            // SAFETY: the consumer gives room for one array.
            unsafe { out.write($array) };
            0
        }
    };
}

producer!(negative_length, batch(-1, 0));
producer!(negative_offset, batch(3, -7));
producer!(no_columns, batch(3, 0));

#[test]
fn broken_batches_are_errors() {
    for producer in [negative_length, negative_offset, no_columns] {
        let found = spoilt(|stream| stream.get_next = Some(producer));
        assert!(matches!(found, Err(SummaryError::Malformed(_) | SummaryError::Column { .. })), "{found:?}");
    }
}

#[test]
#[expect(unsafe_code, reason = "tests reach into the C structures")]
fn nulls_that_the_producer_did_not_count_are_counted() {
    let numbers = PrimitiveArray::<i64>::from(vec![Some(1), None, Some(3), None]);
    let array = std::mem::ManuallyDrop::new(polars_arrow::ffi::export_array_to_c(numbers.boxed()));
    // SAFETY: both structures have the interface's layout; the original is not dropped.
    let mut raw: RawArray = unsafe { std::ptr::from_ref(&*array).cast::<RawArray>().read() };
    raw.null_count = -1;
    let field = super::ColumnField::Array(Field::new("n".into(), T::Int64, true));
    let super::ColumnData::Array(found) = super::import::import(raw, &field, 0, 4).unwrap() else { panic!("an array") };
    assert_eq!(found.null_count(), 2);
}

#[test]
fn decimals_of_any_width_and_scale_have_a_name() {
    assert_eq!(super::schema::decimal_name("d:5,-2").as_deref(), Some("decimal128(5, -2)"));
    assert_eq!(super::schema::decimal_name("d:50,3,256").as_deref(), Some("decimal256(50, 3)"));
    assert_eq!(super::schema::decimal_name("tdD"), None);
}

#[test]
fn sliced_and_partly_missing_tables_are_read() {
    let (field, batch) = table();
    let missing = (0..10).map(|i| i != 6).collect::<Bitmap>();
    let batch = batch.with_validity(Some(missing)).sliced(5, 5);
    let found = summarise(ArrowStream::from_arrays(field, vec![batch]), &KEY).unwrap();
    assert_eq!((found.rows, found.columns[0].nulls, found.columns[1].nulls), (5, 1, 1));
    let Values::Number(numbers) = &found.columns[0].values else { panic!("numbers") };
    assert_eq!(numbers.mean(), Some(29.0 / 4.0));
}

#[test]
fn runs_become_rows() {
    let ends = PrimitiveArray::from_vec(vec![2i32, 5, 6]);
    let values = Utf8Array::<i32>::from_slice(["a", "b", "c"]);
    let rows = runs(&ends, values.boxed(), 1, 5).unwrap();
    assert_eq!(format!("{rows:?}"), "DictionaryArray[a, b, b, b, c]");
    assert!(runs(&ends, PrimitiveArray::from_vec(vec![1i8]).boxed(), 0, 6).is_err());
}

#[test]
fn schemas_without_their_parts_are_refused() {
    let mut schema = RawSchema::empty();
    assert!(!schema.make_whole(9));
    assert_eq!((schema.name(), schema.format()), (String::new(), String::new()));
}
