use super::super::census::{Candidates, Census, Counted, Registers, Table};
use super::super::distribution::{Distribution, Grid, Unit};
use super::super::personal::{PatternCounts, integer_marks, may_be_personal};
use super::sums::{Bins, Sums};
use super::{CHUNK, COUNTED, NumberSummary, two_largest};

/// Numbers while they are being counted.
///
/// Values seen before are only counted, in a small table; what the table does not hold goes into sums, grid and
/// registers at once, and what it holds goes there with its count at the end. Both ways give the same figures, so the
/// table may give up its place when it does not pay.
#[derive(Debug, Clone)]
pub(in crate::summary) struct NumberAccumulator {
    unit: Unit,
    /// Whether digits may be those of a card or a phone.
    digits: bool,
    table: Table<f64>,
    /// More different values than the table takes.
    many: bool,
    hits: usize,
    misses: usize,
    /// Values that the table did not hold; every eighth is looked at as a candidate.
    position: usize,
    tally: Tally,
    sums: Sums,
    grid: Grid,
    registers: Registers,
    candidates: Candidates<f64>,
    personal: PatternCounts,
}

/// What can be counted by looking at one value.
#[derive(Debug, Clone)]
struct Tally {
    finite: u64,
    nan: u64,
    pos_inf: u64,
    neg_inf: u64,
    zeros: u64,
    negatives: u64,
    whole: bool,
    whole_units: bool,
    range: (f64, f64),
    largest: (f64, f64),
}

impl NumberAccumulator {
    pub(in crate::summary) fn new(unit: Unit, digits: bool) -> Self {
        let tally = Tally {
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
        };
        Self {
            unit,
            digits,
            table: Table::new(COUNTED),
            many: false,
            hits: 0,
            misses: 0,
            position: 0,
            tally,
            sums: Sums::default(),
            grid: Grid::default(),
            registers: Registers::default(),
            candidates: Candidates::default(),
            personal: PatternCounts::default(),
        }
    }

    /// Adds at most [`CHUNK`] values with their hashes.
    pub(in crate::summary) fn add_chunk(&mut self, values: &[f64], hashes: &[u64], bins: &mut Bins) {
        if self.table.len() == 0 && self.many {
            self.add_uncounted(values, hashes, bins);
            return;
        }
        let (mut rest, mut rest_hashes, mut n) = ([0.0; CHUNK], [0; CHUNK], 0);
        for (&x, &hash) in values.iter().zip(hashes) {
            if let Some(counted) = self.table.find(hash) {
                counted.count += 1;
            } else if !self.many && !self.table.is_full() {
                self.table.insert(Counted { hash, count: 1, value: x });
            } else {
                self.many = true;
                (rest[n], rest_hashes[n]) = (x, hash);
                n += 1;
            }
        }
        self.hits += values.len() - n;
        self.misses += n;
        self.add_uncounted(&rest[..n], &rest_hashes[..n], bins);
    }

    /// Called at fixed places of the table: gives up counting values that hardly repeat.
    pub(in crate::summary) fn end_block(&mut self) {
        if self.many && self.table.len() > 0 && self.hits < self.misses {
            for counted in self.table.shrink(64, 16) {
                self.registers.add(counted.hash);
                self.candidates.add(counted.hash, counted.count, || counted.value);
                self.add_repeated(counted.value, counted.count);
            }
        }
        (self.hits, self.misses) = (0, 0);
    }

    fn add_uncounted(&mut self, values: &[f64], hashes: &[u64], bins: &mut Bins) {
        for &hash in hashes {
            self.registers.add(hash);
        }
        for (&x, &hash) in values.iter().zip(hashes).skip(self.position.wrapping_neg() & 7).step_by(8) {
            self.candidates.add(hash, 1, || x);
        }
        self.position = self.position.wrapping_add(values.len());
        if self.digits {
            for &x in values.iter().filter(|x| may_be_personal(**x)) {
                self.personal.add(integer_marks(x), 1);
            }
        }
        let mut finite = [0.0; CHUNK];
        let n = self.tally.add_chunk(values, self.unit, &mut finite);
        self.sums.add_chunk(&finite[..n], bins);
        self.grid.add_chunk(&finite[..n]);
    }

