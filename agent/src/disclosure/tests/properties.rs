//! Random tables, attacked.

use conspectus_metadata::grid::Grid;
use conspectus_metadata::violations::profile_violations;
use conspectus_metadata::{Column, Count, Policy, TypeFamily};
use proptest::prelude::*;

use super::attack::small_cells;
use super::{Columns, booleans, column, dates, floats, integers, lists, profile, texts, timestamps};

/// How the values of one column are made from random numbers between 0 and 1.
#[derive(Debug, Clone, Copy)]
struct Shape {
    kind: u8,
    scale: f64,
    shift: f64,
    rare: f64,
    nulls: f64,
    specials: f64,
}

fn shape() -> impl Strategy<Value = Shape> {
    let share = prop_oneof![Just(0.0), Just(0.004), Just(0.02), Just(0.5), Just(0.99), Just(1.0)];
    let rare = prop_oneof![Just(0.0), Just(0.003), Just(0.01), Just(0.1), Just(0.5), Just(0.97)];
    (0_u8..12, prop_oneof![Just(1e-3), Just(1.0), Just(12.0), Just(1e6)], -2.0..2.0_f64, rare, share.clone(), share)
        .prop_map(|(kind, scale, shift, rare, nulls, specials)| Shape { kind, scale, shift, rare, nulls, specials })
}

impl Shape {
    fn is_null(&self, random: [f64; 4]) -> bool {
        random[0] < self.nulls
    }

    fn float(&self, random: [f64; 4]) -> f64 {
        if random[1] < self.specials {
            return [f64::NAN, f64::INFINITY, f64::NEG_INFINITY][(random[2] * 3.0) as usize];
        }
        if random[1] > 1.0 - self.rare {
            return 0.0;
        }
        match self.kind {
            0 => (random[2] + self.shift) * self.scale,
            1 => (random[2] + random[3] - 1.0).powi(3) * self.scale,
            2 => self.scale / (random[2] + 1e-4),
            _ => (random[2] * 4.0).floor() * self.scale,
        }
    }

    fn integer(&self, random: [f64; 4]) -> i64 {
        let spread = if self.kind == 4 { 12.0 } else { 1_000.0 };
        if random[1] < self.rare { 0 } else { ((random[2] * random[3] + self.shift) * spread) as i64 }
    }

    fn array(&self, rows: &[[f64; 4]]) -> Box<dyn polars_arrow::array::Array> {
        let some = |random: &[f64; 4]| !self.is_null(*random);
        match self.kind {
            0..=3 => floats(rows.iter().map(|random| some(random).then(|| self.float(*random)))),
            4 | 5 => integers(rows.iter().map(|random| some(random).then(|| self.integer(*random)))),
            6 => booleans(rows.iter().map(|random| some(random).then(|| random[1] < self.rare))),
            7 => texts(rows.iter().map(|random| {
                some(random).then(|| {
                    if random[1] < self.rare {
                        String::new()
                    } else {
                        "v".repeat((random[2] * random[3] * 30.0) as usize)
                    }
                })
            })),
            8 => texts(
                rows.iter().map(|random| some(random).then(|| format!("w{}", (random[2] * 1e4 * self.rare) as u32))),
            ),
            9 => timestamps(
                rows.iter().map(|random| some(random).then(|| 1_600_000_000 + (random[2] * self.scale * 1e3) as i64)),
            ),
            10 => dates(
                rows.iter().map(|random| some(random).then(|| (random[2] * random[3] * self.scale) as i32 % 100_000)),
            ),
            _ => {
                let lengths: Vec<usize> = rows.iter().map(|random| (random[1] * 5.0) as usize).collect();
                let items = (0..lengths.iter().sum()).map(|index: usize| Some((index % 97) as f64));
                lists(&lengths, floats(items))
            }
        }
    }
}

