//! Patterns of missing values as they come: 64 rows at a time, so that complete rows cost next to nothing.

use polars_arrow::bitmap::Bitmap;

use super::super::hash::Hasher;
use super::super::stream::ColumnData;
use super::accumulator::Places;
use super::missing::{MENTIONS, MissingRows, PATTERNS, Pattern};

/// A column of a block with the bits of the rows that have a value.
type Validity = (u32, Bitmap);

pub(super) struct PatternAccumulator {
    /// Tells the columns of a pattern apart: a pattern's hash is the sum of the keys of its columns.
    keys: Vec<u64>,
    patterns: Vec<Pattern>,
    places: Places,
    mentions: usize,
    too_many: bool,
    /// The hash of each row's pattern; zeros between blocks.
    sums: Vec<u64>,
}

impl PatternAccumulator {
    pub(super) fn new(columns: usize, keyed: &Hasher) -> Self {
        let keys = (0..columns as u64).map(|column| keyed.chain(keyed.bytes(b"missing"), column)).collect();
        let (patterns, places, sums) = (Vec::new(), Places::default(), Vec::new());
        Self { keys, patterns, places, mentions: 0, too_many: false, sums }
    }

    pub(super) fn add_block(&mut self, columns: &[ColumnData], start: usize, rows: usize) {
        let validity = |(column, data): (u32, &ColumnData)| match data {
            ColumnData::Array(array) => array.validity().map(|all| (column, all.clone().sliced(start, rows))),
            ColumnData::Opaque { .. } => None,
        };
        if self.too_many {
            return;
        }
        let validities: Vec<Validity> =
            (0..).zip(columns).filter_map(validity).filter(|(_, validity)| validity.unset_bits() > 0).collect();
        if !validities.is_empty() {
            let incomplete = self.sum(&validities, rows);
            self.count_rows(&incomplete, &validities);
        }
    }

    /// Sums the keys of each row's missing columns; returns the rows that miss any, 64 a word.
    fn sum(&mut self, validities: &[Validity], rows: usize) -> Vec<u64> {
        let length = rows.next_multiple_of(64).max(self.sums.len());
        self.sums.resize(length, 0);
        let mut incomplete = vec![0; rows.div_ceil(64)];
        for (column, validity) in validities {
            let key = self.keys.get(*column as usize).copied().unwrap_or_default();
            let whole = validity.chunks::<u64>();
            let (rest, bits) = (whole.remainder(), whole.remainder_len());
            let last = (bits > 0).then(|| !rest & (1_u64 << bits).wrapping_sub(1));
            for (at, missing) in whole.map(|valid| !valid).chain(last).enumerate() {
                incomplete[at] |= missing;
                for row in bits_of(missing) {
                    let sum = &mut self.sums[at * 64 + row];
                    *sum = sum.wrapping_add(key);
                }
            }
        }
        incomplete
    }

    fn count_rows(&mut self, incomplete: &[u64], validities: &[Validity]) {
        for (at, word) in incomplete.iter().enumerate() {
            for row in bits_of(*word) {
                let row = at * 64 + row;
                let hash = std::mem::take(&mut self.sums[row]);
                if let Some(known) = self.places.get(&hash) {
                    self.patterns[*known as usize].rows += 1;
                } else if !self.too_many {
                    let missing = validities.iter().filter(|(_, validity)| !validity.get_bit(row));
                    self.begin(hash, missing.map(|(column, _)| *column).collect());
                }
            }
        }
    }

    fn begin(&mut self, hash: u64, columns: Vec<u32>) {
        self.mentions += columns.len();
        self.places.insert(hash, self.patterns.len() as u32);
        self.patterns.push(Pattern { columns, rows: 1 });
        if self.patterns.len() > PATTERNS || self.mentions > MENTIONS {
            self.too_many = true;
            self.patterns = Vec::new();
            self.places = Places::default();
        }
    }

    pub(super) fn finish(self) -> MissingRows {
        MissingRows::new(self.patterns, self.too_many)
    }
}

/// The places of the bits that are set.
fn bits_of(word: u64) -> impl Iterator<Item = usize> {
    let mut left = word;
    std::iter::from_fn(move || {
        (left != 0).then(|| {
            let place = left.trailing_zeros() as usize;
            left &= left - 1;
            place
        })
    })
}
