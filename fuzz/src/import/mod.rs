//! Streams through the Arrow C interface that break its rules: an error or a summary, never a panic.
//!
//! Buffers are as long as they say, because no consumer can check that; all else may be wrong.

mod array;
mod schema;
mod structs;

use std::ffi::{CString, c_char, c_int};

use conspectus_agent::disclosure::{DisclosureRequest, History, disclose};
use conspectus_agent::summary::{ArrowStream, SummaryKey, summarise};
use conspectus_metadata::Policy;
use conspectus_metadata::violations::profile_violations;
use polars_arrow::ffi::ArrowArrayStream;

use self::array::Memory;
use self::schema::Shape;
use self::structs::{RawArray, RawSchema, RawStream};
use super::bytes::Bytes;

/// What the callbacks answer from.
struct Producer<'a> {
    input: Bytes<'a>,
    shape: Shape,
    memory: Memory,
    batches: usize,
    message: Option<CString>,
}

pub fn run(bytes: &[u8]) {
    let mut input = Bytes(bytes);
    let shape = Shape::table(&mut input);
    let batches = input.below(4);
    let message = CString::new(input.take(input.0.len().min(5))).ok();
    let mut producer = Producer { input, shape, memory: Memory::default(), batches, message };
    let mut stream = RawStream {
        get_schema: Some(get_schema),
        get_next: Some(get_next),
        get_last_error: Some(get_last_error),
        release: Some(release),
        private_data: (&raw mut producer).cast(),
    };
    // SAFETY: both have the interface's layout, and the producer outlives the stream.
    let stream = unsafe { ArrowStream::from_raw((&raw mut stream).cast::<ArrowArrayStream>()) };
    if let Ok(summary) = stream.and_then(|stream| summarise(stream, &SummaryKey::new([7; 32]))) {
        let profile = disclose(&summary, &Policy::STANDARD, &DisclosureRequest::default(), &History::default());
        let found = profile_violations(&profile, &Policy::STANDARD);
        assert!(found.is_empty(), "{found:?}");
    }
}

unsafe extern "C" fn get_schema(stream: *mut RawStream, out: *mut RawSchema) -> c_int {
    // SAFETY: the stream is the one made above.
    let producer = unsafe { &mut *(*stream).private_data.cast::<Producer<'_>>() };
    if producer.input.once_in(64) {
        return 5;
    }
    // SAFETY: the consumer gives room for one schema.
    unsafe { out.write(producer.shape.schema(&mut producer.memory, &mut producer.input)) };
    0
}

unsafe extern "C" fn get_next(stream: *mut RawStream, out: *mut RawArray) -> c_int {
    // SAFETY: the stream is the one made above.
    let producer = unsafe { &mut *(*stream).private_data.cast::<Producer<'_>>() };
    if producer.input.once_in(64) {
        return 5;
    }
    let array = if producer.batches == 0 {
        RawArray::released()
    } else {
        producer.batches -= 1;
        let rows = producer.input.pick(&[0, 1, 3, 8, 20, 150]);
        producer.shape.array(rows, &mut producer.memory, &mut producer.input)
    };
    // SAFETY: the consumer gives room for one array.
    unsafe { out.write(array) };
    0
}

unsafe extern "C" fn get_last_error(stream: *mut RawStream) -> *const c_char {
    // SAFETY: the stream is the one made above.
    let producer = unsafe { &*(*stream).private_data.cast::<Producer<'_>>() };
    producer.message.as_ref().map_or(std::ptr::null(), |message| message.as_ptr())
}

unsafe extern "C" fn release(stream: *mut RawStream) {
    // SAFETY: called with the stream to release.
    unsafe { (*stream).release = None };
}