fn table() -> impl Strategy<Value = Columns> {
    let rows = prop_oneof![Just(0_usize), 1_usize..130, 100_usize..400, 1_000_usize..2_500];
    (rows, prop::collection::vec(shape(), 1..5), any::<u32>()).prop_map(|(rows, shapes, seed)| {
        let random = |column: usize, row: usize| {
            let base = (seed as usize).wrapping_add(column * 7_919).wrapping_mul(1_000_003).wrapping_add(row * 4);
            [0, 1, 2, 3].map(|part| super::noise(base.wrapping_add(part)))
        };
        let columns = shapes.iter().enumerate().map(|(index, shape)| {
            let rows: Vec<[f64; 4]> = (0..rows).map(|row| random(index, row)).collect();
            (format!("measure_{}", (b'a' + index as u8) as char), shape.array(&rows))
        });
        columns.collect()
    })
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(192))]

    #[test]
    fn no_small_cell_can_be_worked_out(columns in table()) {
        let profile = profile(columns);
        prop_assert_eq!(small_cells(&profile), Vec::<String>::new());
    }

    #[test]
    fn what_the_agent_publishes_passes_the_servers_check(columns in table()) {
        let profile = profile(columns);
        let found = profile_violations(&profile, &Policy::STANDARD);
        prop_assert!(found.is_empty(), "{:?} in {}", found, serde_json::to_string(&profile).expect("json"));
    }

    #[test]
    fn published_ranges_hold_the_truth(rows in 100_usize..900, shape in shape(), seed in any::<u32>()) {
        let shape = Shape { kind: shape.kind % 4, ..shape };
        let random = |row: usize| [0, 1, 2, 3].map(|part| super::noise(seed as usize * 31 + row * 4 + part));
        let values: Vec<Option<f64>> = (0..rows).map(random).map(|r| (!shape.is_null(r)).then(|| shape.float(r))).collect();
        let published = column("x", floats(values.clone()));
        let count = |test: &dyn Fn(f64) -> bool| values.iter().flatten().filter(|x| test(**x)).count() as u64;
        let truths = [
            (published.nulls, values.iter().filter(|x| x.is_none()).count() as u64),
            (published.nan, count(&|x| x.is_nan())),
            (published.infinite, count(&f64::is_infinite)),
            (published.zeros, count(&|x| x == 0.0)),
            (published.negatives, count(&|x| x < 0.0 && x.is_finite())),
        ];
        for (said, truth) in truths {
            match said {
                Some(Count::Exact(exact)) => prop_assert_eq!(exact, truth),
                Some(Count::Range { at_least, at_most }) => prop_assert!((at_least..=at_most).contains(&truth), "{}..{} {}", at_least, at_most, truth),
                None => {}
            }
        }
    }

    #[test]
    fn one_ordinary_row_moves_mean_and_deviation_by_one_step_at_most(rows in 150_usize..600, kind in 0_u8..3, seed in any::<u16>()) {
        let value = |row: usize| {
            let (a, b) = (super::noise(seed as usize * 999 + row), super::normal(row + seed as usize));
            [a * 100.0, b, (3.0 * b).exp()][kind as usize]
        };
        let mut values: Vec<f64> = (0..rows).map(value).collect();
        let whole = column("x", floats(values.iter().copied().map(Some)));
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        let ordinary = sorted[rows / 20 + (seed as usize) % (rows * 9 / 10)];
        values.push(ordinary);
        let more = column("x", floats(values.iter().copied().map(Some)));
        if let (Some(a), Some(b)) = (whole.moments, more.moments) {
            let reach = (a.mean - sorted[0]).abs().max((sorted[rows - 1] - a.mean).abs());
            // A step is at most 2.5 times what it must be, and at least a unit of the fourth digit.
            let step = |x: f64| (reach / rows as f64 * 5.1).max(10_f64.powf(x.abs().log10().floor() - 3.0));
            prop_assert!((a.mean - b.mean).abs() <= step(a.mean.abs().max(b.mean.abs())) * 1.000_001, "{} {}", a.mean, b.mean);
            // A deviation that one value makes is withheld.
            let (Some(before), Some(after)) = (a.standard_deviation, b.standard_deviation) else { return Ok(()) };
            // What the row does to the deviation, taken from all values, rounded up to a step of the grid, and one more.
            let (exact, moved) = (deviation(&values[..rows]), deviation(&values));
            let unit = 10_f64.powf(before.max(after).log10().floor() - 3.0);
            let most = ((exact - moved).abs() * 2.5).max(2.7 * influence(&sorted)).max(unit) * 2.0;
            prop_assert!((before - after).abs() <= most * 1.000_001, "{} {} {}", before, after, most);
        }
    }

    #[test]
    fn edges_come_from_a_fixed_grid_and_not_from_the_data(rows in 200_usize..800, seed in any::<u16>(), scale in 0.1..500.0_f64) {
        let values = (0..rows).map(|row| Some(super::normal(row + seed as usize) * scale));
        let published = column("x", floats(values));
        let (Some(histogram), [first, .., last]) = (published.histogram, published.quantiles.as_slice()) else {
            return Err(TestCaseError::fail("figures"));
        };
        let grid = Grid::for_edges(TypeFamily::Float, first.value, last.value);
        prop_assert!(histogram.edges.iter().all(|edge| grid.holds(*edge)), "{:?}", histogram.edges);
    }
}

fn deviation(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt()
}

/// How far the row that matters most moves the deviation, when it is added or removed: at an end of all values, or of the
/// ordinary ones.
fn influence(sorted: &[f64]) -> f64 {
    let (before, n) = (deviation(sorted), sorted.len());
    let ends = [sorted[0], sorted[n / 20], sorted[n * 95 / 100], sorted[n - 1]];
    let added = ends.map(|end| deviation(&[sorted, &[end]].concat()));
    let removed = [deviation(&sorted[1..]), deviation(&sorted[..n - 1])];
    let moved = added.into_iter().chain(removed).map(|after| (after - before).abs());
    moved.fold((ends[2] - ends[1]) / n as f64, f64::max)
}

#[test]
fn every_count_is_zero_or_large_enough_whatever_the_table() {
    let mut runner = proptest::test_runner::TestRunner::new(config(96));
    let property = runner.run(&table(), |columns| {
        for column in profile(columns).columns {
            prop_assert!(counts(&column).into_iter().all(|count| count == 0 || count >= 11), "{:?}", column);
        }
        Ok(())
    });
    property.expect("holds");
}

fn counts(column: &Column) -> Vec<u64> {
    let single = [column.nulls, column.nan, column.infinite, column.zeros, column.negatives, column.trues];
    let exact = single.into_iter().flatten().filter_map(|count| match count {
        Count::Exact(exact) => Some(exact),
        Count::Range { .. } => None,
    });
    let bins = column.histogram.iter().flat_map(|histogram| histogram.counts.clone());
    let items = column.categories.iter().flat_map(|all| all.items.iter().map(|item| item.rows).chain([all.other]));
    exact.chain(bins).chain(items).collect()
}