    /// Adds `x` as often as `weight` says, without counting it as a value of its own.
    fn add_repeated(&mut self, x: f64, weight: u64) {
        if self.digits && may_be_personal(x) {
            self.personal.add(integer_marks(x), weight);
        }
        if self.tally.add(x, weight, self.unit) {
            self.sums.add_weighted(x, weight);
            self.grid.add(x, weight);
        }
    }

    /// Adds `x` as often as `weight` says.
    pub(in crate::summary) fn add(&mut self, x: f64, hash: u64, weight: u64) {
        if let Some(counted) = self.table.find(hash) {
            counted.count += weight;
        } else if !self.many && !self.table.is_full() {
            self.table.insert(Counted { hash, count: weight, value: x });
        } else {
            self.many = true;
            self.registers.add(hash);
            self.candidates.add(hash, weight, || x);
            self.add_repeated(x, weight);
        }
    }

    pub(in crate::summary) fn finish(mut self) -> NumberSummary {
        let entries = std::mem::replace(&mut self.table, Table::new(0)).into_entries();
        for counted in &entries {
            self.add_repeated(counted.value, counted.count);
        }
        let census = if self.many {
            for counted in &entries {
                self.registers.add(counted.hash);
            }
            Census::many(self.registers, super::super::census::joined(entries, self.candidates.into_counted()))
        } else {
            Census::all(entries)
        };
        let tally = self.tally;
        let range = (tally.finite > 0).then_some(tally.range);
        let mut personal = self.personal;
        personal.set_tested(tally.finite + tally.nan + tally.pos_inf + tally.neg_inf);
        NumberSummary {
            finite: tally.finite,
            nan: tally.nan,
            pos_inf: tally.pos_inf,
            neg_inf: tally.neg_inf,
            zeros: tally.zeros,
            negatives: tally.negatives,
            integral: tally.whole_units,
            unit: self.unit,
            sums: self.sums,
            largest: tally.largest,
            distribution: Distribution::new(self.grid, range, tally.whole, self.unit),
            census,
            personal,
        }
    }
}

impl Tally {
    /// Returns how many values are finite; they are copied to `finite`.
    fn add_chunk(&mut self, values: &[f64], unit: Unit, finite: &mut [f64; CHUNK]) -> usize {
        let mut n = 0;
        for &x in values {
            finite[n & (CHUNK - 1)] = x;
            n += usize::from(x.is_finite());
        }
        if n < values.len() {
            for &x in values.iter().filter(|x| !x.is_finite()) {
                self.add(x, 1, unit);
            }
        }
        let finite = &finite[..n];
        self.finite += n as u64;
        let (low, high) = extremes(finite);
        self.range = (self.range.0.min(low), self.range.1.max(high));
        self.zeros += finite.iter().filter(|x| **x == 0.0).count() as u64;
        self.negatives += finite.iter().filter(|x| **x < 0.0).count() as u64;
        self.whole = self.whole && finite.iter().all(|x| is_whole(*x));
        self.whole_units = self.whole_units
            && if unit == Unit::default() { self.whole } else { finite.iter().all(|x| is_whole(unit.published(*x))) };
        if high.max(-low) > self.largest.1 {
            for &x in finite {
                self.largest = two_largest(self.largest, x.abs());
            }
        }
        n
    }

    /// Whether `x` is finite.
    fn add(&mut self, x: f64, weight: u64, unit: Unit) -> bool {
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

/// Smallest and largest, eight at a time.
fn extremes(finite: &[f64]) -> (f64, f64) {
    let (mut low, mut high) = ([f64::INFINITY; 8], [f64::NEG_INFINITY; 8]);
    let (eights, rest) = finite.as_chunks::<8>();
    for eight in eights {
        for (place, &x) in eight.iter().enumerate() {
            low[place] = if x < low[place] { x } else { low[place] };
            high[place] = if x > high[place] { x } else { high[place] };
        }
    }
    let ends = |rest: &[f64]| {
        let low = rest.iter().copied().fold(f64::INFINITY, f64::min);
        (low, rest.iter().copied().fold(f64::NEG_INFINITY, f64::max))
    };
    let (rest, low, high) = (ends(rest), ends(&low), ends(&high));
    (low.0.min(rest.0), high.1.max(rest.1))
}

/// Doubles from 2^53 on are whole numbers; below, they survive the way through an integer.
#[inline]
#[expect(clippy::float_cmp, reason = "only a whole number is equal to its integer")]
fn is_whole(x: f64) -> bool {
    x.abs() >= 9_007_199_254_740_992.0 || (x as i64) as f64 == x
}
