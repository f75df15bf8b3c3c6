use super::super::census::{Candidates, Census, Counted, Registers, Table, joined};
use super::super::distribution::Unit;
use super::super::hash::Hasher;
use super::super::number::NumberAccumulator;
use super::super::personal::{Marks, PatternCounts, text_marks};
use super::{COUNTED, TextSummary};

/// Longer texts are not kept: no label is longer than 64 characters.
const LABEL_BYTES: usize = 256;
/// Lengths below this are counted in an array.
const SHORT: usize = 256;

/// Texts while they are being counted; see [`NumberAccumulator`] for the table's part.
#[derive(Debug, Clone)]
pub(in crate::summary) struct TextAccumulator {
    hasher: Hasher,
    table: Table<Known>,
    many: bool,
    hits: usize,
    misses: usize,
    position: usize,
    short: Vec<u64>,
    long: NumberAccumulator,
    registers: Registers,
    candidates: Candidates<Option<Box<str>>>,
    personal: PatternCounts,
    beyond_ascii: bool,
}

/// What is remembered of a text in the table.
#[derive(Debug, Clone)]
struct Known {
    text: Option<Box<str>>,
    characters: usize,
    marks: Marks,
}

impl TextAccumulator {
    pub(in crate::summary) fn new(hasher: Hasher) -> Self {
        Self {
            hasher,
            table: Table::new(COUNTED),
            many: false,
            hits: 0,
            misses: 0,
            position: 0,
            short: vec![0; SHORT],
            long: NumberAccumulator::new(Unit::default(), false),
            registers: Registers::default(),
            candidates: Candidates::default(),
            personal: PatternCounts::default(),
            beyond_ascii: false,
        }
    }

    /// Adds a text as often as `weight` says.
    #[inline]
    pub(in crate::summary) fn add(&mut self, text: &[u8], hash: u64, weight: u64) {
        if let Some(counted) = self.table.find(hash) {
            counted.count += weight;
            self.hits += 1;
            return;
        }
        self.add_unknown(text, hash, weight);
    }

    fn add_unknown(&mut self, text: &[u8], hash: u64, weight: u64) {
        let (characters, marks) = (characters(text), text_marks(text));
        self.beyond_ascii |= characters != text.len();
        if !self.many && !self.table.is_full() {
            let known = Known { text: label(text), characters, marks };
            self.table.insert(Counted { hash, count: weight, value: known });
            return;
        }
        self.many = true;
        self.misses += 1;
        self.position += 1;
        self.registers.add(hash);
        if weight > 1 || self.position.is_multiple_of(8) {
            self.candidates.add(hash, weight, || label(text));
        }
        self.add_looks(characters, marks, weight);
    }

    fn add_looks(&mut self, characters: usize, marks: Marks, weight: u64) {
        self.personal.add(marks, weight);
        match self.short.get_mut(characters) {
            Some(count) => *count += weight,
            None => self.long.add(characters as f64, self.hasher.number(characters as u64), weight),
        }
    }

    /// Called at fixed places of the table: gives up counting texts that hardly repeat.
    pub(in crate::summary) fn end_block(&mut self) {
        if self.many && self.table.len() > 0 && self.hits < self.misses {
            for counted in self.table.shrink(64, 16) {
                self.registers.add(counted.hash);
                self.add_looks(counted.value.characters, counted.value.marks, counted.count);
                self.candidates.add(counted.hash, counted.count, || counted.value.text);
            }
        }
        (self.hits, self.misses) = (0, 0);
    }

    pub(in crate::summary) fn finish(mut self) -> TextSummary {
        let entries = std::mem::replace(&mut self.table, Table::new(0)).into_entries();
        for counted in &entries {
            self.add_looks(counted.value.characters, counted.value.marks, counted.count);
        }
        let values: Vec<_> = entries
            .into_iter()
            .map(|counted| Counted { hash: counted.hash, count: counted.count, value: counted.value.text })
            .collect();
        let census = if self.many {
            for counted in &values {
                self.registers.add(counted.hash);
            }
            Census::many(self.registers, joined(values, self.candidates.into_counted()))
        } else {
            Census::all(values)
        };
        for (characters, count) in self.short.iter().enumerate().filter(|(_, count)| **count > 0) {
            self.long.add(characters as f64, self.hasher.number(characters as u64), *count);
        }
        let lengths = self.long.finish();
        let mut personal = self.personal;
        personal.set_tested(lengths.finite);
        TextSummary { lengths, empty: self.short[0], census, personal, beyond_ascii: self.beyond_ascii }
    }
}

/// Bytes that begin a character.
fn characters(text: &[u8]) -> usize {
    text.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

fn label(text: &[u8]) -> Option<Box<str>> {
    (text.len() <= LABEL_BYTES).then(|| String::from_utf8_lossy(text).into())
}
