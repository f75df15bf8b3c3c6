//! The machine-readable list of every field that may leave, generated from the wire types themselves.
//!
//! `docs/inventory.json` is written by `UPDATE_INVENTORY=1 cargo test -p conspectus-metadata --features openapi inventory`.

use serde_json::{Map, Value, json};
use utoipa::OpenApi;

use crate::CaptureBatch;

const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/inventory.json");

#[derive(OpenApi)]
#[openapi(components(schemas(CaptureBatch)))]
struct Sent;

/// Every type reachable from what is sent, with its fields or values.
fn inventory() -> Value {
    let description = serde_json::to_value(Sent::openapi()).expect("a description");
    let schemas = description["components"]["schemas"].as_object().expect("schemas").clone();
    let types: Map<String, Value> = schemas.iter().map(|(name, schema)| (name.clone(), of_type(schema))).collect();
    json!({
        "about": "Every field that can leave a machine, generated from the types of agent/metadata. docs/privacy.md explains the rules.",
        "sent": "CaptureBatch",
        "types": types,
    })
}

fn of_type(schema: &Value) -> Value {
    let mut described = Map::new();
    if let Some(text) = schema.get("description") {
        described.insert("says".to_owned(), text.clone());
    }
    let mut fields = Map::new();
    collect_fields(schema, &mut fields);
    if !fields.is_empty() {
        described.insert("fields".to_owned(), Value::Object(fields));
    } else if let Some(values) = values_of(schema) {
        described.insert("values".to_owned(), values);
    } else {
        described.insert("holds".to_owned(), Value::String(holds(schema)));
    }
    Value::Object(described)
}

/// Fields of an object, and of every alternative of a union.
fn collect_fields(schema: &Value, fields: &mut Map<String, Value>) {
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        let mut described = Map::from_iter([
            ("holds".to_owned(), Value::String(holds(field))),
            ("always".to_owned(), Value::Bool(required.contains(&name.as_str()))),
        ]);
        if let Some(text) = says(field) {
            described.insert("says".to_owned(), text.clone());
        }
        fields.entry(name.clone()).or_insert(Value::Object(described));
    }
    for alternative in
        ["oneOf", "allOf", "anyOf"].into_iter().flat_map(|key| schema[key].as_array().into_iter().flatten())
    {
        if let Some(reference) = alternative["$ref"].as_str() {
            let name = reference.rsplit('/').next().unwrap_or_default();
            fields.entry(format!("(as {name})")).or_insert_with(|| json!({ "holds": name, "always": false }));
        }
        collect_fields(alternative, fields);
    }
}

/// What is said about a field; for one that may be absent, beside its type.
fn says(field: &Value) -> Option<&Value> {
    let beside = || field["oneOf"].as_array()?.iter().find_map(|one| one.get("description"));
    field.get("description").or_else(beside)
}

/// The words of an enumeration.
fn values_of(schema: &Value) -> Option<Value> {
    if let Some(values) = schema.get("enum") {
        return Some(values.clone());
    }
    let alternatives = schema["oneOf"].as_array()?;
    let values: Vec<Value> =
        alternatives.iter().flat_map(|one| one["enum"].as_array().cloned().unwrap_or_default()).collect();
    (!values.is_empty()).then_some(Value::Array(values))
}

fn holds(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        return reference.rsplit('/').next().unwrap_or_default().to_owned();
    }
    if let Some(items) = schema.get("items") {
        return format!("list of {}", holds(items));
    }
    if let Some(values) = schema.get("additionalProperties").filter(|values| values.is_object()) {
        return format!("named values, each {}", holds(values));
    }
    let alternatives: Vec<String> = ["oneOf", "allOf", "anyOf"]
        .into_iter()
        .flat_map(|key| schema[key].as_array().into_iter().flatten())
        .map(holds)
        .filter(|held| held != "null")
        .collect();
    if !alternatives.is_empty() {
        return alternatives.join(" or ");
    }
    match &schema["type"] {
        Value::String(name) => name.clone(),
        Value::Array(names) => {
            let names = names.iter().filter_map(Value::as_str).filter(|name| *name != "null");
            names.collect::<Vec<_>>().join(" or ")
        }
        _ => schema["enum"].as_array().map_or("null", |_| "word").to_owned(),
    }
}

#[test]
fn the_committed_inventory_is_what_the_types_say() {
    let current = inventory();
    if std::env::var_os("UPDATE_INVENTORY").is_some() {
        let text = serde_json::to_string_pretty(&current).expect("json");
        std::fs::write(COMMITTED, text + "\n").expect("written");
    }
    let committed = std::fs::read_to_string(COMMITTED).unwrap_or_default();
    assert!(
        serde_json::from_str::<Value>(&committed).is_ok_and(|committed| committed == current),
        "docs/inventory.json is out of date: UPDATE_INVENTORY=1 cargo test -p conspectus-metadata --features openapi inventory"
    );
}

#[test]
fn every_type_that_may_leave_is_explained() {
    let inventory = inventory();
    let unexplained: Vec<String> = inventory["types"]
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(_, described)| described.get("says").is_none())
        .map(|(name, _)| name.clone())
        .collect();
    assert_eq!(unexplained, Vec::<String>::new());
}
