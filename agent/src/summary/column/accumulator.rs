use conspectus_metadata::TypeFamily;
use polars_arrow::array::Array;
use polars_arrow::datatypes::{ArrowDataType, Field};

use super::super::distribution::Unit;
use super::super::hash::{Hasher, NULL};
use super::super::number::{Bins, NumberAccumulator};
use super::super::text::{Lengths, TextAccumulator};
use super::bytes::for_each_chunk;
use super::dictionary::Dictionary;
use super::fixed::{add_booleans, add_numbers, hash_only};
use super::kind::{Kind, kind, type_name};
use super::{ColumnSummary, Values, nested};

/// A column while it is being summarised.
pub(in crate::summary) struct ColumnAccumulator {
    name: String,
    arrow_type: String,
    family: TypeFamily,
    keyed: Hasher,
    rows: u64,
    nulls: u64,
    pub(super) values: Accumulating,
    dictionary: Dictionary,
}

pub(super) enum Accumulating {
    Null,
    Uncounted,
    Boolean { trues: u64 },
    Number(Box<NumberAccumulator>),
    Text(Box<TextAccumulator>),
    Binary(Box<Lengths>),
    List { lengths: Box<NumberAccumulator>, item: Box<ColumnAccumulator> },
    Struct(Vec<ColumnAccumulator>),
}

/// Working space of one thread.
#[derive(Default)]
pub(in crate::summary) struct Scratch {
    pub(super) bins: Bins,
}

impl ColumnAccumulator {
    pub(in crate::summary) fn new(field: &Field, keyed: Hasher) -> Self {
        let (family, kind) = kind(field.dtype());
        let lengths = || Box::new(NumberAccumulator::new(Unit::default(), false));
        let values = match kind {
            Kind::Null => Accumulating::Null,
            Kind::Uncounted => Accumulating::Uncounted,
            Kind::Boolean => Accumulating::Boolean { trues: 0 },
            Kind::Number { unit, digits } => Accumulating::Number(Box::new(NumberAccumulator::new(unit, digits))),
            Kind::Text => Accumulating::Text(Box::new(TextAccumulator::new(keyed))),
            Kind::Binary => Accumulating::Binary(Box::new(Lengths::new(keyed))),
            Kind::List => match nested::item(field.dtype()) {
                Some(item) => Accumulating::List { lengths: lengths(), item: Box::new(Self::new(item, keyed)) },
                None => Accumulating::Uncounted,
            },
            Kind::Struct => Accumulating::Struct(
                nested::fields(field.dtype()).iter().map(|field| Self::new(field, keyed)).collect(),
            ),
        };
        Self::with_values(field.name.to_string(), type_name(field.dtype()), family, keyed, values)
    }

    /// A column whose values cannot be read: rows and nulls are all that is counted.
    pub(in crate::summary) fn opaque(name: String, arrow_type: String, keyed: Hasher) -> Self {
        let family = match arrow_type.split(['(', '<']).next().unwrap_or_default() {
            "decimal32" | "decimal64" | "decimal128" | "decimal256" => TypeFamily::Decimal,
            "struct" => TypeFamily::Struct,
            list if list.contains("list") || list == "map" => TypeFamily::List,
            _ => TypeFamily::Other,
        };
        Self::with_values(name, arrow_type, family, keyed, Accumulating::Uncounted)
    }

    fn with_values(name: String, arrow_type: String, family: TypeFamily, keyed: Hasher, values: Accumulating) -> Self {
        Self { name, arrow_type, family, keyed, rows: 0, nulls: 0, values, dictionary: Dictionary::default() }
    }

    /// The same column under another name of its type.
    pub(in crate::summary) fn with_type(self, arrow_type: String) -> Self {
        Self { arrow_type, ..self }
    }

    pub(in crate::summary) fn name(&self) -> &str {
        &self.name
    }

    /// Writes names and types, those of its parts included.
    pub(in crate::summary) fn describe(&self, schema: &mut Vec<u8>) {
        for text in [&self.name, &self.arrow_type] {
            schema.extend((text.len() as u64).to_le_bytes());
            schema.extend(text.as_bytes());
        }
        match &self.values {
            Accumulating::List { item, .. } => item.describe(schema),
            Accumulating::Struct(fields) => {
                schema.extend((fields.len() as u64).to_le_bytes());
                for field in fields {
                    field.describe(schema);
                }
            }
            _ => {}
        }
    }

