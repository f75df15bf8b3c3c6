//! What the summary of a table promises, checked from outside: it does not depend on how the table came, it merges, and
//! its figures are as close to the exact ones as `docs/performance.md` says.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod accuracy;
mod arrays;
mod doubling;
mod exact;
mod figures;
mod hard_data;
mod merging;
mod published;

use conspectus_agent::summary::{
    ArrowStream, ColumnSummary, FrameSummary, NumberSummary, SummaryKey, Values, summarise,
};
use polars_arrow::array::{Array, PrimitiveArray, StructArray};
use polars_arrow::datatypes::{ArrowDataType, Field};

const KEY: SummaryKey = SummaryKey::new([7; 32]);

/// Columns `c0`, `c1` and so on.
type Table = Vec<Box<dyn Array>>;

/// The summary of a table that comes in batches ending at these rows.
fn summary(table: &Table, cuts: &[usize]) -> FrameSummary {
    summarise(stream(table, cuts), &KEY).unwrap()
}

fn stream(table: &Table, cuts: &[usize]) -> ArrowStream {
    let field = |at: usize| Field::new(format!("c{at}").into(), table[at].dtype().clone(), true);
    let dtype = ArrowDataType::Struct((0..table.len()).map(field).collect());
    let rows = table.first().map_or(0, |array| array.len());
    let starts = std::iter::once(0).chain(cuts.iter().copied());
    let ends = cuts.iter().copied().chain([rows]);
    let batch = |(start, end): (usize, usize)| {
        let whole = end - start == rows;
        let parts = table.iter().map(|array| if whole { array.clone() } else { array.sliced(start, end - start) });
        let parts = parts.collect();
        StructArray::new(dtype.clone(), end - start, parts, None).boxed()
    };
    let batches = starts.zip(ends).map(batch).collect();
    ArrowStream::from_arrays(Field::new("".into(), dtype.clone(), false), batches)
}

fn number(column: &ColumnSummary) -> &NumberSummary {
    match &column.values {
        Values::Number(number) => number,
        other => panic!("{} is {other:?}", column.name),
    }
}

fn floats(values: &[f64]) -> Table {
    vec![PrimitiveArray::from_slice(values).boxed()]
}
