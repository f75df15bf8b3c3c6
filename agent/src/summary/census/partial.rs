//! The byte form of a column's different values.

use super::super::partial::{Part, Reader, Writer};
use super::registers::M;
use super::{Census, Counted, Registers};

impl<T: Part> Part for Counted<T> {
    fn write(&self, out: &mut Writer) {
        out.word(self.hash);
        self.count.write(out);
        self.value.write(out);
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        Some(Self { hash: input.word()?, count: Part::read(input)?, value: Part::read(input)? })
    }
}

impl<T: Part> Part for Census<T> {
    fn write(&self, out: &mut Writer) {
        match self {
            Self::All(values) => {
                out.count(0);
                values.write(out);
            }
            Self::Many { registers, frequent, .. } => {
                out.count(1);
                registers.write(out);
                frequent.write(out);
            }
        }
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        Some(match input.count()? {
            0 => Self::All(ascending(input)?),
            1 => {
                let registers: Registers = Part::read(input)?;
                Self::Many { distinct: registers.estimate(), registers, frequent: ascending(input)? }
            }
            _ => return None,
        })
    }
}

/// Registers that are used, with their distance from the one before; or all of them, where that is shorter.
impl Part for Registers {
    fn write(&self, out: &mut Writer) {
        let ranks = self.ranks();
        let used = ranks.iter().filter(|rank| **rank > 0).count();
        if 2 * used >= M {
            out.count(M as u64);
            out.bytes(ranks);
            return;
        }
        out.count(used as u64);
        let mut next = 0;
        for (at, rank) in ranks.iter().enumerate().filter(|(_, rank)| **rank > 0) {
            out.count((at - next) as u64);
            out.bytes(&[*rank]);
            next = at + 1;
        }
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        input.take(M)?;
        let used = usize::try_from(input.count()?).ok()?;
        if used == M {
            return Self::from_ranks(input.bytes(M)?.to_vec());
        }
        let (mut ranks, mut next) = (vec![0; M], 0usize);
        for _ in 0..used {
            let at = next.checked_add(usize::try_from(input.count()?).ok()?)?;
            *ranks.get_mut(at)? = input.byte()?;
            next = at + 1;
        }
        Self::from_ranks(ranks)
    }
}

fn ascending<T: Part>(input: &mut Reader<'_>) -> Option<Vec<Counted<T>>> {
    Vec::<Counted<T>>::read(input).filter(|values| values.is_sorted_by(|a, b| a.hash < b.hash))
}
