use super::super::personal::{Marks, text_marks};
use super::super::sample::Table;
use super::lengths::Lengths;
use super::vocabulary::{Known, Word};
use super::{COUNTED, LABEL_BYTES, characters, label_of};

/// Texts counted one by one, while they are few.
#[derive(Debug, Clone)]
pub(super) struct Each {
    table: Table<Seen>,
    /// The texts that may become labels, one after another.
    texts: Vec<u8>,
    beyond_ascii: bool,
}

/// What is remembered of a text.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    characters: usize,
    start: u32,
    /// Its bytes among the texts; none where it is too long for a label.
    length: Option<u16>,
    /// Of a text that is too long for a label.
    marks: Marks,
}

/// A text with its count.
pub(super) struct Entry<'a> {
    pub(super) hash: u64,
    pub(super) count: u64,
    pub(super) characters: usize,
    pub(super) text: Result<&'a [u8], Marks>,
}

impl Each {
    pub(super) fn new() -> Self {
        Self { table: Table::new(), texts: Vec::new(), beyond_ascii: false }
    }

    pub(super) fn has_room_for(&self, more: usize) -> bool {
        self.table.len() + more <= COUNTED
    }

    /// Counts what is easy to find; writes down the places of the others and returns how many they are.
    #[inline]
    pub(super) fn count(&mut self, hashes: &[u64], unknown: &mut [u16]) -> usize {
        self.table.count(hashes, unknown)
    }

    /// Counts a text that is known, or that there is room for; false for others.
    pub(super) fn add(&mut self, hash: u64, weight: u64, with: impl FnOnce(&mut dyn FnMut(&[u8]))) -> bool {
        if self.table.add(hash, weight) {
            return true;
        }
        let room = self.has_room_for(1);
        if room {
            with(&mut |bytes| {
                let known = self.know(bytes);
                self.table.insert(hash, weight, known);
            });
        }
        room
    }

    fn know(&mut self, bytes: &[u8]) -> Seen {
        let characters = characters(bytes);
        self.beyond_ascii |= characters != bytes.len() || !bytes.is_ascii();
        let start = self.texts.len() as u32;
        if bytes.len() > LABEL_BYTES {
            return Seen { characters, start, length: None, marks: text_marks(bytes) };
        }
        if self.texts.capacity() - self.texts.len() < bytes.len() {
            self.texts.reserve_exact(bytes.len().max(self.texts.len() / 4));
        }
        self.texts.extend_from_slice(bytes);
        Seen { characters, start, length: Some(bytes.len() as u16), marks: Marks::default() }
    }

    pub(super) fn beyond_ascii(&self) -> bool {
        self.beyond_ascii
    }

    /// Every text by ascending hash.
    pub(super) fn into_entries(self, mut visit: impl FnMut(&Entry<'_>)) {
        for (hash, count, known) in self.table.into_entries() {
            let kept = known.length.map(|length| &self.texts[known.start as usize..][..usize::from(length)]);
            visit(&Entry { hash, count, characters: known.characters, text: kept.ok_or(known.marks) });
        }
    }

    pub(super) fn finish(self, lengths: &mut Lengths) -> Vec<Word> {
        let mut words = Vec::with_capacity(self.table.len());
        self.into_entries(|entry| {
            lengths.add(0, entry.characters, entry.count);
            let (marks, text) = match entry.text {
                Ok(bytes) => (text_marks(bytes), Some(label_of(bytes))),
                Err(marks) => (marks, None),
            };
            words.push(Word { hash: entry.hash, count: entry.count, value: Known { marks, text } });
        });
        words
    }

    #[cfg(test)]
    pub(super) fn heap_bytes(&self) -> usize {
        self.table.heap_bytes() + self.texts.capacity()
    }
}
