/// An unsigned integer wide enough to add doubles, or their squares, without any rounding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wide<const N: usize>(Box<[u64; N]>);

impl<const N: usize> Wide<N> {
    pub(super) fn zero() -> Self {
        Self(Box::new([0; N]))
    }

    pub(super) fn limbs(&self) -> &[u64; N] {
        &self.0
    }

    pub(super) fn from_limbs(limbs: [u64; N]) -> Self {
        Self(Box::new(limbs))
    }

    /// Adds `value · 2^shift`.
    #[inline]
    pub(super) fn add(&mut self, value: u128, shift: usize) {
        let (limb, bit) = (shift / 64, shift % 64);
        let low = value << bit;
        let high = if bit == 0 { 0 } else { (value >> (128 - bit)) as u64 };
        let mut carry = false;
        for (place, part) in [low as u64, (low >> 64) as u64, high].into_iter().enumerate() {
            (self.0[limb + place], carry) = self.0[limb + place].carrying_add_with(part, carry);
        }
        let mut place = limb + 3;
        while carry {
            (self.0[place], carry) = self.0[place].overflowing_add(1);
            place += 1;
        }
    }

    pub(super) fn add_all(&mut self, other: &Self) {
        let mut carry = false;
        for (mine, theirs) in self.0.iter_mut().zip(other.0.iter()) {
            (*mine, carry) = mine.carrying_add_with(*theirs, carry);
        }
    }

    pub(super) fn is_below(&self, other: &Self) -> bool {
        self.0.iter().rev().lt(other.0.iter().rev())
    }

    /// `self − other`, which is not negative.
    pub(super) fn minus(&self, other: &Self) -> Self {
        let mut out = self.clone();
        let mut borrow = false;
        for (mine, theirs) in out.0.iter_mut().zip(other.0.iter()) {
            let (part, first) = mine.overflowing_sub(*theirs);
            let (part, second) = part.overflowing_sub(u64::from(borrow));
            (*mine, borrow) = (part, first || second);
        }
        out
    }

    /// `self · other`, cut to `M` limbs.
    pub(super) fn times<const K: usize, const M: usize>(&self, other: &Wide<K>) -> Wide<M> {
        let mut out = Wide::zero();
        for (i, &a) in self.0.iter().enumerate().filter(|(_, a)| **a != 0) {
            let mut carry = 0;
            for j in 0..(M - i) {
                let b = other.0.get(j).copied().unwrap_or(0);
                let sum = u128::from(a) * u128::from(b) + u128::from(out.0[i + j]) + u128::from(carry);
                out.0[i + j] = sum as u64;
                carry = (sum >> 64) as u64;
            }
        }
        out
    }

    /// The nearest double of `self · 2^exponent`.
    pub(super) fn to_f64(&self, exponent: i32) -> f64 {
        let Some(top) = self.0.iter().rposition(|limb| *limb != 0).map(|top| top.max(1)) else { return 0.0 };
        let sticky = self.0[..top - 1].iter().any(|limb| *limb != 0);
        let leading = u128::from(self.0[top]) << 64 | u128::from(self.0[top - 1]) | u128::from(sticky);
        scale(leading as f64, (top as i32 - 1) * 64 + exponent)
    }
}

impl From<u64> for Wide<1> {
    fn from(value: u64) -> Self {
        Self(Box::new([value]))
    }
}

/// `x · 2^exponent`, in steps that neither overflow nor vanish early.
fn scale(mut x: f64, mut exponent: i32) -> f64 {
    while exponent != 0 && x != 0.0 && x.is_finite() {
        let step = exponent.clamp(-1000, 1000);
        x *= 2f64.powi(step);
        exponent -= step;
    }
    x
}

trait CarryingAdd: Sized {
    fn carrying_add_with(self, other: Self, carry: bool) -> (Self, bool);
}

impl CarryingAdd for u64 {
    #[inline]
    fn carrying_add_with(self, other: Self, carry: bool) -> (Self, bool) {
        let (sum, first) = self.overflowing_add(other);
        let (sum, second) = sum.overflowing_add(Self::from(carry));
        (sum, first || second)
    }
}
