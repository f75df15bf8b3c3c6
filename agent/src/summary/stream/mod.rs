mod raw;
#[cfg(test)]
mod tests;

use std::panic::{AssertUnwindSafe, catch_unwind};

use polars_arrow::array::{Array, DictionaryArray, StructArray};
use polars_arrow::bitmap::Bitmap;
use polars_arrow::datatypes::{ArrowDataType, Field, IntegerType};
use polars_arrow::ffi::{ArrowArray, ArrowArrayStream, ArrowSchema, import_array_from_c, import_field_from_c};

use super::SummaryError;
use super::column::{masked, type_name};
use raw::{RawArray, RawSchema, RawStream, missing};

/// A table read batch by batch through the Arrow C stream interface, without a copy.
///
/// The producer is trusted to keep to the interface where it cannot be checked (that a buffer is as long as it says);
/// everything else that is wrong is a [`SummaryError`].
#[derive(Debug)]
pub struct ArrowStream(Source);

#[derive(Debug)]
enum Source {
    /// A producer behind the C interface.
    Producer(Box<ArrowArrayStream>),
    /// Arrays of Rust, each a batch.
    Arrays { field: Field, batches: std::vec::IntoIter<Box<dyn Array>> },
}

/// How a column arrives.
#[derive(Debug, Clone)]
pub(super) enum ColumnField {
    /// Read as an array of this field.
    Array(Field),
    /// Runs of equal values, read as a dictionary.
    Runs { ends: Field, values: Field },
    /// Of a type that is only counted.
    Opaque { name: String, arrow_type: String, has_validity: bool },
}

/// One column of one batch.
pub(super) enum ColumnData {
    Array(Box<dyn Array>),
    Opaque { nulls: u64 },
}

/// The columns of a stream.
pub struct Columns {
    /// False where the stream carries one column instead of a table.
    table: bool,
    pub(super) fields: Vec<ColumnField>,
}

/// Some rows of every column.
pub struct Batch {
    pub(super) rows: usize,
    pub(super) columns: Vec<ColumnData>,
}

impl ArrowStream {
    /// Takes over the stream behind `pointer`, which is left released.
    ///
    /// # Safety
    /// `pointer` is null or points to a valid `ArrowArrayStream` that nothing else uses at the same time.
    #[expect(unsafe_code, reason = "the C stream interface is a raw pointer")]
    pub unsafe fn from_raw(pointer: *mut ArrowArrayStream) -> Result<Self, SummaryError> {
        if pointer.is_null() {
            return Err(SummaryError::Released);
        }
        // SAFETY: valid and unshared by the caller's promise; an empty stream stays behind.
        let raw = unsafe { std::ptr::replace(pointer, ArrowArrayStream::empty()) };
        Ok(Self(Source::Producer(Box::new(raw))))
    }

    /// A stream over arrays already in Rust: each batch is a struct array (or a single column) of `field`'s type.
    pub fn from_arrays(field: Field, batches: Vec<Box<dyn Array>>) -> Self {
        Self(Source::Arrays { field, batches: batches.into_iter() })
    }

    /// Which columns will come.
    pub fn columns(&mut self) -> Result<Columns, SummaryError> {
        match &mut self.0 {
            Source::Producer(producer) => producer_columns(std::ptr::from_mut(producer.as_mut()).cast()),
            Source::Arrays { field, .. } => Ok(match field.dtype() {
                ArrowDataType::Struct(fields) => {
                    Columns { table: true, fields: fields.iter().cloned().map(ColumnField::Array).collect() }
                }
                _ => Columns { table: false, fields: vec![ColumnField::Array(field.clone())] },
            }),
        }
    }

    /// The next batch, if there is one.
    pub fn next(&mut self, columns: &Columns) -> Result<Option<Batch>, SummaryError> {
        match &mut self.0 {
            Source::Producer(producer) => producer_batch(std::ptr::from_mut(producer.as_mut()).cast(), columns),
            Source::Arrays { field, batches } => match batches.next() {
                Some(batch) if batch.dtype() == field.dtype() => Ok(Some(batch_of(batch, columns))),
                Some(_) => Err(malformed("a batch is of another type than its stream")),
                None => Ok(None),
            },
        }
    }
}

