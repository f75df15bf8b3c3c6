use polars_arrow::array::{Array, BooleanArray, DictionaryArray, PrimitiveArray};
use polars_arrow::bitmap::Bitmap;

use super::super::hash::{Hasher, NULL};
use super::bytes::{Bytes, for_each};
use super::load::{Chunk, load};

/// The values of a dictionary, each with the number of rows that point at it.
#[derive(Default)]
pub(super) struct Dictionary {
    values: Option<Box<dyn Array>>,
    entries: Vec<Entry>,
}

#[derive(Clone, Copy)]
struct Entry {
    hash: u64,
    rows: u64,
}

/// One value of a dictionary.
pub(super) struct DictionaryValue<'a> {
    bytes: &'a [u8],
    number: f64,
}

impl DictionaryValue<'_> {
    pub(super) fn bytes(&self) -> &[u8] {
        self.bytes
    }

    pub(super) fn number(&self) -> f64 {
        self.number
    }

    pub(super) fn is_true(&self) -> bool {
        self.number > 0.0
    }
}

impl Dictionary {
    /// Makes this the dictionary of `array`; returns the earlier one if that was another.
    pub(super) fn begin(&mut self, array: &dyn Array, keyed: &Hasher) -> Option<Self> {
        let values = values_of(array)?;
        if self.values.as_ref().is_some_and(|known| is_same(known.as_ref(), values)) {
            return None;
        }
        let entries = hashes(values, keyed).into_iter().map(|hash| Entry { hash, rows: 0 }).collect();
        Some(std::mem::replace(self, Self { entries, values: Some(values.to_boxed()) }))
    }

    /// Counts the rows of `array` and writes their hashes; returns how many are null.
    pub(super) fn count(&mut self, array: &dyn Array, hashes: &mut [u64]) -> u64 {
        macro_rules! count_keys {
            ($($key:ty),*) => {
                $(if let Some(array) = array.as_any().downcast_ref::<DictionaryArray<$key>>() {
                    let keys = array.keys();
                    let validity = keys.validity().filter(|validity| validity.unset_bits() > 0);
                    return count(&mut self.entries, keys.values().iter().copied(), validity, hashes);
                })*
            };
        }
        count_keys!(i8, i16, i32, i64, u8, u16, u32, u64);
        0
    }

    /// Calls `visit` with each used value, its hash and how often it was used.
    pub(super) fn for_each_used(&self, visit: &mut dyn FnMut(&DictionaryValue<'_>, u64, u64)) {
        let Some(values) = &self.values else { return };
        let used = |at: usize| self.entries.get(at).filter(|entry| entry.rows > 0 && entry.hash != NULL);
        let is_bytes = for_each(values.as_ref(), &mut |at, bytes| {
            if let (Some(bytes), Some(entry)) = (bytes, used(at)) {
                visit(&DictionaryValue { bytes, number: 0.0 }, entry.hash, entry.rows);
            }
        });
        for at in 0..if is_bytes { 0 } else { values.len() } {
            if let Some(entry) = used(at) {
                let number = word(values.as_ref(), at).0;
                visit(&DictionaryValue { bytes: &[], number }, entry.hash, entry.rows);
            }
        }
    }
}

/// Keys that point nowhere, or at a missing value, are missing.
#[inline]
fn count<K>(entries: &mut [Entry], keys: impl Iterator<Item = K>, validity: Option<&Bitmap>, hashes: &mut [u64]) -> u64
where
    usize: TryFrom<K>,
{
    let mut nulls = 0;
    let mut add = |key: K, hash: &mut u64| {
        let entry = usize::try_from(key).ok().and_then(|key| entries.get_mut(key));
        *hash = entry.map_or(NULL, |entry| {
            entry.rows += 1;
            entry.hash
        });
        nulls += u64::from(*hash == NULL);
    };
    let Some(validity) = validity else {
        keys.zip(hashes).for_each(|(key, hash)| add(key, hash));
        return nulls;
    };
    let mut missing = 0;
    for ((key, hash), valid) in keys.zip(hashes).zip(validity.iter()) {
        if valid {
            add(key, hash);
        } else {
            *hash = NULL;
            missing += 1;
        }
    }
    nulls + missing
}

/// The hash of each value, as the value would hash in a plain column.
fn hashes(values: &dyn Array, keyed: &Hasher) -> Vec<u64> {
    let mut hashes = vec![NULL; values.len()];
    let is_bytes = for_each(values, &mut |at, bytes| hashes[at] = bytes.map_or(NULL, |bytes| keyed.bytes(bytes)));
    if !is_bytes {
        for (at, hash) in hashes.iter_mut().enumerate().filter(|(at, _)| values.is_valid(*at)) {
            *hash = keyed.number(word(values, at).1);
        }
    }
    hashes
}

fn word(values: &dyn Array, at: usize) -> (f64, u64) {
    if let Some(values) = values.as_any().downcast_ref::<BooleanArray>() {
        let value = values.values().get_bit(at);
        return (f64::from(u8::from(value)), u64::from(value));
    }
    let (mut number, mut word) = ([0.0], [0]);
    load(values, at, &mut Chunk { numbers: &mut number, words: &mut word });
    (number[0], word[0])
}

/// The same memory, which the earlier array keeps alive.
fn is_same(known: &dyn Array, values: &dyn Array) -> bool {
    known.len() == values.len()
        && known.dtype() == values.dtype()
        && place(known).is_some_and(|at| place(values) == Some(at))
}

/// Where the values begin, of all types that dictionaries have in practice.
fn place(array: &dyn Array) -> Option<usize> {
    macro_rules! numbers {
        ($($number:ty),*) => {
            $(if let Some(array) = array.as_any().downcast_ref::<PrimitiveArray<$number>>() {
                return Some(array.values().as_slice().as_ptr().addr());
            })*
        };
    }
    numbers!(i8, i16, i32, i64, u8, u16, u32, u64, f32, f64);
    match Bytes::of(array)? {
        Bytes::Offsets(offsets, _) => Some(offsets.as_ptr().addr()),
        Bytes::LongOffsets(offsets, _) => Some(offsets.as_ptr().addr()),
        Bytes::Views(views, _) => Some(views.as_ptr().addr()),
        Bytes::Width(_, bytes) => Some(bytes.as_ptr().addr()),
    }
}

/// The values that the keys of a dictionary array point at.
fn values_of(array: &dyn Array) -> Option<&dyn Array> {
    macro_rules! values {
        ($($key:ty),*) => {
            $(if let Some(array) = array.as_any().downcast_ref::<DictionaryArray<$key>>() {
                return Some(array.values().as_ref());
            })*
        };
    }
    values!(i8, i16, i32, i64, u8, u16, u32, u64);
    None
}
