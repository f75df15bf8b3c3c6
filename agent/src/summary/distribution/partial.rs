//! The byte form of a distribution: its cells with a count, as steps from one to the next.

use super::super::partial::{Part, Reader, Writer, fields};
use super::{Cell, Distribution, Unit};

fields!(Unit: times, per; |unit| unit.times > 0.0 && unit.per > 0.0);

/// The coarsest grid that is ever needed has two pages.
const MAX_LEVEL: u32 = 58;

impl Part for Distribution {
    fn write(&self, out: &mut Writer) {
        self.unit.write(out);
        self.whole.write(out);
        self.level.write(out);
        self.range.write(out);
        out.count(self.cells.len() as u64);
        let mut before = 0;
        for at in 0..self.cells.len() {
            let cell = self.cells[at];
            out.count(cell.id - before);
            out.count(self.below(at + 1) - cell.below);
            before = cell.id;
        }
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        let (unit, whole) = (Unit::read(input)?, bool::read(input)?);
        let level = u32::read(input).filter(|level| *level <= MAX_LEVEL)?;
        let range = Option::<(f64, f64)>::read(input)?;
        let length = input.length(size_of::<Cell>())?;
        let (mut cells, mut count, mut id) = (Vec::with_capacity(length), 0u64, 0u64);
        for at in 0..length {
            let step = input.step().filter(|step| at == 0 || *step > 0)?;
            id = id.checked_add(step).filter(|id| *id <= u64::MAX >> level)?;
            cells.push(Cell { id, below: count });
            count += input.count().filter(|count| *count > 0)?;
        }
        let ordered = range.is_none_or(|(low, high)| low.is_finite() && high.is_finite() && low <= high);
        (ordered && range.is_some() == (count > 0)).then_some(Self { unit, whole, level, cells, count, range })
    }
}
