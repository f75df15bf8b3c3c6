//! Numbers that are hard to summarise, the same in every run.

use super::arrays::mix;

/// Between 0 and 1, without 0.
fn uniform(seed: u64, row: usize) -> f64 {
    ((mix(seed, row as u64) >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
}

fn normal(seed: u64, row: usize) -> f64 {
    let (radius, turn) = (uniform(seed, 2 * row), uniform(seed, 2 * row + 1));
    (-2.0 * radius.ln()).sqrt() * (std::f64::consts::TAU * turn).cos()
}

/// Few large values, many small ones: as with incomes and file sizes.
fn pareto(seed: u64, row: usize, tail: f64) -> f64 {
    uniform(seed, row).powf(-1.0 / tail)
}

type Draw = fn(usize, usize) -> f64;

/// The value in a row of a table of so many rows.
const DRAWS: &[(&str, Draw)] = &[
    ("normal", |row, _| 50.0 + 12.0 * normal(1, row)),
    ("uniform around zero", |row, _| uniform(2, row) - 0.5),
    ("lognormal", |row, _| (3.0 * normal(3, row)).exp()),
    ("Cauchy", |row, _| 100.0 * (std::f64::consts::PI * (uniform(4, row) - 0.5)).tan()),
    ("Pareto without a variance", |row, _| pareto(5, row, 1.1)),
    ("Pareto without a mean", |row, _| pareto(6, row, 0.3)),
    ("evenly over the exponents of all doubles", |row, _| 10_f64.powf(600.0 * uniform(7, row) - 300.0)),
    ("years", |row, _| (1990.0 + 35.0 * uniform(8, row)).floor()),
    ("seconds of one day", |row, _| (1.7e9 + 86_400.0 * uniform(9, row)).floor()),
    ("microseconds of one minute", |row, _| (1.7e15 + 6e7 * uniform(10, row)).floor()),
    ("nanoseconds of one hour", |row, _| (1.7e18 + 3.6e12 * uniform(11, row)).floor()),
    ("one unit far from zero", |row, _| 1e6 + uniform(12, row)),
    ("a thousandth, farther from zero", |row, _| -1e9 - 1e-3 * uniform(13, row)),
    ("neighbouring doubles", |row, _| f64::from_bits(1e15_f64.to_bits() + mix(14, row as u64) % 300)),
    ("subnormals", |row, _| f64::from_bits(mix(15, row as u64) % (1 << 52))),
    ("the smallest subnormals", |row, _| f64::from_bits(mix(16, row as u64) % 40)),
    ("near the largest double", |row, _| f64::MAX * (uniform(17, row) - 0.5)),
    ("one value", |_, _| 42.5),
    ("two values", |row, _| if uniform(18, row) < 0.3 { -1.0 } else { 1e9 }),
    ("a point mass in a smooth range", |row, _| if row % 3 == 0 { 7.25 } else { 100.0 * uniform(19, row) }),
    ("half zeros, half lognormal", |row, _| if row.is_multiple_of(2) { 0.0 } else { normal(20, row).exp() }),
    ("sentinels among timestamps", |row, _| match row % 50 {
        0 => [0.0, -999.0, 9.9e9, 1e300][row / 50 % 4],
        _ => (1.7e9 + 86_400.0 * uniform(21, row)).floor(),
    }),
    ("ascending", |row, _| row as f64),
    ("descending", |row, rows| (rows - row) as f64),
    ("ascending roots", |row, _| (row as f64).sqrt()),
    ("two far clusters", |row, _| if row.is_multiple_of(2) { uniform(22, row) } else { 1e12 + uniform(23, row) }),
    ("a narrow cluster among two hundred exponents", |row, _| match row % 25 {
        0 => 2_f64.powi((mix(24, row as u64) % 200) as i32 - 100),
        _ => 1e5 + uniform(25, row),
    }),
    ("whole numbers of an identifier", |row, rows| (mix(28, row as u64) % (10 * rows as u64)) as f64 + 1e7),
    ("prices in cents", |row, _| ((normal(29, row) * 1.5 + 3.0).exp() * 100.0).round() / 100.0),
    ("an alternating sum that all but vanishes", |row, _| [1e8, -1e8][row % 2] + uniform(30, row)),
];

/// Each data set with its name.
pub fn hard_data(rows: usize) -> impl Iterator<Item = (&'static str, Vec<f64>)> {
    DRAWS.iter().map(move |(name, draw)| (*name, (0..rows).map(|row| draw(row, rows)).collect()))
}
