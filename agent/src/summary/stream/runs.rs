use polars_arrow::array::{Array, DictionaryArray, PrimitiveArray};
use polars_arrow::datatypes::{ArrowDataType, IntegerType};

/// Runs have no memory of their own for each row; this bounds what unfolding them takes.
const MOST_ROWS: usize = 1 << 28;

/// Rows `first..first + rows` of a run-end encoded array, as a dictionary.
pub(super) fn runs(
    ends: &dyn Array,
    values: Box<dyn Array>,
    first: usize,
    rows: usize,
) -> Result<Box<dyn Array>, &'static str> {
    let ends = super::super::column::whole_numbers(ends).ok_or("its run ends are not whole numbers")?;
    if ends.last().copied().unwrap_or(0) < (first + rows) as u64 || !ends.is_sorted() || ends.len() > values.len() {
        return Err("its runs end before its rows");
    }
    if rows > MOST_ROWS {
        return Err("its runs are longer than can be unfolded; hand it over in smaller batches");
    }
    let mut keys = Vec::with_capacity(rows);
    let mut run = ends.partition_point(|end| *end <= first as u64);
    for row in first..first + rows {
        while ends.get(run).is_some_and(|end| *end <= row as u64) {
            run += 1;
        }
        keys.push(u32::try_from(run).map_err(|_| "it has too many runs")?);
    }
    let dtype = ArrowDataType::Dictionary(IntegerType::UInt32, Box::new(values.dtype().clone()), false);
    let keys = PrimitiveArray::from_vec(keys);
    DictionaryArray::try_new(dtype, keys, values).map(DictionaryArray::boxed).map_err(|_| "its runs have no values")
}
