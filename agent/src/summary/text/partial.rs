//! The byte form of a column of text.

use super::super::partial::{Part, Reader, Writer, fields};
use super::TextSummary;
use super::cells::{CELLS, Cells};
use super::contenders::Contender;
use super::vocabulary::{Known, Multitude, Vocabulary, Word};

fields!(TextSummary: lengths, empty, vocabulary, personal, beyond_ascii; |texts| texts.empty <= texts.lengths.finite);
fields!(Known: marks, text);
fields!(Multitude: registers, cells, contenders, level, sample, rows; |many| {
    many.level < 200
        && many.sample.is_sorted_by(|a, b| a.hash < b.hash)
        && many.contenders.is_sorted_by(|a, b| a.cell() < b.cell())
});

impl Part for Contender {
    fn write(&self, out: &mut Writer) {
        let Self { hash, votes, text, marks } = self;
        out.word(*hash);
        (*votes, *marks).write(out);
        text.write(out);
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        let hash = input.word()?;
        let (votes, marks) = Part::read(input)?;
        Some(Self { hash, votes, text: Part::read(input)?, marks })
    }
}

impl Part for Vocabulary {
    fn write(&self, out: &mut Writer) {
        match self {
            Self::Whole(words) => {
                out.count(0);
                words.write(out);
            }
            Self::Many(many) => {
                out.count(1);
                many.write(out);
            }
        }
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        Some(match input.count()? {
            0 => Self::Whole(Vec::<Word>::read(input).filter(|words| words.is_sorted_by(|a, b| a.hash < b.hash))?),
            1 => Self::Many(Part::read(input)?),
            _ => return None,
        })
    }
}

impl Part for Cells {
    fn write(&self, out: &mut Writer) {
        self.total().write(out);
        self.counts().iter().for_each(|count| count.write(out));
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        let total = Part::read(input)?;
        let counts: Option<Vec<u32>> = (0..CELLS).map(|_| Part::read(input)).collect();
        Some(Self::from_counts(total, counts?))
    }
}