/// A batch of Rust's own arrays.
fn batch_of(batch: Box<dyn Array>, columns: &Columns) -> Batch {
    let rows = batch.len();
    let data = match batch.as_any().downcast_ref::<StructArray>() {
        Some(table) if columns.table => {
            table.values().iter().map(|column| masked(column.as_ref(), table.validity())).collect()
        }
        _ => vec![batch],
    };
    Batch { rows, columns: data.into_iter().map(ColumnData::Array).collect() }
}

#[expect(unsafe_code, reason = "the schema comes through the C interface")]
fn producer_columns(stream: *mut RawStream) -> Result<Columns, SummaryError> {
    let mut schema = RawSchema::empty();
    // SAFETY: the stream is owned and laid out as the interface says.
    let status = unsafe {
        let callbacks = &*stream;
        if callbacks.release.is_none() {
            return Err(SummaryError::Released);
        }
        let get_schema = callbacks.get_schema.ok_or_else(|| malformed("the stream has no get_schema"))?;
        get_schema(stream, &raw mut schema)
    };
    if status != 0 {
        return Err(failure(stream));
    }
    if schema.release.is_none() || !schema.is_whole() {
        return Err(malformed("the schema is incomplete"));
    }
    let table = schema.format() == "+s";
    let count = if table { usize::try_from(schema.n_children).unwrap_or(0) } else { 0 };
    let mut fields: Vec<ColumnField> = (0..count).filter_map(|at| schema.child(at)).map(column).collect();
    if !table {
        fields.push(column(&schema));
    }
    Ok(Columns { table, fields })
}

#[expect(unsafe_code, reason = "batches come through the C interface")]
fn producer_batch(stream: *mut RawStream, columns: &Columns) -> Result<Option<Batch>, SummaryError> {
    let mut array = RawArray::empty();
    // SAFETY: the stream is owned and laid out as the interface says.
    let status = unsafe {
        let get_next = (*stream).get_next.ok_or_else(|| malformed("the stream has no get_next"))?;
        get_next(stream, &raw mut array)
    };
    if status != 0 {
        return Err(failure(stream));
    }
    if array.release.is_none() {
        return Ok(None);
    }
    let rows = usize::try_from(array.length).map_err(|_| malformed("a batch has a negative length"))?;
    if !columns.table {
        let column = columns.fields.first().map(|field| import(array, field, 0, rows)).transpose()?;
        return Ok(Some(Batch { rows, columns: column.into_iter().collect() }));
    }
    let offset = usize::try_from(array.offset).map_err(|_| malformed("a batch has a negative offset"))?;
    let validity =
        array.validity().map(|(bits, offset, rows)| Bitmap::from_u8_vec(bits, offset + rows).sliced(offset, rows));
    let mut data = Vec::with_capacity(columns.fields.len());
    for (at, field) in columns.fields.iter().enumerate() {
        let child = array.take_child(at).ok_or_else(|| malformed("a batch lacks a column"))?;
        data.push(match import(child, field, offset, rows)? {
            ColumnData::Array(values) => ColumnData::Array(masked(values.as_ref(), validity.as_ref())),
            opaque @ ColumnData::Opaque { .. } => opaque,
        });
    }
    Ok(Some(Batch { rows, columns: data }))
}

#[expect(unsafe_code, reason = "the message comes through the C interface")]
fn failure(stream: *mut RawStream) -> SummaryError {
    // SAFETY: the stream is owned and laid out as the interface says; the message lives until the next call.
    let message = unsafe {
        match (*stream).get_last_error {
            Some(get_last_error) => raw::text(get_last_error(stream)),
            None => String::new(),
        }
    };
    SummaryError::Producer(if message.is_empty() { "no reason given".to_owned() } else { message })
}

fn malformed(what: &str) -> SummaryError {
    SummaryError::Malformed(what.to_owned())
}

