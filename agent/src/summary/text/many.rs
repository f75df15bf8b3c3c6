use super::super::census::Registers;
use super::super::column::Present;
use super::super::hash::Hasher;
use super::super::personal::Marks;
use super::super::sample::{Sample, Seen};
use super::accumulator::CHUNK;
use super::cells::Cells;
use super::contenders::{Contender, Contenders};
use super::each::{Each, Entry};
use super::lengths::Lengths;
use super::rows::RowSample;
use super::vocabulary::Multitude;
use super::{SAMPLED, characters};

/// Texts of which there are too many to count them one by one. Nothing that is kept depends on the order of the values,
/// except which of two equally frequent ones stands for a cell, and which rows are looked at.
#[derive(Debug, Clone)]
pub(super) struct Many {
    registers: Registers,
    /// No register holds less.
    floor: u8,
    cells: Cells,
    contenders: Contenders,
    sample: Sample,
    rows: RowSample,
    beyond_ascii: bool,
}

impl Many {
    /// Goes on where counting one by one ended.
    pub(super) fn after(each: Each, hasher: Hasher, lengths: &mut Lengths) -> Self {
        let mut many = Self {
            registers: Registers::default(),
            floor: 0,
            cells: Cells::default(),
            contenders: Contenders::default(),
            sample: Sample::new(SAMPLED),
            rows: RowSample::new(hasher),
            beyond_ascii: each.beyond_ascii(),
        };
        each.into_entries(|entry| many.take_over(entry, lengths));
        many
    }

    fn take_over(&mut self, entry: &Entry<'_>, lengths: &mut Lengths) {
        lengths.add(0, entry.characters, entry.count);
        let (hash, weight) = (entry.hash, entry.count);
        match entry.text {
            Ok(bytes) => self.add_value(hash, weight, bytes),
            Err(marks) => self.add_tested(hash, weight, marks),
        }
    }

    /// Counts a text as often as `weight` says.
    pub(super) fn add(&mut self, bytes: &[u8], hash: u64, weight: u64, lengths: &mut Lengths) {
        let characters = characters(bytes);
        self.beyond_ascii |= characters != bytes.len() || !bytes.is_ascii();
        lengths.add(0, characters, weight);
        self.add_value(hash, weight, bytes);
    }

    fn add_value(&mut self, hash: u64, weight: u64, bytes: &[u8]) {
        self.registers.add(hash);
        if self.cells.add(hash, weight) >= self.contenders.least() {
            self.contenders.vote(hash, weight, || Contender::new(hash, bytes));
        }
        self.sample.add(hash, weight, || Seen::of(bytes));
        let steps = self.rows.steps(weight);
        if steps > 0 {
            self.rows.look(hash, steps, bytes);
        }
        if self.contenders.is_crowded() {
            self.contenders.settle(&self.cells);
        }
    }

    /// A text too long to be kept that was already tested.
    fn add_tested(&mut self, hash: u64, weight: u64, marks: Marks) {
        self.registers.add(hash);
        if self.cells.add(hash, weight) >= self.contenders.least() {
            self.contenders.vote(hash, weight, || Contender::tested(hash, marks));
        }
        self.sample.add(hash, weight, || Seen::Tested(marks));
        let steps = self.rows.steps(weight);
        self.rows.add(hash, steps, marks);
    }

    /// Counts the values of a chunk.
    pub(super) fn add_chunk(&mut self, values: &Present<'_>, lengths: &mut Lengths) {
        for (at, size) in values.sizes().enumerate() {
            if let Some(characters) = size.characters() {
                lengths.add(at, characters, 1);
            } else {
                lengths.add(at, values.with(at, characters), 1);
                self.beyond_ascii = true;
            }
        }
        self.registers.add_chunk(values.hashes, self.floor);
        let mut places = [0; CHUNK];
        let found = self.cells.count(values.hashes, self.contenders.least(), &mut places);
        for at in places[..found].iter().map(|at| usize::from(*at)) {
            let hash = values.hashes[at];
            self.contenders.vote(hash, 1, || values.with(at, |bytes| Contender::new(hash, bytes)));
            if self.contenders.is_crowded() {
                self.contenders.settle(&self.cells);
            }
        }
        self.sample.add_chunk(values.hashes, |at| values.with(at, Seen::of));
        self.rows.pass(values.hashes.len() as u64, |rows, at, step| {
            let at = at as usize;
            values.with(at, |bytes| rows.look(values.hashes[at], step, bytes));
        });
    }

    /// Called at fixed places of the table.
    pub(super) fn end_block(&mut self) {
        self.floor = self.registers.lowest();
        self.contenders.settle(&self.cells);
    }

    pub(super) fn finish(self) -> (Multitude, bool) {
        let (level, sample) = self.sample.finish();
        let contenders = self.contenders.finish(&self.cells);
        let rows = self.rows.finish();
        let multitude = Multitude { registers: self.registers, cells: self.cells, contenders, level, sample, rows };
        (multitude, self.beyond_ascii)
    }

    #[cfg(test)]
    pub(super) fn heap_bytes(&self) -> usize {
        let parts =
            [self.cells.heap_bytes(), self.contenders.heap_bytes(), self.sample.heap_bytes(), self.rows.heap_bytes()];
        size_of_val(&self.registers) + parts.iter().sum::<usize>()
    }
}
