//! Sums and sums of squares of a chunk of doubles, exact although they are added as doubles.
//!
//! Against the chunk's largest value, below 2^E, every double is cut into three pieces: multiples of 2^(E−22), of
//! 2^(E−45) and of 2^(E−68), each of at most 22 binary digits and a sign. Sums of up to 2^9 such pieces, and of products
//! of two of them, fit into the 53 digits of a double: nothing is ever rounded, so that vectors may add them up in any
//! order. Values too small for three pieces are left over.

use super::super::lanes::vectorised;
use super::CHUNK;

const LANES: usize = 8;
const SIGN: u64 = 1 << 63;
/// Beyond these exponents, squares would leave the range of the doubles.
pub(super) const EXPONENTS: std::ops::RangeInclusive<i32> = -400..=400;

type Lanes = [f64; LANES];

/// How a chunk is cut.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    exponent: i32,
    /// Smaller values are left over.
    least: f64,
    first: f64,
    second: f64,
}

/// Sums of one chunk.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Pieces {
    sum: [Lanes; 3],
    absolute: [Lanes; 3],
    /// Of the pairs of pieces: 11, 12, 13, 22, 23, 33.
    products: [Lanes; 6],
}

/// Exact sums as integers.
pub(super) struct Totals {
    /// Sum, and sum of the absolute values, in units of 2^[`Totals::unit`].
    pub(super) sum: i128,
    pub(super) absolute: i128,
    pub(super) unit: i32,
    /// The sum of squares: the first in units of 2^(2·unit), the second in 2^46 of these.
    pub(super) squares: (u64, u128),
}

impl Scale {
    /// For values of which `largest` is the largest in size; where all are whole numbers, none is left over.
    pub(super) fn new(largest: f64, whole: bool) -> Option<Self> {
        let exponent = ((largest.to_bits() >> 52) & 0x7ff) as i32 - 1022;
        let power = |exponent| 2f64.powi(exponent);
        // One and a half, so that the sums keep their exponent whatever the sign.
        let border = |exponent| 1.5 * power(exponent + 52);
        EXPONENTS.contains(&exponent).then(|| Self {
            exponent,
            least: if whole && exponent <= 68 { 0.0 } else { power(exponent - 16) },
            first: border(exponent - 22),
            second: border(exponent - 45),
        })
    }

    /// Whether any value could be left over.
    pub(super) fn leaves_some(&self) -> bool {
        self.least > 0.0
    }

    pub(super) fn leaves_over(&self, x: f64) -> bool {
        x.abs() < self.least && x != 0.0
    }
}

#[expect(clippy::inline_always, reason = "the loop around it is a vector loop only with it")]
#[inline(always)]
fn each<const N: usize>(make: impl FnMut(usize) -> f64) -> [f64; N] {
    std::array::from_fn(make)
}

vectorised! {
    /// Adds at most [`CHUNK`] values.
    pub(super) fn add_pieces(values: &[f64], scale: Scale) -> Pieces {
        debug_assert!(values.len() <= CHUNK);
        let Scale { least, first, second, .. } = scale;
        let (mut sum, mut absolute, mut products) = ([[0.0; LANES]; 3], [[0.0; LANES]; 3], [[0.0; LANES]; 6]);
        let (eights, rest) = values.as_chunks::<LANES>();
        let mut last = [0.0; LANES];
        last[..rest.len()].copy_from_slice(rest);
        for x in eights.iter().chain([&last]) {
            let x: Lanes = each(|i| if x[i].abs() >= least { x[i] } else { 0.0 });
            let a: Lanes = each(|i| (x[i] + first) - first);
            let rest: Lanes = each(|i| x[i] - a[i]);
            let b: Lanes = each(|i| (rest[i] + second) - second);
            let c: Lanes = each(|i| rest[i] - b[i]);
            for (at, piece) in [a, b, c].iter().enumerate() {
                sum[at] = each(|i| sum[at][i] + piece[i]);
                absolute[at] = each(|i| absolute[at][i] + f64::from_bits(piece[i].to_bits() ^ (x[i].to_bits() & SIGN)));
            }
            for (at, (left, right)) in [(a, a), (a, b), (a, c), (b, b), (b, c), (c, c)].iter().enumerate() {
                products[at] = each(|i| left[i].mul_add(right[i], products[at][i]));
            }
        }
        Pieces { sum, absolute, products }
    }
}

impl Pieces {
    pub(super) fn totals(&self, scale: Scale) -> Totals {
        let unit = scale.exponent - 68;
        let power = |exponent: i32| 2f64.powi(-exponent);
        // Each lane is a whole number of its unit, below 2^53.
        let whole = |lanes: &Lanes, unit: i32| lanes.iter().map(|x| i128::from((x * power(unit)) as i64)).sum::<i128>();
        let joined = |lanes: &[Lanes; 3]| {
            (whole(&lanes[0], unit + 46) << 46) + (whole(&lanes[1], unit + 23) << 23) + whole(&lanes[2], unit)
        };
        let [aa, ab, ac, bb, bc, cc] = [92, 69, 46, 46, 23, 0].map(|shift| 2 * unit + shift);
        let product = |at: usize, unit| whole(&self.products[at], unit);
        let low = ((2 * product(2, ac) + product(3, bb)) << 46) + (product(4, bc) << 24) + product(5, cc);
        let high = (product(0, aa) << 46) + (product(1, ab) << 24) + (low >> 46);
        let squares = ((low & ((1 << 46) - 1)) as u64, high as u128);
        Totals { sum: joined(&self.sum), absolute: joined(&self.absolute), unit, squares }
    }
}