/// How a column of this schema is read.
fn column(schema: &RawSchema) -> ColumnField {
    let format = schema.format();
    if let Some(field) = field(schema)
        && (is_importable(field.dtype()) || matches!(field.dtype(), ArrowDataType::Decimal256(..)))
    {
        return ColumnField::Array(field);
    }
    let parts = (schema.child(0).and_then(field), schema.child(1).and_then(field));
    if let ("+r", (Some(ends), Some(mut values))) = (format.as_str(), parts) {
        values.name = schema.name().into();
        if is_importable(values.dtype()) {
            return ColumnField::Runs { ends, values };
        }
    }
    let has_validity = !(format.starts_with("+u") || format == "+r" || format == "n");
    ColumnField::Opaque { name: schema.name(), arrow_type: opaque_name(schema), has_validity }
}

/// The importer stumbles over unions in parts of a table, and over 256-bit integers.
fn is_importable(dtype: &ArrowDataType) -> bool {
    match dtype.to_storage() {
        ArrowDataType::Union(_) | ArrowDataType::Decimal256(..) => false,
        ArrowDataType::List(item)
        | ArrowDataType::LargeList(item)
        | ArrowDataType::FixedSizeList(item, _)
        | ArrowDataType::Map(item, _) => is_importable(item.dtype()),
        ArrowDataType::Struct(fields) => fields.iter().all(|field| is_importable(field.dtype())),
        ArrowDataType::Dictionary(_, values, _) => is_importable(values),
        _ => true,
    }
}

/// The field of a schema whose type can be imported.
#[expect(unsafe_code, reason = "the importer takes the C structure")]
fn field(schema: &RawSchema) -> Option<Field> {
    let schema = std::ptr::from_ref(schema).cast::<ArrowSchema>();
    // SAFETY: both structures are laid out as the interface says, and the schema was checked to be whole.
    let import = || unsafe { import_field_from_c(&*schema) };
    quietly(import)?.ok()
}

/// The type of a column that is only counted.
fn opaque_name(schema: &RawSchema) -> String {
    let child = |at| {
        schema.child(at).map_or_else(String::new, |child| {
            field(child).map_or_else(|| opaque_name(child), |field| type_name(field.dtype()))
        })
    };
    match schema.format().as_str() {
        "+r" => format!("run_end_encoded<{}, {}>", child(0), child(1)),
        "+vl" => format!("list_view<{}>", child(0)),
        "+vL" => format!("large_list_view<{}>", child(0)),
        "+l" => format!("list<{}>", child(0)),
        "+L" => format!("large_list<{}>", child(0)),
        "+s" => "struct".to_owned(),
        "+m" => "map".to_owned(),
        other => decimal_name(other).unwrap_or_else(|| other_name(schema)),
    }
}

fn other_name(schema: &RawSchema) -> String {
    let format = schema.format();
    match format.split(':').next() {
        Some("+ud") => "dense_union".to_owned(),
        Some("+us") => "sparse_union".to_owned(),
        _ => field(schema).map_or_else(|| "unknown".to_owned(), |field| type_name(field.dtype())),
    }
}

/// `d:precision,scale` with perhaps a width in bits; the scale may be negative.
fn decimal_name(format: &str) -> Option<String> {
    let mut parts = format.strip_prefix("d:")?.split(',');
    let (precision, scale) = (parts.next()?, parts.next()?);
    Some(format!("decimal{}({precision}, {scale})", parts.next().unwrap_or("128")))
}

/// Reads rows `offset..offset + rows` of a column.
fn import(mut array: RawArray, field: &ColumnField, offset: usize, rows: usize) -> Result<ColumnData, SummaryError> {
    let sizes = (usize::try_from(array.length), usize::try_from(array.offset));
    let (Ok(length), Ok(first)) = sizes else { return Err(malformed("a column has a negative length or offset")) };
    if length < rows {
        return Err(malformed("a column is shorter than its batch"));
    }
    let mut offset = offset;
    let values = match field {
        ColumnField::Opaque { has_validity, .. } => {
            return Ok(ColumnData::Opaque { nulls: if *has_validity { nulls(&array, offset, rows) } else { 0 } });
        }
        ColumnField::Array(field) => {
            if let ArrowDataType::FixedSizeList(_, size) = field.dtype().to_storage() {
                offset += whole_lists(&mut array, *size, first + length);
            }
            import_array(array, field.dtype())?
        }
        ColumnField::Runs { ends, values } => {
            let parts = (array.take_child(0), array.take_child(1));
            let (Some(run_ends), Some(run_values)) = parts else { return Err(malformed("runs lack their parts")) };
            let run_ends = import_array(run_ends, ends.dtype())?;
            let run_values = import_array(run_values, values.dtype())?;
            runs(run_ends.as_ref(), run_values, first, length)?
        }
    };
    // Old producers slice the children instead of the parent.
    let start = if values.len() >= offset + rows { offset } else { 0 };
    if values.len() < start + rows {
        return Err(malformed("a column is shorter than its batch"));
    }
    Ok(ColumnData::Array(if start == 0 && values.len() == rows { values } else { values.sliced(start, rows) }))
}

