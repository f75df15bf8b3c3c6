//! Values of variable width as bytes, without trusting the producer's offsets.

use polars_arrow::array::{
    Array, BinaryArray, BinaryViewArrayGeneric, FixedSizeBinaryArray, Utf8Array, View, ViewType,
};
use polars_arrow::bitmap::Bitmap;
use polars_arrow::datatypes::PhysicalType;

use super::super::hash::{Hasher, NULL, word8};
use super::super::text::{CHUNK, Lengths};

/// Marks the size of a text with other characters than those of ASCII.
const BEYOND_ASCII: u32 = 1 << 31;

/// The values of a chunk that are there.
pub(in crate::summary) struct Present<'a> {
    values: &'a Bytes<'a>,
    start: usize,
    /// Where in the chunk each value stands.
    places: &'a [u16],
    pub(in crate::summary) hashes: &'a [u64],
    sizes: &'a [u32],
}

/// How long a value is.
#[derive(Clone, Copy)]
pub(in crate::summary) struct Size(u32);

/// Where the values of an array lie.
pub(super) enum Bytes<'a> {
    Offsets(&'a [i32], &'a [u8]),
    LongOffsets(&'a [i64], &'a [u8]),
    Views(&'a [View], Vec<&'a [u8]>),
    Width(usize, &'a [u8]),
}

/// Masks of the first bytes of 16.
const FIRST: [[u64; 2]; 17] = {
    let mut masks = [[0; 2]; 17];
    let mut length = 1;
    while length <= 16 {
        let bits: u128 = u128::MAX >> (128 - 8 * length);
        masks[length] = [bits as u64, (bits >> 64) as u64];
        length += 1;
    }
    masks
};

const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

impl<'a> Bytes<'a> {
    /// `None` for arrays that are not made of bytes.
    pub(super) fn of(array: &'a dyn Array) -> Option<Self> {
        let any = array.as_any();
        match array.dtype().to_physical_type() {
            PhysicalType::Utf8 => {
                any.downcast_ref::<Utf8Array<i32>>().map(|a| Self::Offsets(a.offsets().as_slice(), a.values()))
            }
            PhysicalType::LargeUtf8 => {
                any.downcast_ref::<Utf8Array<i64>>().map(|a| Self::LongOffsets(a.offsets().as_slice(), a.values()))
            }
            PhysicalType::Binary => {
                any.downcast_ref::<BinaryArray<i32>>().map(|a| Self::Offsets(a.offsets().as_slice(), a.values()))
            }
            PhysicalType::LargeBinary => {
                any.downcast_ref::<BinaryArray<i64>>().map(|a| Self::LongOffsets(a.offsets().as_slice(), a.values()))
            }
            PhysicalType::Utf8View => any.downcast_ref::<BinaryViewArrayGeneric<str>>().map(Self::views),
            PhysicalType::BinaryView => any.downcast_ref::<BinaryViewArrayGeneric<[u8]>>().map(Self::views),
            PhysicalType::FixedSizeBinary => {
                any.downcast_ref::<FixedSizeBinaryArray>().map(|a| Self::Width(a.size(), a.values()))
            }
            _ => None,
        }
    }

    fn views<T: ViewType + ?Sized>(array: &'a BinaryViewArrayGeneric<T>) -> Self {
        Self::Views(array.views(), array.data_buffers().iter().map(|buffer| &buffer[..]).collect())
    }

    /// Looks at value `at`; a missing one has an arbitrary content.
    fn with<R>(&self, at: usize, look: impl FnOnce(&[u8]) -> R) -> R {
        let slice = match self {
            Self::Offsets(offsets, bytes) => bytes.get(offsets[at] as usize..offsets[at + 1] as usize),
            Self::LongOffsets(offsets, bytes) => bytes.get(offsets[at] as usize..offsets[at + 1] as usize),
            Self::Views(views, _) if views[at].length <= View::MAX_INLINE_SIZE => {
                return look(&views[at].as_u128().to_le_bytes()[4..4 + views[at].length as usize]);
            }
            Self::Views(views, buffers) => {
                let (view, start) = (&views[at], views[at].offset as usize);
                buffers.get(view.buffer_idx as usize).and_then(|buffer| buffer.get(start..start + view.length as usize))
            }
            Self::Width(size, bytes) => bytes.get(at * size..(at + 1) * size),
        };
        look(slice.unwrap_or_default())
    }

    /// Hashes and sizes of the values from `start` on.
    fn digest(&self, start: usize, keyed: &Hasher, hashes: &mut [u64], sizes: &mut [u32]) {
        let out = hashes.iter_mut().zip(sizes);
        match self {
            Self::Offsets(offsets, bytes) => {
                for (pair, out) in offsets[start..].windows(2).zip(out) {
                    (*out.0, *out.1) = digest(keyed, bytes, pair[0] as usize, pair[1] as usize);
                }
            }
            Self::LongOffsets(offsets, bytes) => {
                for (pair, out) in offsets[start..].windows(2).zip(out) {
                    (*out.0, *out.1) = digest(keyed, bytes, pair[0] as usize, pair[1] as usize);
                }
            }
            Self::Views(views, buffers) => {
                for (view, out) in views[start..].iter().zip(out) {
                    (*out.0, *out.1) = digest_view(keyed, view, buffers);
                }
            }
            Self::Width(size, bytes) => {
                for (at, out) in (start..).zip(out) {
                    (*out.0, *out.1) = digest(keyed, bytes, at * size, (at + 1) * size);
                }
            }
        }
    }
}

