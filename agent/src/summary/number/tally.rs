use super::super::distribution::Unit;
use super::super::lanes::vectorised;
use super::two_largest;

const LANES: usize = 8;

/// What can be counted by looking at one value.
#[derive(Debug, Clone)]
pub(super) struct Tally {
    pub(super) finite: u64,
    pub(super) nan: u64,
    pub(super) pos_inf: u64,
    pub(super) neg_inf: u64,
    pub(super) zeros: u64,
    pub(super) negatives: u64,
    pub(super) whole: bool,
    pub(super) whole_units: bool,
    pub(super) range: (f64, f64),
    pub(super) largest: (f64, f64),
}

/// What is seen of a chunk of finite values.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub(super) all_finite: bool,
    zeros: u64,
    negatives: u64,
    range: (f64, f64),
    /// The two largest sizes.
    pub(super) largest: (f64, f64),
    pub(super) whole: bool,
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            finite: 0,
            nan: 0,
            pos_inf: 0,
            neg_inf: 0,
            zeros: 0,
            negatives: 0,
            whole: true,
            whole_units: true,
            range: (f64::INFINITY, f64::NEG_INFINITY),
            largest: (0.0, 0.0),
        }
    }
}

impl Tally {
    /// Adds a chunk of finite values that was looked at.
    pub(super) fn add_look(&mut self, values: &[f64], look: &Look, unit: Unit) {
        self.finite += values.len() as u64;
        self.zeros += look.zeros;
        self.negatives += look.negatives;
        self.range = (self.range.0.min(look.range.0), self.range.1.max(look.range.1));
        self.largest = two_largest(two_largest(self.largest, look.largest.0), look.largest.1);
        self.whole = self.whole && look.whole;
        let whole_units = |values| if unit == Unit::default() { look.whole } else { are_whole(values, unit) };
        self.whole_units = self.whole_units && whole_units(values);
    }

    /// Whether `x` is finite.
    pub(super) fn add(&mut self, x: f64, weight: u64, unit: Unit) -> bool {
        if !x.is_finite() {
            let side = if x > 0.0 { &mut self.pos_inf } else { &mut self.neg_inf };
            *(if x.is_nan() { &mut self.nan } else { side }) += weight;
            return false;
        }
        self.finite += weight;
        self.zeros += if x == 0.0 { weight } else { 0 };
        self.negatives += if x < 0.0 { weight } else { 0 };
        self.whole = self.whole && is_whole(x);
        self.whole_units = self.whole_units && is_whole(unit.published(x));
        self.range = (self.range.0.min(x), self.range.1.max(x));
        for _ in 0..weight.min(2) {
            self.largest = two_largest(self.largest, x.abs());
        }
        true
    }
}

#[expect(clippy::inline_always, reason = "the loop around it is a vector loop only with it")]
#[inline(always)]
fn each<T>(make: impl FnMut(usize) -> T) -> [T; LANES] {
    std::array::from_fn(make)
}

vectorised! {
    /// Only whether all are finite is true of chunks that hold others.
    pub(super) fn look(values: &[f64]) -> Look {
        let (mut low, mut high) = ([f64::INFINITY; LANES], [f64::NEG_INFINITY; LANES]);
        let (mut first, mut second) = ([0.0f64; LANES], [0.0f64; LANES]);
        let (mut others, mut zeros, mut negatives, mut parts) = ([0u64; LANES], [0u64; LANES], [0u64; LANES], [0u64; LANES]);
        let (eights, rest) = values.as_chunks::<LANES>();
        for x in eights {
            let size = each(|i| x[i].abs());
            others = each(|i| others[i] + u64::from(!x[i].is_finite()));
            zeros = each(|i| zeros[i] + u64::from(x[i] == 0.0));
            negatives = each(|i| negatives[i] + u64::from(x[i] < 0.0));
            parts = each(|i| parts[i] + u64::from(!is_whole(x[i])));
            low = each(|i| if x[i] < low[i] { x[i] } else { low[i] });
            high = each(|i| if x[i] > high[i] { x[i] } else { high[i] });
            let smaller = each(|i| if size[i] < first[i] { size[i] } else { first[i] });
            second = each(|i| if smaller[i] > second[i] { smaller[i] } else { second[i] });
            first = each(|i| if size[i] > first[i] { size[i] } else { first[i] });
        }
        let count = |lanes: [u64; LANES], one: fn(f64) -> bool| {
            lanes.iter().sum::<u64>() + rest.iter().filter(|x| one(**x)).count() as u64
        };
        let sizes = first.into_iter().chain(second).chain(rest.iter().map(|x| x.abs()));
        Look {
            all_finite: count(others, |x| !x.is_finite()) == 0,
            zeros: count(zeros, |x| x == 0.0),
            negatives: count(negatives, |x| x < 0.0),
            range: (
                low.iter().chain(rest).copied().fold(f64::INFINITY, f64::min),
                high.iter().chain(rest).copied().fold(f64::NEG_INFINITY, f64::max),
            ),
            largest: sizes.fold((0.0, 0.0), two_largest),
            whole: count(parts, |x| !is_whole(x)) == 0,
        }
    }
}

vectorised! {
    fn are_whole(values: &[f64], unit: Unit) -> bool {
        values.chunks(64).all(|values| {
            values.iter().fold(true, |whole, x| {
                whole & is_whole(unit.published(*x))
            })
        })
    }
}

/// Doubles from 2^53 on are whole numbers.
#[expect(clippy::float_cmp, clippy::inline_always, reason = "only whole numbers are equal; part of vector loops")]
#[inline(always)]
fn is_whole(x: f64) -> bool {
    x.trunc() == x
}
