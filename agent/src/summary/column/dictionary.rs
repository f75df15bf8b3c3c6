use polars_arrow::array::{Array, BooleanArray, DictionaryArray, Utf8Array, Utf8ViewArray};

use super::super::hash::{Hasher, NULL};
use super::bytes::for_each;
use super::load::{Chunk, load};

/// The values of a dictionary, each with the number of rows that point at it.
#[derive(Default)]
pub(super) struct Dictionary {
    values: Option<Box<dyn Array>>,
    hashes: Vec<u64>,
    used: Vec<u64>,
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
        let values = with_keys(array, |_, _| {})?;
        if self.values.as_ref().is_some_and(|known| is_same(known.as_ref(), values)) {
            return None;
        }
        let hashes = hashes(values, keyed);
        let next = Self { used: vec![0; hashes.len()], hashes, values: Some(values.to_boxed()) };
        Some(std::mem::replace(self, next))
    }

    /// Counts the rows of `array` and writes their hashes; returns how many are null.
    pub(super) fn count(&mut self, array: &dyn Array, hashes: &mut [u64]) -> u64 {
        let mut nulls = 0;
        with_keys(array, |at, key| {
            let hash = key.and_then(|key| self.hashes.get(key)).copied().unwrap_or(NULL);
            hashes[at] = hash;
            match key.and_then(|key| self.used.get_mut(key)) {
                Some(used) if hash != NULL => *used += 1,
                _ => nulls += 1,
            }
        });
        nulls
    }

    /// Calls `visit` with each used value, its hash and how often it was used.
    pub(super) fn for_each_used(&self, visit: &mut dyn FnMut(&DictionaryValue<'_>, u64, u64)) {
        let Some(values) = &self.values else { return };
        let is_bytes = for_each(values.as_ref(), &mut |at, bytes| {
            if let Some(bytes) = bytes.filter(|_| self.used[at] > 0) {
                visit(&DictionaryValue { bytes, number: 0.0 }, self.hashes[at], self.used[at]);
            }
        });
        for at in 0..if is_bytes { 0 } else { values.len() } {
            if self.used[at] > 0 {
                visit(
                    &DictionaryValue { bytes: &[], number: word(values.as_ref(), at).0 },
                    self.hashes[at],
                    self.used[at],
                );
            }
        }
    }
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
    let place = |array: &dyn Array| {
        let any = array.as_any();
        let short = any.downcast_ref::<Utf8Array<i32>>().map(|texts| texts.offsets().as_slice().as_ptr().addr());
        let long = || any.downcast_ref::<Utf8Array<i64>>().map(|texts| texts.offsets().as_slice().as_ptr().addr());
        let views = || any.downcast_ref::<Utf8ViewArray>().map(|texts| texts.views().as_slice().as_ptr().addr());
        short.or_else(long).or_else(views)
    };
    known.len() == values.len() && place(known).is_some() && place(known) == place(values)
}

/// Calls `visit` with each row's key; returns the dictionary's values.
fn with_keys(array: &dyn Array, mut visit: impl FnMut(usize, Option<usize>)) -> Option<&dyn Array> {
    macro_rules! keys {
        ($($key:ty),*) => {
            $(if let Some(array) = array.as_any().downcast_ref::<DictionaryArray<$key>>() {
                for (at, key) in array.keys().iter().enumerate() {
                    visit(at, key.and_then(|key| usize::try_from(*key).ok()));
                }
                return Some(array.values().as_ref());
            })*
        };
    }
    keys!(i8, i16, i32, i64, u8, u16, u32, u64);
    None
}
