use super::super::column::Present;
use super::super::hash::Hasher;
use super::TextSummary;
use super::each::Each;
use super::lengths::Lengths;
use super::many::Many;
use super::vocabulary::Vocabulary;

/// How many values are looked at together, at most.
pub(in crate::summary) const CHUNK: usize = 512;

/// Texts while they are being counted: each text in a table while they are few, and then what they have in common.
#[derive(Debug, Clone)]
pub(in crate::summary) struct TextAccumulator {
    hasher: Hasher,
    lengths: Lengths,
    counting: Counting,
}

#[derive(Debug, Clone)]
enum Counting {
    Each(Each),
    Many(Box<Many>),
}

impl TextAccumulator {
    pub(in crate::summary) fn new(hasher: Hasher) -> Self {
        Self { hasher, lengths: Lengths::new(hasher), counting: Counting::Each(Each::new()) }
    }

    /// Adds a text as often as `weight` says.
    pub(in crate::summary) fn add(&mut self, text: &[u8], hash: u64, weight: u64) {
        match &mut self.counting {
            Counting::Each(each) => {
                if !each.add(hash, weight, |know| know(text)) {
                    self.give_up();
                    self.add(text, hash, weight);
                }
            }
            Counting::Many(many) => many.add(text, hash, weight, &mut self.lengths),
        }
    }

    /// Adds the values of a chunk.
    pub(in crate::summary) fn add_chunk(&mut self, values: &Present<'_>) {
        let mut unknown = [0; CHUNK];
        match &mut self.counting {
            Counting::Each(each) if each.has_room_for(values.hashes.len()) => {
                let others = each.count(values.hashes, &mut unknown);
                for at in unknown[..others].iter().map(|at| usize::from(*at)) {
                    each.add(values.hashes[at], 1, |know| values.with(at, know));
                }
            }
            Counting::Each(_) => self.add_in_turn(values),
            Counting::Many(many) => many.add_chunk(values, &mut self.lengths),
        }
    }

    /// One value after another, so that the place where counting each ends does not depend on chunks.
    fn add_in_turn(&mut self, values: &Present<'_>) {
        for (at, hash) in values.hashes.iter().enumerate() {
            let known = match &mut self.counting {
                Counting::Each(each) => each.add(*hash, 1, |know| values.with(at, know)),
                Counting::Many(_) => false,
            };
            if !known {
                values.with(at, |text| self.add(text, *hash, 1));
            }
        }
    }

    fn give_up(&mut self) {
        if let Counting::Each(each) = std::mem::replace(&mut self.counting, Counting::Each(Each::new())) {
            self.counting = Counting::Many(Box::new(Many::after(each, self.hasher, &mut self.lengths)));
        }
    }

    /// Called at fixed places of the table.
    pub(in crate::summary) fn end_block(&mut self) {
        if let Counting::Many(many) = &mut self.counting {
            many.end_block();
        }
    }

    pub(in crate::summary) fn finish(mut self) -> TextSummary {
        let (vocabulary, beyond_ascii) = match self.counting {
            Counting::Each(each) => {
                let beyond_ascii = each.beyond_ascii();
                (Vocabulary::Whole(each.finish(&mut self.lengths)), beyond_ascii)
            }
            Counting::Many(many) => {
                let (multitude, beyond_ascii) = many.finish();
                (Vocabulary::Many(Box::new(multitude)), beyond_ascii)
            }
        };
        let empty = self.lengths.zeros();
        TextSummary::new(self.lengths.finish(), empty, vocabulary, beyond_ascii)
    }

    /// What it holds beyond its own size.
    #[cfg(test)]
    pub(in crate::summary) fn heap_bytes(&self) -> usize {
        self.lengths.heap_bytes()
            + match &self.counting {
                Counting::Each(each) => each.heap_bytes(),
                Counting::Many(many) => many.heap_bytes(),
            }
    }
}
