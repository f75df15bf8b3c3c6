//! The byte form of a sample's values.

use super::super::partial::{Part, Reader, Writer};
use super::Sampled;

impl Part for Sampled {
    fn write(&self, out: &mut Writer) {
        let Self { hash, count, marks } = self;
        out.word(*hash);
        (*count, *marks).write(out);
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        let hash = input.word()?;
        let (count, marks) = Part::read(input)?;
        Some(Self { hash, count, marks })
    }
}
