//! How two columns of the sample go together, and how far one or two rows decide it.

use super::super::lanes::vectorised;
use super::cell::{MISSING, Words};
use super::sample::{RowSample, SampledRow};

/// How two columns go together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Association {
    pub value: f64,
    /// How many rows have both values.
    pub rows: u64,
    /// How far the value moves without the row that moves it most, and without the two that do.
    pub without: [f64; 2],
}

/// A column of numbers, each by its distance from the mean in deviations; NaN where it is missing.
#[derive(Debug, Clone)]
pub struct Standardised(Vec<f64>);

impl RowSample {
    /// Where a column of the table stands in the sample.
    pub fn place(&self, column: usize) -> Option<usize> {
        self.columns.iter().position(|sampled| sampled.column == column)
    }

    /// The words of a column with the copies of their rows, missing ones left out.
    pub(crate) fn words(&self, place: usize) -> impl Iterator<Item = (u64, u64)> {
        let rows = self.rows.iter().enumerate();
        rows.map(move |(at, row)| (self.values_at(at)[place], row.copies)).filter(|(word, _)| *word != MISSING)
    }

    /// The finite numbers of a column with the copies of their rows, in the unit they are stored in.
    pub(crate) fn numbers(&self, place: usize) -> impl Iterator<Item = (f64, u64)> {
        let numbers = self.columns.get(place).is_some_and(|column| column.words == Words::Numbers);
        let words = numbers.then(|| self.words(place)).into_iter().flatten();
        words.map(|(word, copies)| (f64::from_bits(word), copies)).filter(|(number, _)| number.is_finite())
    }

    /// A column ready to be correlated; `None` where it has no spread.
    pub(crate) fn standardised(&self, place: usize) -> Option<Standardised> {
        let count: f64 = self.numbers(place).map(|(_, copies)| copies as f64).sum();
        let first = self.numbers(place).next()?.0;
        let mean = first + self.numbers(place).map(|(x, copies)| (x - first) * copies as f64).sum::<f64>() / count;
        let squares: f64 = self.numbers(place).map(|(x, copies)| (x - mean).powi(2) * copies as f64).sum();
        let deviation = (squares / count).sqrt();
        if !deviation.is_finite() || deviation <= mean.abs() * 1e-13 {
            return None;
        }
        let scaled = |row: usize| {
            let x = f64::from_bits(self.values_at(row)[place]);
            if x.is_finite() { (x - mean) / deviation } else { f64::NAN }
        };
        Some(Standardised((0..self.rows.len()).map(scaled).collect()))
    }

    /// Pearson's correlation.
    pub(crate) fn correlation(&self, x: &Standardised, y: &Standardised) -> Option<Association> {
        let sums = Sums::of(&x.0, &y.0, &self.rows);
        let value = sums.correlation()?;
        let Influential { moving, outermost } = sums.influential(&x.0, &y.0, &self.rows, value);
        let without = |rows: &[(f64, f64)]| {
            let mut left = sums;
            for (x, y) in rows {
                left.add(*x, *y, -1.0);
            }
            left.correlation().map_or(1.0, |without| (value - without).abs())
        };
        let one = without(&moving[..1]);
        // Two rows far out hide each other: without one of them, the other one still makes the correlation.
        let two = without(&moving).max(without(&outermost));
        Some(Association { value, rows: sums.count as u64, without: [one, two.max(one)] })
    }
}

/// Rows that are added up side by side, always in the same way.
const LANES: usize = 8;
/// Rows that are looked at together.
const BLOCK: usize = 64;

vectorised! {
    /// Of the rows that have both values: how many there are, and the sums of x, y, x², y² and xy.
    fn add_up(x: &[f64], y: &[f64], rows: &[SampledRow]) -> [f64; 6] {
        let mut lanes = [[0.0; LANES]; 6];
        for ((x, y), rows) in x.chunks(LANES).zip(y.chunks(LANES)).zip(rows.chunks(LANES)) {
            for (at, ((x, y), row)) in x.iter().zip(y).zip(rows).enumerate() {
                let both = !x.is_nan() && !y.is_nan();
                let or_zero = |x: f64| if both { x } else { 0.0 };
                let (x, y, copies) = (or_zero(*x), or_zero(*y), or_zero(row.copies as f64));
                lanes[0][at] += copies;
                lanes[1][at] += x * copies;
                lanes[2][at] += y * copies;
                lanes[3][at] += x * x * copies;
                lanes[4][at] += y * y * copies;
                lanes[5][at] += x * y * copies;
            }
        }
        lanes.map(|lane| lane.iter().sum())
    }
}