/// Widens a part of an array of lists of one size to its beginning, for an importer that takes no parts, and cuts the
/// items to what the lists need. Returns where the part began.
fn whole_lists(array: &mut RawArray, size: usize, end: usize) -> usize {
    let needed = size.checked_mul(end).and_then(|items| i64::try_from(items).ok());
    let Some((items, needed)) = array.child_mut(0).zip(needed).filter(|(items, needed)| items.length >= *needed) else {
        return 0;
    };
    items.length = needed;
    let first = usize::try_from(array.offset).unwrap_or(0);
    (array.length, array.offset, array.null_count) = (end as i64, 0, -1);
    first
}

fn nulls(array: &RawArray, offset: usize, rows: usize) -> u64 {
    let whole = usize::try_from(array.length).is_ok_and(|length| length == rows);
    match u64::try_from(array.null_count) {
        Ok(nulls) if whole => nulls,
        _ => {
            array.validity().map_or(0, |(bits, first, _)| missing(&bits, first + offset..first + offset + rows) as u64)
        }
    }
}

#[expect(unsafe_code, reason = "the importer takes the C structure")]
fn import_array(mut array: RawArray, dtype: &ArrowDataType) -> Result<Box<dyn Array>, SummaryError> {
    // 256-bit integers have the layout of 32 bytes.
    let dtype = match dtype.to_storage() {
        ArrowDataType::Decimal256(..) => ArrowDataType::FixedSizeBinary(32),
        _ => dtype.clone(),
    };
    array.count_nulls(&dtype);
    let array = std::mem::ManuallyDrop::new(array);
    // SAFETY: both structures are laid out as the interface says; the importer takes over the release.
    let array = unsafe { std::ptr::from_ref(&*array).cast::<ArrowArray>().read() };
    // SAFETY: the array came with this type from a stream that keeps to the interface.
    let import = || unsafe { import_array_from_c(array, dtype) };
    match quietly(import) {
        Some(Ok(array)) => Ok(array),
        Some(Err(error)) => Err(SummaryError::Malformed(error.to_string())),
        None => Err(malformed("a column breaks the rules of its type")),
    }
}

/// The importer panics on some malformed input; that must not reach the caller.
fn quietly<T>(import: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(import)).ok()
}

/// Rows `first..first + rows` of a run-end encoded array, as a dictionary.
fn runs(ends: &dyn Array, values: Box<dyn Array>, first: usize, rows: usize) -> Result<Box<dyn Array>, SummaryError> {
    let ends = super::column::whole_numbers(ends).ok_or_else(|| malformed("run ends are not whole numbers"))?;
    let mut keys = Vec::with_capacity(rows);
    let mut run = ends.partition_point(|end| *end <= first as u64);
    for row in first..first + rows {
        while ends.get(run).is_some_and(|end| *end <= row as u64) {
            run += 1;
        }
        keys.push(u32::try_from(run).map_err(|_| malformed("too many runs"))?);
    }
    let dtype = ArrowDataType::Dictionary(IntegerType::UInt32, Box::new(values.dtype().clone()), false);
    let keys = polars_arrow::array::PrimitiveArray::from_vec(keys);
    match DictionaryArray::try_new(dtype, keys, values) {
        Ok(array) => Ok(array.boxed()),
        Err(error) => Err(SummaryError::Malformed(error.to_string())),
    }
}
