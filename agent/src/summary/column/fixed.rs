//! Booleans and values of fixed width: chunk by chunk, 64 bits of the validity at a time.

use std::ops::Range;

use polars_arrow::array::{Array, BooleanArray};
use polars_arrow::bitmap::Bitmap;

use super::super::hash::{Hasher, NULL};
use super::super::lanes::vectorised;
use super::super::number::{CHUNK, NumberAccumulator};
use super::accumulator::Scratch;
use super::load::{Chunk, load};

/// Writes a hash of each row; returns how many are true.
pub(super) fn add_booleans(array: &dyn Array, hashes: &mut [u64], keyed: &Hasher) -> u64 {
    let Some(array) = array.as_any().downcast_ref::<BooleanArray>() else { return 0 };
    let validity = array.validity().filter(|validity| validity.unset_bits() > 0);
    let values = words(array.values());
    let present = validity.map_or_else(|| vec![u64::MAX; values.len()], words);
    choose_hashes(&values, &present, [keyed.number(0), keyed.number(1)], hashes);
    validity.map_or_else(
        || array.values().set_bits() as u64,
        |validity| validity.num_intersections_with(array.values()) as u64,
    )
}

/// The bits, 64 at a time.
fn words(bits: &Bitmap) -> Vec<u64> {
    let whole = bits.chunks::<u64>();
    let rest = (whole.remainder_len() > 0).then(|| whole.remainder());
    whole.chain(rest).collect()
}

vectorised! {
    /// One of two hashes for each bit, or that of a missing value.
    fn choose_hashes(values: &[u64], present: &[u64], keyed: [u64; 2], hashes: &mut [u64]) {
        let [no, yes] = keyed;
        for ((hashes, values), present) in hashes.chunks_mut(64).zip(values).zip(present) {
            for (at, hash) in hashes.iter_mut().enumerate() {
                let hash_of_value = if values >> at & 1 == 1 { yes } else { no };
                *hash = if present >> at & 1 == 1 { hash_of_value } else { NULL };
            }
        }
    }
}

/// Adds the values that are present, and writes a hash of each row.
pub(super) fn add_numbers(
    numbers: &mut NumberAccumulator,
    array: &dyn Array,
    hashes: &mut [u64],
    scratch: &mut Scratch,
    keyed: &Hasher,
) {
    let (mut values, mut bits) = ([0.0; CHUNK], [0; CHUNK]);
    let present = array.validity().filter(|validity| validity.unset_bits() > 0).map(words);
    for start in (0..array.len()).step_by(CHUNK) {
        let n = CHUNK.min(array.len() - start);
        load(array, start, &mut Chunk { numbers: &mut values[..n], words: &mut bits[..n] });
        let hashes = &mut hashes[start..start + n];
        keyed.numbers(&bits[..n], hashes);
        let Some(present) = &present else {
            numbers.add_chunk(&values[..n], hashes, &mut scratch.bins);
            continue;
        };
        // The hashes of the present values move together in `bits`.
        let mut moved = 0;
        for (word, from) in present[start / 64..].iter().zip((0..n).step_by(64)) {
            let to = n.min(from + 64);
            moved = move_together(*word, from..to, &mut values, (hashes, &mut bits), moved);
        }
        numbers.add_chunk(&values[..moved], &bits[..moved], &mut scratch.bins);
    }
}

/// Moves values that are present, and copies their hashes, behind the first `moved`; marks the others' hashes.
fn move_together(
    present: u64,
    places: Range<usize>,
    values: &mut [f64; CHUNK],
    (hashes, copies): (&mut [u64], &mut [u64; CHUNK]),
    mut moved: usize,
) -> usize {
    if present == u64::MAX {
        values.copy_within(places.clone(), moved);
        copies[moved..moved + places.len()].copy_from_slice(&hashes[places.clone()]);
        return moved + places.len();
    }
    for (bit, at) in places.enumerate() {
        (values[moved], copies[moved]) = (values[at], hashes[at]);
        let here = present >> bit & 1 == 1;
        moved += usize::from(here);
        hashes[at] = if here { hashes[at] } else { NULL };
    }
    moved
}

/// The content still counts for the fingerprint where a type has a fixed width.
pub(super) fn hash_only(array: &dyn Array, keyed: &Hasher, hashes: &mut [u64]) {
    hashes.fill(0);
    let (mut values, mut words) = ([0.0; CHUNK], [0; CHUNK]);
    for start in (0..array.len()).step_by(CHUNK) {
        let n = CHUNK.min(array.len() - start);
        if load(array, start, &mut Chunk { numbers: &mut values[..n], words: &mut words[..n] }) {
            for (at, word) in words[..n].iter().enumerate() {
                let present = array.validity().is_none_or(|validity| validity.get_bit(start + at));
                hashes[start + at] = if present { keyed.number(*word) } else { NULL };
            }
        }
    }
}
