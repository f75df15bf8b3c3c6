//! Producers that break the interface's promises: each becomes an error that names the column.

use std::ffi::c_void;
use std::mem::ManuallyDrop;

use polars_arrow::array::{
    Array, BinaryViewArray, BooleanArray, DictionaryArray, FixedSizeBinaryArray, FixedSizeListArray, ListArray,
    PrimitiveArray, StructArray, Utf8Array, Utf8ViewArray,
};
use polars_arrow::bitmap::Bitmap;
use polars_arrow::datatypes::{ArrowDataType as T, Field, IntegerType};

use super::super::SummaryError;
use super::import::import;
use super::raw::RawArray;
use super::{ColumnData, ColumnField};

/// The array behind the C structure, spoilt, then imported.
#[expect(unsafe_code, reason = "tests reach into the C structures")]
fn spoilt(array: Box<dyn Array>, spoil: impl FnOnce(&mut RawArray)) -> Result<(), String> {
    let (dtype, rows) = (array.dtype().clone(), array.len());
    let array = ManuallyDrop::new(polars_arrow::ffi::export_array_to_c(array));
    // SAFETY: both structures have the interface's layout; the original is not dropped.
    let mut raw: RawArray = unsafe { std::ptr::from_ref(&*array).cast::<RawArray>().read() };
    spoil(&mut raw);
    let field = ColumnField::Array(Field::new("salary".into(), dtype, true));
    match import(raw, &field, 0, rows) {
        Ok(ColumnData::Array(array)) => {
            assert_eq!(array.len(), rows);
            Ok(())
        }
        Ok(ColumnData::Opaque { .. }) => Ok(()),
        Err(SummaryError::Column { name, reason }) => {
            assert_eq!(name, "salary");
            Err(reason)
        }
        Err(other) => panic!("{other}"),
    }
}

/// Replaces a buffer by other memory, which is left to itself.
#[expect(unsafe_code, reason = "tests reach into the C structures")]
fn replace<V>(raw: &mut RawArray, at: usize, values: Vec<V>) {
    let pointer = Box::leak(values.into_boxed_slice()).as_ptr().cast::<c_void>();
    // SAFETY: the array has this buffer's pointer.
    unsafe { *raw.buffers.add(at) = pointer };
}

#[expect(unsafe_code, reason = "tests reach into the C structures")]
fn remove(raw: &mut RawArray, at: usize) {
    // SAFETY: the array has this buffer's pointer.
    unsafe { *raw.buffers.add(at) = std::ptr::null() };
}

fn numbers() -> Box<dyn Array> {
    PrimitiveArray::from_vec((0..10i64).collect()).boxed()
}

fn texts() -> Box<dyn Array> {
    Utf8Array::<i32>::from_slice(["a", "bb", "ccc"]).boxed()
}

fn long_views() -> Box<dyn Array> {
    Utf8ViewArray::from_slice_values(["a text that is too long for its view", "short"]).boxed()
}

fn lists() -> Box<dyn Array> {
    let dtype = T::List(Box::new(Field::new("item".into(), T::Int64, true)));
    ListArray::<i32>::new(dtype, vec![0, 4, 10].try_into().unwrap(), numbers(), None).boxed()
}

fn colours() -> Box<dyn Array> {
    let dtype = T::Dictionary(IntegerType::Int8, Box::new(T::Utf8), false);
    let keys = PrimitiveArray::<i8>::from_vec(vec![0, 2, 1]);
    DictionaryArray::try_new(dtype, keys, texts()).unwrap().boxed()
}

fn every_kind() -> Vec<Box<dyn Array>> {
    let pair = T::Struct(vec![Field::new("a".into(), T::Int64, true)]);
    let item = Box::new(Field::new("item".into(), T::Int64, true));
    vec![
        numbers(),
        texts(),
        long_views(),
        lists(),
        colours(),
        BooleanArray::from_slice([true; 9]).boxed(),
        BinaryViewArray::from_slice_values([b"0123456789abcdef"; 3]).boxed(),
        FixedSizeBinaryArray::new(T::FixedSizeBinary(2), vec![7u8; 6].into(), None).boxed(),
        FixedSizeListArray::new(T::FixedSizeList(item, 5), 2, numbers(), None).boxed(),
        StructArray::new(pair, 10, vec![numbers()], None).boxed(),
        Utf8Array::<i64>::from_slice(["a", "bb"]).boxed(),
    ]
}

