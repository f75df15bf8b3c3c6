//! The columns that a producer announces, and how each is read.

use polars_arrow::datatypes::{ArrowDataType, Field};
use polars_arrow::ffi::{ArrowSchema, import_field_from_c};

use super::super::SummaryError;
use super::super::column::type_name;
use super::producer::{failure, malformed};
use super::quiet::quietly;
use super::raw::{RawSchema, RawStream};
use super::{ColumnField, Columns};

/// Types within types: deeper than this, no table is.
const DEPTH: usize = 64;

#[expect(unsafe_code, reason = "the schema comes through the C interface")]
pub(super) fn columns(stream: *mut RawStream) -> Result<Columns, SummaryError> {
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
    if schema.release.is_none() || !schema.make_whole(DEPTH) {
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
pub(super) fn decimal_name(format: &str) -> Option<String> {
    let mut parts = format.strip_prefix("d:")?.split(',');
    let (precision, scale) = (parts.next()?, parts.next()?);
    Some(format!("decimal{}({precision}, {scale})", parts.next().unwrap_or("128")))
}
