//! The byte form of a column of numbers.

use super::super::partial::{Part, Reader, Writer, fields};
use super::NumberSummary;
use super::wide::Wide;

fields!(NumberSummary: finite, nan, pos_inf, neg_inf, zeros, negatives, integral, unit, sums, largest, distribution,
    census, digits, personal; |numbers| numbers.distribution.count() == numbers.finite
        && numbers.zeros.max(numbers.negatives) <= numbers.finite);

/// Most limbs are zero: only the others are written, with the place of the first.
impl<const N: usize> Part for Wide<N> {
    fn write(&self, out: &mut Writer) {
        let limbs = self.limbs();
        let first = limbs.iter().position(|limb| *limb != 0).unwrap_or(0);
        let end = limbs.iter().rposition(|limb| *limb != 0).map_or(first, |last| last + 1);
        out.count(first as u64);
        out.count((end - first) as u64);
        limbs[first..end].iter().for_each(|limb| out.word(*limb));
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        input.take(8 * N)?;
        let mut limbs = [0; N];
        let first = usize::try_from(input.count()?).ok()?;
        let length = usize::try_from(input.count()?).ok()?;
        for limb in limbs.get_mut(first..first.checked_add(length)?)? {
            *limb = input.word()?;
        }
        Some(Self::from_limbs(limbs))
    }
}
