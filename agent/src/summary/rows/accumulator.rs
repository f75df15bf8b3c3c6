//! Rows as they come, block by block.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hasher as StdHasher};

use super::super::hash::Hasher;
use super::super::stream::{ColumnData, ColumnField};
use super::RowStatistics;
use super::cell::{MISSING, reader, words};
use super::patterns::PatternAccumulator;
use super::sample::{RowSample, SampledColumn, SampledRow};

/// Above so many columns the sample holds no values unless that was asked for: pairs grow with the square.
const MANY_COLUMNS: usize = 200;

/// The rows of a table while it is being summarised.
pub(in crate::summary) struct RowAccumulator {
    keyed: Hasher,
    /// Not in any order.
    sample: RowSample,
    /// Where the row of a hash stands.
    places: Places,
    /// Where the sample's last rows stand in the batch: their values are loaded when it ends, for few of them stay.
    fresh: Vec<u32>,
    patterns: PatternAccumulator,
}

pub(super) type Places = HashMap<u64, u32, BuildHasherDefault<AsIs>>;

/// Keyed hashes need no further hashing. Those of the sample are small, and the table looks at the leading bits: the last
/// ones take their place.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct AsIs(u64);

impl StdHasher for AsIs {
    fn finish(&self) -> u64 {
        self.0.rotate_right(8)
    }

    fn write(&mut self, _: &[u8]) {}

    fn write_u64(&mut self, word: u64) {
        self.0 = word;
    }
}

impl RowAccumulator {
    /// `associations` says whether values are sampled; where it says nothing, they are for up to 200 columns.
    pub(in crate::summary) fn new(fields: &[ColumnField], keyed: Hasher, associations: Option<bool>) -> Self {
        let wanted = associations.unwrap_or(fields.len() <= MANY_COLUMNS);
        let columns = if wanted { fields.iter().enumerate().filter_map(sampled).collect() } else { Vec::new() };
        let (sample, places) = (RowSample::new(columns), Places::default());
        let patterns = PatternAccumulator::new(fields.len(), &keyed);
        Self { keyed, sample, places, fresh: Vec::new(), patterns }
    }

    /// Adds the rows from `start` on of a batch's columns, with one keyed 64-bit hash for each of these rows.
    pub(in crate::summary) fn add_block(&mut self, row_hashes: &[u64], columns: &[ColumnData], start: usize) {
        self.patterns.add_block(columns, start, row_hashes.len());
        for (row, hash) in row_hashes.iter().enumerate() {
            if *hash <= self.sample.limit && self.count(*hash) {
                self.fresh.push((start + row) as u32);
            }
        }
        if self.sample.rows.len() > 2 * self.sample.capacity() {
            self.shrink();
        }
    }

    /// Looks at the values of the rows that stayed in the sample, before their batch goes.
    pub(in crate::summary) fn end_batch(&mut self, columns: &[ColumnData]) {
        let (all, capacity) = (self.sample.rows.len(), self.sample.capacity());
        if all > capacity && self.fresh.len() > capacity / 4 {
            self.shrink();
        }
        let fresh = std::mem::take(&mut self.fresh);
        self.load(&fresh, columns);
    }

    /// Counts a row; true for one that was not in the sample.
    fn count(&mut self, hash: u64) -> bool {
        match self.places.entry(hash) {
            Entry::Occupied(place) => {
                self.sample.rows[*place.get() as usize].copies += 1;
                false
            }
            Entry::Vacant(place) => {
                place.insert(self.sample.rows.len() as u32);
                self.sample.rows.push(SampledRow { hash, copies: 1 });
                true
            }
        }
    }

    /// Back to the capacity.
    fn shrink(&mut self) {
        let capacity = self.sample.capacity();
        let fresh = &mut self.fresh;
        let RowSample { columns, limit, rows, values } = &mut self.sample;
        let (width, held) = (columns.len(), rows.len() - fresh.len());
        let mut hashes: Vec<u64> = rows.iter().map(|row| row.hash).collect();
        *limit = *hashes.select_nth_unstable(capacity - 1).1;
        let mut kept = 0;
        for at in (0..held).filter(|at| rows[*at].hash <= *limit) {
            values.copy_within(at * width..(at + 1) * width, kept * width);
            kept += 1;
        }
        values.truncate(kept * width);
        let mut of_fresh = rows[held..].iter();
        fresh.retain(|_| of_fresh.next().is_some_and(|row| row.hash <= *limit));
        rows.retain(|row| row.hash <= *limit);
        self.places.clear();
        self.places.extend(rows.iter().zip(0..).map(|(row, at)| (row.hash, at)));
    }

    fn load(&mut self, fresh: &[u32], columns: &[ColumnData]) {
        let RowSample { columns: sampled, values, .. } = &mut self.sample;
        let (width, first) = (sampled.len(), values.len());
        values.resize(first + fresh.len() * width, MISSING);
        if fresh.is_empty() {
            return;
        }
        for (at, sampled) in sampled.iter().enumerate() {
            let Some(ColumnData::Array(array)) = columns.get(sampled.column) else { continue };
            let Some(read) = reader(array.as_ref(), &self.keyed) else { continue };
            for (place, row) in values[first + at..].iter_mut().step_by(width).zip(fresh) {
                *place = read(*row as usize);
            }
        }
    }

    /// What is known of the rows, in an order that does not depend on theirs.
    pub(in crate::summary) fn finish(self) -> RowStatistics {
        let Self { mut sample, patterns, .. } = self;
        let mut order: Vec<u32> = (0..sample.rows.len() as u32).collect();
        order.sort_unstable_by_key(|at| sample.rows[*at as usize].hash);
        order.truncate(sample.capacity());
        let values = order.iter().flat_map(|at| sample.values_at(*at as usize)).copied().collect();
        let rows: Vec<SampledRow> = order.iter().map(|at| sample.rows[*at as usize]).collect();
        if rows.len() < sample.rows.len() {
            sample.limit = rows.last().map_or(u64::MAX, |row| row.hash);
        }
        RowStatistics { sample: RowSample { rows, values, ..sample }, missing: patterns.finish() }
    }
}

fn sampled((column, field): (usize, &ColumnField)) -> Option<SampledColumn> {
    let words = match field {
        ColumnField::Array(field) => words(field.dtype()),
        ColumnField::Runs { values, .. } => words(values.dtype()),
        ColumnField::Opaque { .. } => None,
    };
    words.map(|words| SampledColumn { column, words })
}
