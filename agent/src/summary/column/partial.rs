//! The byte form of a column's summary.

use conspectus_metadata::TypeFamily;

use super::super::partial::{Part, Reader, Writer, fields};
use super::{ColumnSummary, Values};

const FAMILIES: [TypeFamily; 14] = [
    TypeFamily::Boolean,
    TypeFamily::Integer,
    TypeFamily::Float,
    TypeFamily::Decimal,
    TypeFamily::Text,
    TypeFamily::Binary,
    TypeFamily::Date,
    TypeFamily::Time,
    TypeFamily::Timestamp,
    TypeFamily::Duration,
    TypeFamily::List,
    TypeFamily::Struct,
    TypeFamily::Null,
    TypeFamily::Other,
];

fields!(ColumnSummary: name, arrow_type, family, rows, nulls, values; |column| column.nulls <= column.rows);

impl Part for TypeFamily {
    fn write(&self, out: &mut Writer) {
        out.count(FAMILIES.iter().position(|family| family == self).unwrap_or(FAMILIES.len()) as u64);
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        FAMILIES.get(usize::try_from(input.count()?).ok()?).copied()
    }
}

impl Part for Values {
    fn write(&self, out: &mut Writer) {
        match self {
            Self::Uncounted => out.count(0),
            Self::Boolean { trues } => {
                out.count(1);
                trues.write(out);
            }
            Self::Number(numbers) => {
                out.count(2);
                numbers.write(out);
            }
            Self::Text(texts) => {
                out.count(3);
                texts.write(out);
            }
            Self::Binary(lengths) => {
                out.count(4);
                lengths.write(out);
            }
            Self::List { lengths, item } => {
                out.count(5);
                lengths.write(out);
                item.write(out);
            }
            Self::Struct(fields) => {
                out.count(6);
                fields.write(out);
            }
        }
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        Some(match input.count()? {
            0 => Self::Uncounted,
            1 => Self::Boolean { trues: Part::read(input)? },
            2 => Self::Number(Part::read(input)?),
            3 => Self::Text(Part::read(input)?),
            4 => Self::Binary(Part::read(input)?),
            5 => Self::List { lengths: Part::read(input)?, item: input.deeper(Part::read)? },
            6 => Self::Struct(input.deeper(Part::read)?),
            _ => return None,
        })
    }
}
