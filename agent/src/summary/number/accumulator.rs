use super::super::census::{Candidates, Census, Counted, Registers, Table};
use super::super::distribution::{Distribution, Grid, Unit};
use super::super::personal::LONG;
use super::digits::{Digits, DigitsAccumulator};
use super::sums::{Bins, Sums};
use super::tally::{self, Look, Tally, look};
use super::{CHUNK, COUNTED, NumberSummary};

/// Values between two looks at the lowest register.
const FLOORED: usize = 64 * 1024;
/// Of so many values that the table does not hold, one is looked at as a candidate.
const LOOKED_AT: usize = 16;
/// Values between two places at which the table is reconsidered. They are places in the column, not in its batches.
const WINDOW: usize = 4096;

/// Numbers while they are being counted.
///
/// Values seen before are only counted, in a small table; what the table does not hold goes into sums, grid and
/// registers at once, and what it holds goes there with its count at the end. Both ways give the same figures, so the
/// table may give up its place when it does not pay.
#[derive(Debug, Clone)]
pub(in crate::summary) struct NumberAccumulator {
    unit: Unit,
    /// Where digits may be those of a card or a phone.
    digits: Option<Box<DigitsAccumulator>>,
    table: Table<f64>,
    /// More different values than the table takes.
    many: bool,
    /// Values since the table was last reconsidered, and how many of them it did not hold.
    looked_up: usize,
    missed: usize,
    /// Values that the table did not hold.
    position: usize,
    tally: Tally,
    sums: Sums,
    grid: Grid,
    registers: Registers,
    /// No register holds less, as was seen so many values ago.
    floor: u8,
    since_floor: usize,
    candidates: Candidates<f64>,
}

impl NumberAccumulator {
    pub(in crate::summary) fn new(unit: Unit, digits: bool) -> Self {
        Self {
            unit,
            digits: digits.then(|| Box::new(DigitsAccumulator::new())),
            table: Table::new(COUNTED),
            many: false,
            looked_up: 0,
            missed: 0,
            position: 0,
            tally: Tally::default(),
            sums: Sums::default(),
            grid: Grid::default(),
            registers: Registers::default(),
            floor: 0,
            since_floor: 0,
            candidates: Candidates::default(),
        }
    }

    /// Adds at most [`CHUNK`] values with their hashes.
    pub(in crate::summary) fn add_chunk(&mut self, values: &[f64], hashes: &[u64], bins: &mut Bins) {
        let (mut values, mut hashes) = (values, hashes);
        while !values.is_empty() {
            if self.many && self.table.len() == 0 {
                self.add_uncounted(values, hashes, bins);
                return;
            }
            let n = values.len().min(WINDOW - self.looked_up);
            self.count(&values[..n], &hashes[..n], bins);
            (values, hashes) = (&values[n..], &hashes[n..]);
            self.looked_up = (self.looked_up + n) % WINDOW;
            if self.looked_up == 0 {
                self.reconsider(bins);
            }
        }
    }

    fn count(&mut self, values: &[f64], hashes: &[u64], bins: &mut Bins) {
        let (mut rest, mut rest_hashes) = std::mem::take(&mut bins.rest);
        rest.clear();
        rest_hashes.clear();
        for (&x, &hash) in values.iter().zip(hashes) {
            if let Some(counted) = self.table.find(hash) {
                counted.count += 1;
            } else if !self.many && !self.table.is_full() {
                self.table.insert(Counted { hash, count: 1, value: x });
            } else {
                self.many = true;
                rest.push(x);
                rest_hashes.push(hash);
            }
        }
        self.missed += rest.len();
        if !rest.is_empty() {
            self.add_uncounted(&rest, &rest_hashes, bins);
        }
        bins.rest = (rest, rest_hashes);
    }

    /// Gives up counting values that hardly repeat.
    fn reconsider(&mut self, bins: &mut Bins) {
        if self.many && 2 * std::mem::take(&mut self.missed) >= WINDOW {
            let given_up = self.table.shrink(64, 16);
            for counted in &given_up {
                self.registers.add(counted.hash);
                self.candidates.add(counted.hash, counted.count, || counted.value);
            }
            self.add_digits(&given_up);
            let finite: Vec<f64> = given_up.iter().map(|counted| counted.value).filter(|x| x.is_finite()).collect();
            self.grid.foresee(&finite);
            self.add_counted(&given_up, bins);
        }
    }

    /// Adds what was counted, without counting it as values of their own.
    fn add_counted(&mut self, counted: &[Counted<f64>], bins: &mut Bins) {
        for some in counted.chunks(CHUNK) {
            let (mut single, mut n) = ([0.0; CHUNK], 0);
            for counted in some {
                if counted.count == 1 {
                    single[n] = counted.value;
                    n += 1;
                } else {
                    self.add_repeated(counted.value, counted.count);
                }
            }
            self.add_values(&single[..n], &look(&single[..n]), bins);
        }
    }

    fn add_uncounted(&mut self, values: &[f64], hashes: &[u64], bins: &mut Bins) {
        if self.since_floor >= FLOORED {
            (self.floor, self.since_floor) = (self.registers.lowest(), 0);
        }
        self.since_floor += hashes.len();
        self.registers.add_chunk(hashes, self.floor);
        for (&x, &hash) in
            values.iter().zip(hashes).skip(self.position.wrapping_neg() & (LOOKED_AT - 1)).step_by(LOOKED_AT)
        {
            self.candidates.add(hash, 1, || x);
        }
        self.position = self.position.wrapping_add(values.len());
        let look = look(values);
        if let Some(digits) = self.digits.as_mut().filter(|_| !look.all_finite || look.largest.0 >= LONG) {
            digits.add_chunk(values, hashes);
        }
        self.add_values(values, &look, bins);
    }

    fn add_values(&mut self, values: &[f64], look: &Look, bins: &mut Bins) {
        if look.all_finite {
            self.add_finite(values, look, bins);
            return;
        }
        let mut finite = Vec::with_capacity(CHUNK);
        for &x in values {
            if x.is_finite() {
                finite.push(x);
            } else {
                self.tally.add(x, 1, self.unit);
            }
        }
        self.add_finite(&finite, &tally::look(&finite), bins);
    }

    fn add_finite(&mut self, values: &[f64], look: &Look, bins: &mut Bins) {
        self.tally.add_look(values, look, self.unit);
        self.sums.add_chunk(values, look.largest.0, look.whole, bins);
        self.grid.add_chunk(values);
    }

    /// Adds `x` as often as `weight` says, without counting it as a value of its own.
    fn add_repeated(&mut self, x: f64, weight: u64) {
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
            if let Some(digits) = &mut self.digits {
                digits.add(x, hash, weight);
            }
            self.add_repeated(x, weight);
        }
    }

    fn add_digits(&mut self, counted: &[Counted<f64>]) {
        if let Some(digits) = &mut self.digits {
            for counted in counted {
                digits.add(counted.value, counted.hash, counted.count);
            }
        }
    }

    pub(in crate::summary) fn finish(mut self) -> NumberSummary {
        let entries = std::mem::replace(&mut self.table, Table::new(0)).into_entries();
        self.add_digits(&entries);
        self.add_counted(&entries, &mut Bins::default());
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
        let digits = self.digits.map_or_else(Digits::default, |digits| digits.finish());
        let personal = digits.patterns(tally.finite + tally.nan + tally.pos_inf + tally.neg_inf);
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
            digits,
            personal,
        }
    }
}
