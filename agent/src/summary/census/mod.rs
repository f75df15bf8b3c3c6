//! Which values a column has: counted one by one while they are few, estimated when they are many.

mod candidates;
mod partial;
mod registers;
mod table;
#[cfg(test)]
mod tests;

pub(super) use candidates::Candidates;
pub(super) use registers::Registers;
pub(super) use table::Table;

/// How many frequent values are kept where not all are.
const FREQUENT: usize = 512;

/// A value with the number of times it occurs, known by its keyed hash.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Counted<T> {
    pub(super) hash: u64,
    pub(super) count: u64,
    pub(super) value: T,
}

/// The values of a column.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Census<T> {
    /// Every value, by ascending hash.
    All(Vec<Counted<T>>),
    /// An estimate of how many, and the frequent ones with lower bounds of their counts.
    Many { registers: Registers, distinct: u64, frequent: Vec<Counted<T>> },
}

impl<T> Default for Census<T> {
    fn default() -> Self {
        Self::All(Vec::new())
    }
}

impl<T: Clone> Census<T> {
    pub(super) fn all(mut values: Vec<Counted<T>>) -> Self {
        values.sort_unstable_by_key(|counted| counted.hash);
        Self::All(values)
    }

    pub(super) fn many(registers: Registers, frequent: Vec<Counted<T>>) -> Self {
        Self::Many { distinct: registers.estimate(), registers, frequent: most_frequent(frequent) }
    }

    pub(super) fn distinct(&self) -> u64 {
        match self {
            Self::All(values) => values.len() as u64,
            Self::Many { distinct, .. } => *distinct,
        }
    }

    pub(super) fn is_exact(&self) -> bool {
        matches!(self, Self::All(_))
    }

    /// At most `limit`, most frequent first; ties in the order of the keyed hash.
    pub(super) fn frequent(&self, limit: usize) -> Vec<&Counted<T>> {
        let (Self::All(values) | Self::Many { frequent: values, .. }) = self;
        let mut order: Vec<&Counted<T>> = values.iter().collect();
        order.sort_unstable_by_key(|counted| (std::cmp::Reverse(counted.count), counted.hash));
        order.truncate(limit);
        order
    }

    /// The values of both sides; `limit` is how many are counted one by one.
    pub(super) fn merge(self, other: Self, limit: usize) -> Self {
        match (self, other) {
            (Self::All(left), Self::All(right)) => {
                let values = joined(left, right);
                if values.len() <= limit {
                    return Self::All(values);
                }
                let mut registers = Registers::default();
                for counted in &values {
                    registers.add(counted.hash);
                }
                Self::many(registers, values)
            }
            (Self::All(values), Self::Many { mut registers, frequent, .. })
            | (Self::Many { mut registers, frequent, .. }, Self::All(values)) => {
                for counted in &values {
                    registers.add(counted.hash);
                }
                Self::many(registers, joined(values, frequent))
            }
            (Self::Many { mut registers, frequent, .. }, Self::Many { registers: others, frequent: more, .. }) => {
                registers.merge(&others);
                Self::many(registers, joined(frequent, more))
            }
        }
    }
}

/// The counts of both lists added up, by ascending hash.
pub(super) fn joined<T>(mut left: Vec<Counted<T>>, right: Vec<Counted<T>>) -> Vec<Counted<T>> {
    left.extend(right);
    left.sort_by_key(|counted| counted.hash);
    left.dedup_by(|next, kept| {
        let same = next.hash == kept.hash;
        kept.count = kept.count.saturating_add(if same { next.count } else { 0 });
        same
    });
    left
}

/// Those of a list in the order of the hashes.
fn most_frequent<T>(mut values: Vec<Counted<T>>) -> Vec<Counted<T>> {
    if values.len() <= FREQUENT {
        return values;
    }
    values.sort_unstable_by_key(|counted| (std::cmp::Reverse(counted.count), counted.hash));
    values.truncate(FREQUENT);
    values.sort_unstable_by_key(|counted| counted.hash);
    values
}