#[test]
fn what_is_whole_is_read() {
    for array in every_kind() {
        let rows = array.len();
        let some: Bitmap = (0..rows).map(|at| at != 1).collect();
        assert_eq!(spoilt(array.with_validity(Some(some)), |_| ()), Ok(()));
        assert_eq!(spoilt(array.sliced(0, 0), |_| ()), Ok(()));
        // The exporter itself mistakes where a part of such texts begins.
        if !matches!(array.dtype(), T::Utf8 | T::LargeUtf8) {
            assert_eq!(spoilt(array.sliced(1, rows - 1), |_| ()), Ok(()));
        }
        assert_eq!(spoilt(array, |_| ()), Ok(()));
    }
}

#[test]
fn every_kind_of_array_can_be_broken_in_its_counts() {
    let breaks: [fn(&mut RawArray); 8] = [
        |raw| raw.length = -4,
        |raw| raw.offset = -1,
        |raw| raw.length = 0,
        |raw| raw.length = 1 << 41,
        |raw| raw.offset = i64::MAX,
        |raw| raw.n_buffers = 0,
        |raw| raw.n_buffers = -1,
        |raw| raw.buffers = std::ptr::null_mut(),
    ];
    for array in every_kind() {
        for (at, spoil) in breaks.iter().enumerate() {
            assert!(spoilt(array.clone(), spoil).is_err(), "{:?}, break {at}", array.dtype());
        }
    }
}

#[test]
fn parts_that_are_missing_are_noticed() {
    for array in [lists(), every_kind().remove(8), every_kind().remove(9)] {
        assert!(spoilt(array.clone(), |raw| raw.n_children = 0).is_err());
        assert!(spoilt(array.clone(), |raw| raw.children = std::ptr::null_mut()).is_err());
        assert!(spoilt(array.clone(), |raw| drop(raw.take_child(0))).is_err());
        assert!(spoilt(array, |raw| raw.child_mut(0).unwrap().length = 1).is_err());
    }
    assert!(spoilt(colours(), |raw| raw.dictionary = std::ptr::null_mut()).is_err());
    assert!(spoilt(numbers(), |raw| remove(raw, 1)).is_err());
    assert!(spoilt(texts(), |raw| remove(raw, 1)).is_err());
    assert!(spoilt(texts(), |raw| remove(raw, 2)).is_err());
}

#[test]
fn offsets_are_in_order_and_in_reach() {
    for offsets in [vec![0i32, 5, 3, 6], vec![-1, 1, 3, 6], vec![0, 1, 3, -6]] {
        let found = spoilt(texts(), |raw| replace(raw, 1, offsets));
        assert!(found.is_err_and(|reason| reason.contains("offsets")));
    }
    let found = spoilt(lists(), |raw| replace(raw, 1, vec![0i32, 4, 11]));
    assert!(found.is_err_and(|reason| reason.contains("beyond")));
}

#[test]
fn keys_and_views_point_at_something() {
    for keys in [vec![0i8, 3, 1], vec![0, -1, 1]] {
        assert!(spoilt(colours(), |raw| replace(raw, 1, keys)).is_err_and(|reason| reason.contains("keys")));
    }
    // Length, prefix, buffer, place.
    for view in [[40u32, 0, 0, 0], [20, 0, 7, 0], [20, 0, 0, 30], [u32::MAX, 0, 0, u32::MAX]] {
        let found = spoilt(long_views(), |raw| replace(raw, 1, vec![view, [1, 0, 0, 0]]));
        assert!(found.is_err_and(|reason| reason.contains("beyond")), "{view:?}");
    }
    assert!(spoilt(long_views(), |raw| replace(raw, 3, vec![-1i64])).is_err());
    assert!(spoilt(long_views(), |raw| raw.n_buffers = 2).is_err());
}

#[test]
fn a_wrong_count_of_nulls_is_counted_anew() {
    let some: Bitmap = (0..10).map(|at| at % 3 != 0).collect();
    for count in [0, -1, 10, 1_000, i64::MIN] {
        assert_eq!(spoilt(numbers().with_validity(Some(some.clone())), |raw| raw.null_count = count), Ok(()));
        assert_eq!(spoilt(numbers(), |raw| raw.null_count = count), Ok(()));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn lengths_beyond_memory_are_noticed() {
    for array in [numbers(), texts(), BooleanArray::from_slice([true; 9]).boxed()] {
        let found = spoilt(array, |raw| raw.length = 1 << 39);
        assert!(found.is_err_and(|reason| reason.contains("memory")));
    }
}

#[test]
fn text_that_is_no_utf_8_is_read_as_bytes() {
    assert_eq!(spoilt(texts(), |raw| replace(raw, 2, vec![0xff_u8; 6])), Ok(()));
}