#[inline]
fn digest_view(keyed: &Hasher, view: &View, buffers: &[&[u8]]) -> (u64, u32) {
    let length = view.length as usize;
    if view.length > View::MAX_INLINE_SIZE {
        let start = view.offset as usize;
        let buffer = buffers.get(view.buffer_idx as usize).copied().unwrap_or_default();
        return digest(keyed, buffer, start, start + length);
    }
    let low = u64::from(view.prefix) | u64::from(view.buffer_idx) << 32;
    let [first, second] = FIRST[length];
    of_words(keyed, low & first, u64::from(view.offset) & second, length)
}

/// The hash and the size of the bytes from `start` to `end`.
#[inline]
fn digest(keyed: &Hasher, bytes: &[u8], start: usize, end: usize) -> (u64, u32) {
    let length = end.wrapping_sub(start);
    if length <= 16
        && let Some(sixteen) = bytes.get(start..).and_then(<[u8]>::first_chunk::<16>)
    {
        let [first, second] = FIRST[length];
        return of_words(keyed, word8(&sixteen[..8]) & first, word8(&sixteen[8..]) & second, length);
    }
    digest_slice(keyed, bytes.get(start..end).unwrap_or_default())
}

#[inline]
fn of_words(keyed: &Hasher, low: u64, high: u64, length: usize) -> (u64, u32) {
    (keyed.short(low, high, length), size(length, low | high))
}

#[inline(never)]
fn digest_slice(keyed: &Hasher, bytes: &[u8]) -> (u64, u32) {
    if bytes.len() > 16 {
        let (hash, bits) = keyed.long(bytes);
        return (hash, size(bytes.len(), bits));
    }
    let mut padded = [0; 16];
    padded[..bytes.len()].copy_from_slice(bytes);
    of_words(keyed, word8(&padded[..8]), word8(&padded[8..]), bytes.len())
}

#[inline]
fn size(length: usize, bits: u64) -> u32 {
    let beyond = if bits & HIGH_BITS == 0 { 0 } else { BEYOND_ASCII };
    u32::try_from(length).map_or(!BEYOND_ASCII, |length| length.min(!BEYOND_ASCII)) | beyond
}

impl Size {
    /// The length in bytes, where all of them are characters; `None` where the bytes have to be looked at.
    #[inline]
    pub(in crate::summary) fn characters(self) -> Option<usize> {
        (self.0 < !BEYOND_ASCII).then_some(self.0 as usize)
    }
}

impl Present<'_> {
    pub(in crate::summary) fn sizes(&self) -> impl ExactSizeIterator<Item = Size> {
        self.sizes.iter().map(|size| Size(*size))
    }

    /// Counts how many bytes each value has.
    pub(super) fn measure(&self, lengths: &mut Lengths) {
        for (at, size) in self.sizes().enumerate() {
            let length = size.0 & !BEYOND_ASCII;
            let length = if length == !BEYOND_ASCII { self.with(at, <[u8]>::len) } else { length as usize };
            lengths.add(at, length, 1);
        }
    }

    /// Looks at the bytes of value `at`.
    pub(in crate::summary) fn with<R>(&self, at: usize, look: impl FnOnce(&[u8]) -> R) -> R {
        self.values.with(self.start + usize::from(self.places[at]), look)
    }
}

/// Writes a hash of every row, and shows the values that are there chunk by chunk.
pub(super) fn for_each_chunk(
    array: &dyn Array,
    keyed: &Hasher,
    hashes: &mut [u64],
    mut show: impl FnMut(&Present<'_>),
) {
    let Some(values) = &Bytes::of(array) else { return };
    let validity = array.validity().filter(|validity| validity.unset_bits() > 0);
    let mut sizes = [0; CHUNK];
    let (mut kept, mut places) = ([0; CHUNK], std::array::from_fn(|at| at as u16));
    for (start, hashes) in (0..array.len()).step_by(CHUNK).zip(hashes.chunks_mut(CHUNK)) {
        let sizes = &mut sizes[..hashes.len()];
        values.digest(start, keyed, hashes, sizes);
        let Some(validity) = validity else {
            show(&Present { values, start, places: &places[..hashes.len()], hashes, sizes });
            continue;
        };
        let n = keep(validity, start, hashes, sizes, &mut kept, &mut places);
        show(&Present { values, start, places: &places[..n], hashes: &kept[..n], sizes: &sizes[..n] });
    }
}

/// Moves what is there together and hashes the rest as missing.
fn keep(
    validity: &Bitmap,
    start: usize,
    hashes: &mut [u64],
    sizes: &mut [u32],
    kept: &mut [u64; CHUNK],
    places: &mut [u16; CHUNK],
) -> usize {
    let mut n = 0;
    for (at, hash) in hashes.iter_mut().enumerate() {
        (kept[n], sizes[n], places[n]) = (*hash, sizes[at], at as u16);
        let present = validity.get_bit(start + at);
        n += usize::from(present);
        *hash = if present { *hash } else { NULL };
    }
    n
}

/// Calls `visit` with every value, `None` for missing ones; false for types that are not made of bytes.
pub(super) fn for_each(array: &dyn Array, visit: &mut impl FnMut(usize, Option<&[u8]>)) -> bool {
    let Some(values) = Bytes::of(array) else { return false };
    let validity = array.validity();
    for at in 0..array.len() {
        if validity.is_some_and(|validity| !validity.get_bit(at)) {
            visit(at, None);
        } else {
            values.with(at, |bytes| visit(at, Some(bytes)));
        }
    }
    true
}

#[cfg(test)]
mod tests;
