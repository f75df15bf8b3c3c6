//! The byte form of what is known of rows.

use super::super::partial::{Part, Reader, Writer, fields};
use super::RowStatistics;
use super::cell::Words;
use super::missing::{MissingRows, Pattern};
use super::sample::{ROWS, RowSample, SampledColumn, SampledRow};

fields!(RowStatistics: sample, missing);
fields!(Pattern: columns, rows; |read| !read.columns.is_empty() && read.columns.is_sorted_by(|a, b| a < b));

impl Part for MissingRows {
    fn write(&self, out: &mut Writer) {
        self.patterns.write(out);
        self.too_many.write(out);
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        Some(Self::new(Part::read(input)?, Part::read(input)?))
    }
}

impl Part for SampledColumn {
    fn write(&self, out: &mut Writer) {
        out.count(self.column as u64);
        (self.words == Words::Hashes).write(out);
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        let column = usize::try_from(input.count()?).ok()?;
        let words = if bool::read(input)? { Words::Hashes } else { Words::Numbers };
        Some(Self { column, words })
    }
}

impl Part for SampledRow {
    fn write(&self, out: &mut Writer) {
        out.word(self.hash);
        self.copies.write(out);
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        Some(Self { hash: input.word()?, copies: Part::read(input)? })
    }
}

impl Part for RowSample {
    fn write(&self, out: &mut Writer) {
        self.columns.write(out);
        out.word(self.limit);
        self.rows.write(out);
        self.values.iter().for_each(|word| out.word(*word));
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        let (columns, limit) = (Vec::<SampledColumn>::read(input)?, input.word()?);
        let rows = Vec::<SampledRow>::read(input)?;
        let sorted = rows.is_sorted_by(|a, b| a.hash < b.hash) && rows.last().is_none_or(|row| row.hash <= limit);
        let counted = rows.iter().all(|row| row.copies > 0) && rows.len() <= ROWS;
        if !sorted || !counted {
            return None;
        }
        let mut values = Vec::new();
        for _ in 0..rows.len().checked_mul(columns.len())? {
            values.push(input.word()?);
        }
        Some(Self { columns, limit, rows, values })
    }
}