vectorised! {
    /// At least the largest square of a distance from the means, in deviations.
    fn furthest(x: &[f64], y: &[f64], x_by: (f64, f64), y_by: (f64, f64)) -> f64 {
        let mut most = [0.0; LANES];
        let (x, x_rest) = x.as_chunks::<LANES>();
        let (y, y_rest) = y.as_chunks::<LANES>();
        let square = |x: f64, y: f64| {
            let (a, b) = ((x - x_by.0) * x_by.1, (y - y_by.0) * y_by.1);
            a * a + b * b
        };
        for (x, y) in x.iter().zip(y) {
            for at in 0..LANES {
                let distance = square(x[at], y[at]);
                most[at] = if distance > most[at] { distance } else { most[at] };
            }
        }
        let rest = x_rest.iter().zip(y_rest).map(|(x, y)| square(*x, *y));
        // Multiplied by a reciprocal, which rounds once more.
        most.into_iter().chain(rest).fold(0.0, f64::max) * (1.0 + 1e-12)
    }
}

/// Rows that a correlation may rest on.
#[derive(Debug, Clone, Copy, Default)]
struct Influential {
    /// The two whose absence moves it most, the first one more.
    moving: [(f64, f64); 2],
    /// The two furthest from the means.
    outermost: [(f64, f64); 2],
}

/// Sums over the rows that have both values.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    count: f64,
    x: f64,
    y: f64,
    xx: f64,
    yy: f64,
    xy: f64,
}

impl Sums {
    #[inline]
    fn add(&mut self, x: f64, y: f64, copies: f64) {
        self.count += copies;
        self.x += x * copies;
        self.y += y * copies;
        self.xx += x * x * copies;
        self.yy += y * y * copies;
        self.xy += x * y * copies;
    }

    /// Of all rows that have both values.
    fn of(x: &[f64], y: &[f64], rows: &[SampledRow]) -> Self {
        let [count, x, y, xx, yy, xy] = add_up(x, y, rows);
        Self { count, x, y, xx, yy, xy }
    }

    /// Mean and deviation of either side; `None` where there is no spread.
    fn spread(&self) -> Option<[(f64, f64); 2]> {
        let of = |sum: f64, squares: f64| {
            let mean = sum / self.count;
            let variance = squares / self.count - mean * mean;
            (variance > 1e-12 * (squares / self.count).max(1e-12)).then(|| (mean, variance.sqrt()))
        };
        Some([of(self.x, self.xx)?, of(self.y, self.yy)?])
    }

    fn correlation(&self) -> Option<f64> {
        let [(mean_x, deviation_x), (mean_y, deviation_y)] = self.spread()?;
        let covariance = self.xy / self.count - mean_x * mean_y;
        Some((covariance / deviation_x / deviation_y).clamp(-1.0, 1.0)).filter(|value| value.is_finite())
    }

    fn influential(&self, x: &[f64], y: &[f64], rows: &[SampledRow], value: f64) -> Influential {
        let Some([(mean_x, deviation_x), (mean_y, deviation_y)]) = self.spread() else { return Influential::default() };
        let (count, weight) = (self.count, self.count / (self.count - 1.0).max(1.0));
        let (mut moving, mut outermost) = (Top::default(), Top::default());
        let blocks = x.chunks(BLOCK).zip(y.chunks(BLOCK)).zip(rows.chunks(BLOCK));
        for ((x, y), rows) in blocks {
            // No row moves it by more than twice its share of the squares, so most rows need no closer look.
            let mut least = (moving.least() * count / 2.0).min(outermost.least());
            if furthest(x, y, (mean_x, 1.0 / deviation_x), (mean_y, 1.0 / deviation_y)) <= least {
                continue;
            }
            for ((x, y), row) in x.iter().zip(y).zip(rows) {
                let (a, b) = ((x - mean_x) / deviation_x, (y - mean_y) / deviation_y);
                let distance = a * a + b * b;
                // A missing value moves nothing: comparing with NaN is false.
                if distance > least {
                    let left = ((count - a * a * weight) * (count - b * b * weight)).max(0.0).sqrt();
                    let without = if left > 0.0 { (value * count - a * b * weight) / left } else { 0.0 };
                    // Two copies are two rows.
                    for _ in 0..row.copies.min(2) {
                        moving.add((value - without.clamp(-1.0, 1.0)).abs(), (*x, *y));
                        outermost.add(distance, (*x, *y));
                    }
                    least = (moving.least() * count / 2.0).min(outermost.least());
                }
            }
        }
        Influential { moving: moving.rows(), outermost: outermost.rows() }
    }
}

/// The two rows of largest weight, the larger one first.
#[derive(Default)]
struct Top([(f64, (f64, f64)); 2]);

impl Top {
    fn least(&self) -> f64 {
        self.0[1].0
    }

    fn add(&mut self, weight: f64, row: (f64, f64)) {
        if weight > self.least() {
            self.0[1] = (weight, row);
        }
        if self.0[1].0 > self.0[0].0 {
            self.0.swap(0, 1);
        }
    }

    fn rows(&self) -> [(f64, f64); 2] {
        self.0.map(|(_, row)| row)
    }
}