    pub(in crate::summary) fn add_opaque(&mut self, rows: u64, nulls: u64) {
        self.rows += rows;
        self.nulls += nulls;
    }

    /// Adds an array and writes a hash of each of its rows.
    pub(in crate::summary) fn add(&mut self, array: &dyn Array, hashes: &mut [u64], scratch: &mut Scratch) {
        self.rows += array.len() as u64;
        if let ArrowDataType::Dictionary(..) = array.dtype().to_storage() {
            self.add_dictionary(array, hashes);
            return;
        }
        self.nulls += array.null_count() as u64;
        let keyed = self.keyed;
        match &mut self.values {
            Accumulating::Null => hashes.fill(NULL),
            Accumulating::Uncounted => hash_only(array, &keyed, hashes),
            Accumulating::Boolean { trues } => *trues += add_booleans(array, hashes, &keyed),
            Accumulating::Number(numbers) => add_numbers(numbers, array, hashes, scratch, &keyed),
            Accumulating::Text(texts) => for_each_chunk(array, &keyed, hashes, |values| texts.add_chunk(values)),
            Accumulating::Binary(lengths) => for_each_chunk(array, &keyed, hashes, |values| values.measure(lengths)),
            Accumulating::List { lengths, item } => {
                nested::add_lists(array, lengths, item, hashes, scratch, &keyed);
            }
            Accumulating::Struct(fields) => nested::add_structs(array, fields, hashes, scratch, &keyed),
        }
    }

    fn add_dictionary(&mut self, array: &dyn Array, hashes: &mut [u64]) {
        if let Some(earlier) = self.dictionary.begin(array, &self.keyed) {
            add_repeated(&mut self.values, &earlier);
        }
        self.nulls += self.dictionary.count(array, hashes);
    }

    /// How long its rows take, roughly, compared with those of other columns.
    pub(in crate::summary) fn effort(&self) -> usize {
        match &self.values {
            Accumulating::Null | Accumulating::Uncounted | Accumulating::Boolean { .. } => 1,
            Accumulating::Number(_) | Accumulating::Binary(_) => 2,
            Accumulating::Text(_) => 8,
            Accumulating::List { item, .. } => 4 + 2 * item.effort(),
            Accumulating::Struct(fields) => 1 + fields.iter().map(Self::effort).sum::<usize>(),
        }
    }

    /// Called at fixed places of the table.
    pub(in crate::summary) fn end_block(&mut self) {
        match &mut self.values {
            Accumulating::Text(texts) => texts.end_block(),
            Accumulating::List { item, .. } => item.end_block(),
            Accumulating::Struct(fields) => fields.iter_mut().for_each(Self::end_block),
            _ => {}
        }
    }

    pub(in crate::summary) fn finish(mut self) -> ColumnSummary {
        let last = std::mem::take(&mut self.dictionary);
        add_repeated(&mut self.values, &last);
        let values = match self.values {
            Accumulating::Null | Accumulating::Uncounted => Values::Uncounted,
            Accumulating::Boolean { trues } => Values::Boolean { trues },
            Accumulating::Number(numbers) => Values::Number(Box::new(numbers.finish())),
            Accumulating::Text(texts) => Values::Text(Box::new(texts.finish())),
            Accumulating::Binary(lengths) => Values::Binary(Box::new(lengths.finish())),
            Accumulating::List { lengths, item } => {
                Values::List { lengths: Box::new(lengths.finish()), item: Box::new(item.finish()) }
            }
            Accumulating::Struct(fields) => Values::Struct(fields.into_iter().map(Self::finish).collect()),
        };
        let Self { name, arrow_type, family, rows, nulls, .. } = self;
        ColumnSummary { name, arrow_type, family, rows, nulls, values }
    }
}

/// Adds a dictionary's values as often as they were used.
fn add_repeated(values: &mut Accumulating, dictionary: &Dictionary) {
    dictionary.for_each_used(&mut |value, hash, weight| match values {
        Accumulating::Boolean { trues } => *trues += if value.is_true() { weight } else { 0 },
        Accumulating::Number(numbers) => numbers.add(value.number(), hash, weight),
        Accumulating::Text(texts) => texts.add(value.bytes(), hash, weight),
        Accumulating::Binary(lengths) => lengths.add(0, value.bytes().len(), weight),
        _ => {}
    });
}
