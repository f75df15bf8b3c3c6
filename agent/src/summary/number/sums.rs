use super::super::lanes::multiplies_and_adds;
use super::super::partial::fields;
use super::pieces::{Scale, add_pieces};
use super::wide::Wide;

const FRACTION: u64 = (1 << 52) - 1;
const LOW_HALF: u64 = (1 << 53) - 1;
/// A bin takes this many mantissas of 53 bits before it could overflow.
pub(in crate::summary) const CHUNK: usize = 1024;
/// Fewer values than this are added one by one.
const FEW: usize = 16;

/// Exact sums of doubles and of their squares, as integers: the order of the values cannot matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sums {
    /// In units of 2^-1074.
    positive: Wide<36>,
    negative: Wide<36>,
    /// In units of 2^-2148.
    squares: Wide<70>,
}

fields!(Sums: positive, negative, squares);

/// One thread's working space.
#[derive(Debug, Default)]
pub(in crate::summary) struct Bins {
    /// Mantissas added up by exponent, before they move into [`Sums`].
    exponents: Vec<[u64; 4]>,
    /// Values that a table does not hold, and their hashes.
    pub(super) rest: (Vec<f64>, Vec<u64>),
}

impl Default for Sums {
    fn default() -> Self {
        Self { positive: Wide::zero(), negative: Wide::zero(), squares: Wide::zero() }
    }
}

#[inline]
fn split(x: f64) -> (usize, u64, bool) {
    let bits = x.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as usize;
    let mantissa = bits & FRACTION | u64::from(exponent != 0) << 52;
    (exponent.max(1), mantissa, bits >> 63 == 1)
}

impl Sums {
    /// Adds at most [`CHUNK`] finite values, the largest of which has this size; `whole` promises whole numbers.
    pub(super) fn add_chunk(&mut self, values: &[f64], largest: f64, whole: bool, bins: &mut Bins) {
        if largest == 0.0 {
            return;
        }
        let scale = Scale::new(largest, whole).filter(|_| values.len() >= FEW && multiplies_and_adds());
        let Some(scale) = scale else { return self.add_by_exponent(values, bins) };
        let totals = add_pieces(values, scale).totals(scale);
        let positive = totals.absolute.midpoint(totals.sum);
        self.positive.add(positive as u128, (totals.unit + 1074) as usize);
        self.negative.add((positive - totals.sum) as u128, (totals.unit + 1074) as usize);
        self.squares.add(u128::from(totals.squares.0), (2 * totals.unit + 2148) as usize);
        self.squares.add(totals.squares.1, (2 * totals.unit + 46 + 2148) as usize);
        if scale.leaves_some() {
            self.add_left_over(values, scale, bins);
        }
    }

    fn add_left_over(&mut self, values: &[f64], scale: Scale, bins: &mut Bins) {
        let any = |some: &[f64]| some.iter().fold(false, |any, x| any | scale.leaves_over(*x));
        if !values.chunks(64).any(any) {
            return;
        }
        let (mut small, mut n, mut largest) = ([0.0; CHUNK], 0, 0.0f64);
        for &x in values.iter().filter(|x| scale.leaves_over(**x)) {
            small[n] = x;
            n += 1;
            largest = largest.max(x.abs());
        }
        self.add_chunk(&small[..n], largest, false, bins);
    }

    fn add_by_exponent(&mut self, values: &[f64], bins: &mut Bins) {
        if values.len() < FEW {
            return values.iter().for_each(|x| self.add_weighted(*x, 1));
        }
        bins.exponents.resize(2048, [0; 4]);
        let Ok(bins) = <&mut [[u64; 4]; 2048]>::try_from(bins.exponents.as_mut_slice()) else { return };
        let (mut lowest, mut highest) = (2047, 0);
        for &x in values {
            let (exponent, mantissa, negative) = split(x);
            let bin = &mut bins[exponent & 2047];
            let square = u128::from(mantissa) * u128::from(mantissa);
            bin[usize::from(negative)] += mantissa;
            bin[2] += square as u64 & LOW_HALF;
            bin[3] += (square >> 53) as u64;
            lowest = lowest.min(if mantissa == 0 { 2047 } else { exponent });
            highest = highest.max(exponent);
        }
        for (exponent, bin) in bins.iter_mut().enumerate().take(highest + 1).skip(lowest) {
            self.move_in(exponent, bin);
        }
    }

    fn move_in(&mut self, exponent: usize, bin: &mut [u64; 4]) {
        if *bin == [0; 4] {
            return;
        }
        let shift = exponent - 1;
        self.positive.add(u128::from(bin[0]), shift);
        self.negative.add(u128::from(bin[1]), shift);
        self.squares.add(u128::from(bin[2]), 2 * shift);
        self.squares.add(u128::from(bin[3]), 2 * shift + 53);
        *bin = [0; 4];
    }

    /// Adds `x` as often as `weight` says.
    pub(super) fn add_weighted(&mut self, x: f64, weight: u64) {
        if x == 0.0 {
            return;
        }
        let (exponent, mantissa, negative) = split(x);
        let shift = exponent - 1;
        let side = if negative { &mut self.negative } else { &mut self.positive };
        side.add(u128::from(mantissa) * u128::from(weight), shift);
        let square = u128::from(mantissa) * u128::from(mantissa);
        self.squares.add((square & u128::from(LOW_HALF)) * u128::from(weight), 2 * shift);
        self.squares.add((square >> 53) * u128::from(weight), 2 * shift + 53);
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.positive.add_all(&other.positive);
        self.negative.add_all(&other.negative);
        self.squares.add_all(&other.squares);
    }

    pub(super) fn mean(&self, n: u64) -> Option<f64> {
        let sign = if self.positive.is_below(&self.negative) { -1.0 } else { 1.0 };
        (n > 0).then(|| sign * quotient(&self.difference(), -1074, n as f64))
    }

    /// Of the sample: `(n·Σx² − (Σx)²) / (n·(n − 1))`, the numerator without rounding.
    pub(super) fn variance(&self, n: u64) -> Option<f64> {
        if n < 2 {
            return None;
        }
        let count = Wide::from(n);
        let sum = self.difference();
        let spread = self.squares.times::<1, 72>(&count).minus(&sum.times::<36, 72>(&sum));
        let variance = quotient(&spread, -2148, n as f64 * (n - 1) as f64);
        variance.is_finite().then_some(variance)
    }

    /// The sum of the absolute values.
    pub(super) fn total(&self) -> f64 {
        let mut total = self.positive.clone();
        total.add_all(&self.negative);
        total.to_f64(-1074)
    }

    fn difference(&self) -> Wide<36> {
        if self.positive.is_below(&self.negative) {
            self.negative.minus(&self.positive)
        } else {
            self.positive.minus(&self.negative)
        }
    }
}

/// `sum · 2^exponent / divisor`, also where the sum itself is beyond the doubles.
fn quotient<const N: usize>(sum: &Wide<N>, exponent: i32, divisor: f64) -> f64 {
    let plain = sum.to_f64(exponent);
    if plain.is_finite() { plain / divisor } else { sum.to_f64(exponent - 200) / divisor * 2f64.powi(200) }
}
