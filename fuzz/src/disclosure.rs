//! Any table's published profile breaks no rule, and a version that differs by a few rows tells nothing new.

use conspectus_agent::disclosure::{DisclosureRequest, History, disclose};
use conspectus_agent::summary::{ArrowStream, FrameSummary, SummaryKey, summarise};
use conspectus_metadata::violations::profile_violations;
use conspectus_metadata::{Policy, Profile};
use polars_arrow::array::{Array, BooleanArray, ListArray, PrimitiveArray, StructArray, Utf8Array};
use polars_arrow::datatypes::{ArrowDataType as T, Field, TimeUnit};
use polars_arrow::offset::OffsetsBuffer;

use super::bytes::Bytes;

/// How one column's values follow from a row's number.
struct Recipe {
    kind: usize,
    distinct: u64,
    scale: f64,
    shift: f64,
    missing: u64,
    seed: u64,
}

pub fn run(bytes: &[u8]) {
    let mut input = Bytes(bytes);
    let rows = [0, 5, 60, 130, 300, 1_000, 3_000][input.below(7)] + input.below(40) as u64;
    let recipes: Vec<Recipe> = (0..=input.below(3)).map(|_| recipe(&mut input)).collect();
    let (removed, added) = (input.below(6) as u64, input.below(6) as u64);
    let mut history = History::default();
    let before = publish(&recipes, 0..rows, &mut history);
    let after = publish(&recipes, removed.min(rows)..rows + added, &mut history);
    if before.rows >= Policy::STANDARD.min_rows && !before.columns.is_empty() && removed < rows {
        assert_eq!(after.columns, before.columns, "{removed} rows removed and {added} added");
        assert_eq!(after.rows, before.rows);
    }
}

fn recipe(input: &mut Bytes<'_>) -> Recipe {
    Recipe {
        kind: input.below(9),
        distinct: [1, 2, 3, 10, 50, 200, u64::MAX][input.below(7)],
        scale: [1.0, 1e-3, 1e6, 1e300, 1e-300, 0.0][input.below(6)],
        shift: [0.0, 1.0, -1.0, 1e9, 2_000.0, f64::MAX][input.below(6)],
        missing: [0, 1, 3, 50, 128, 250, 256][input.below(7)],
        seed: input.word(),
    }
}

fn publish(recipes: &[Recipe], rows: std::ops::Range<u64>, history: &mut History) -> Profile {
    let summary = summary(recipes, rows);
    let profile = disclose(&summary, &Policy::STANDARD, &DisclosureRequest::default(), history);
    let found = profile_violations(&profile, &Policy::STANDARD);
    assert!(found.is_empty(), "{found:?} in {}", serde_json::to_string(&profile).expect("JSON"));
    history.record(&profile, &summary);
    *history = History::from_bytes(&history.to_bytes()).expect("reads back");
    profile
}

fn summary(recipes: &[Recipe], rows: std::ops::Range<u64>) -> FrameSummary {
    let columns: Vec<Box<dyn Array>> = recipes.iter().map(|recipe| recipe.column(rows.clone())).collect();
    let names = ["alpha", "beta", "gamma", "delta"];
    let types = columns.iter().map(|array| array.dtype().clone());
    let dtype = T::Struct(types.zip(names).map(|(dtype, name)| Field::new(name.into(), dtype, true)).collect());
    let batch = StructArray::new(dtype.clone(), (rows.end - rows.start) as usize, columns, None).boxed();
    let stream = ArrowStream::from_arrays(Field::new("".into(), dtype, false), vec![batch]);
    summarise(stream, &SummaryKey::new([7; 32])).expect("a summary")
}

impl Recipe {
    /// As good as random.
    fn draw(&self, row: u64, salt: u64) -> u64 {
        let mut x = (row.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ self.seed)
            .wrapping_add(salt.wrapping_mul(0xd6e8_feb8_6659_fd93));
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x ^ (x >> 27)
    }

    fn value(&self, row: u64) -> Option<u64> {
        let there = self.draw(row, 1) >> 56 >= self.missing;
        there
            .then(|| self.draw(row, 2) >> 11)
            .map(|value| if self.distinct == u64::MAX { value } else { value % self.distinct })
    }

    fn float(&self, row: u64) -> Option<f64> {
        let value = self.value(row)?;
        if self.draw(row, 3) >> 56 == 255 {
            return Some([f64::NAN, f64::INFINITY, f64::NEG_INFINITY][(value % 3) as usize]);
        }
        Some(value as f64 / (1_u64 << 50) as f64 * self.scale + self.shift)
    }

    fn integer(&self, row: u64) -> Option<i64> {
        Some((self.value(row)? >> 20) as i64 + self.shift as i64 / 2)
    }

    fn column(&self, rows: std::ops::Range<u64>) -> Box<dyn Array> {
        let integers = || rows.clone().map(|row| self.integer(row)).collect::<PrimitiveArray<i64>>();
        let text = |row| self.value(row).map(|value| format!("{value:x}").repeat((value % 4) as usize));
        match self.kind {
            0 | 1 => rows.map(|row| self.float(row)).collect::<PrimitiveArray<f64>>().boxed(),
            2 => integers().boxed(),
            3 => rows.map(text).collect::<Utf8Array<i64>>().boxed(),
            4 => rows.map(|row| self.value(row).map(|value| value % 2 == 0)).collect::<BooleanArray>().boxed(),
            5 => integers().to(T::Timestamp(TimeUnit::Second, None)).boxed(),
            6 => rows
                .map(|row| self.integer(row).map(|x| x as i32))
                .collect::<PrimitiveArray<i32>>()
                .to(T::Date32)
                .boxed(),
            7 => integers().to(T::Duration(TimeUnit::Millisecond)).boxed(),
            _ => self.lists(rows),
        }
    }

    fn lists(&self, rows: std::ops::Range<u64>) -> Box<dyn Array> {
        let mut offsets = vec![0_i64];
        let mut items = Vec::new();
        for row in rows {
            let length = self.value(row).unwrap_or(0) % 6;
            items.extend((0..length).map(|at| self.float(row.wrapping_mul(7).wrapping_add(at))));
            offsets.push(items.len() as i64);
        }
        let items = PrimitiveArray::<f64>::from_iter(items).boxed();
        let dtype = ListArray::<i64>::default_datatype(items.dtype().clone());
        ListArray::new(dtype, OffsetsBuffer::try_from(offsets).expect("ascending"), items, None).boxed()
    }
}
