//! What this service is, as SCIM asks to be told: features, resource types, schemas.

use axum::response::Response;
use serde_json::{Value, json};

use super::answer::{resource, several};
use crate::identity::directory::EntryKind;

const SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0";

/// One of the three collections that describe the service.
pub fn list(collection: &str, base: &str) -> Option<Response> {
    if collection == "ServiceProviderConfig" {
        return Some(resource(&features(base)));
    }
    let all = all(collection, base)?;
    let total = all.len();
    Some(several(&all, total, 1))
}

/// A resource type by its name, or a schema by its URN.
pub fn one(collection: &str, id: &str, base: &str) -> Option<Response> {
    all(collection, base)?.into_iter().find(|each| each["id"] == id).map(|each| resource(&each))
}

fn all(collection: &str, base: &str) -> Option<Vec<Value>> {
    match collection {
        "ResourceTypes" => Some([EntryKind::User, EntryKind::Group].map(|kind| resource_type(kind, base)).to_vec()),
        "Schemas" => Some([EntryKind::User, EntryKind::Group].map(|kind| schema(kind, base)).to_vec()),
        _ => None,
    }
}

fn features(base: &str) -> Value {
    json!({
        "schemas": [format!("{SCHEMA}:ServiceProviderConfig")],
        "patch": { "supported": true },
        "bulk": { "supported": false, "maxOperations": 0, "maxPayloadSize": 0 },
        "filter": { "supported": true, "maxResults": super::MOST },
        "changePassword": { "supported": false },
        "sort": { "supported": false },
        "etag": { "supported": false },
        "authenticationSchemes": [{
            "type": "oauthbearertoken",
            "name": "Access token",
            "description": "A personal access token with the scope directory:write, sent as a bearer token.",
            "primary": true,
        }],
        "meta": { "resourceType": "ServiceProviderConfig", "location": format!("{base}/ServiceProviderConfig") },
    })
}

fn resource_type(kind: EntryKind, base: &str) -> Value {
    let name = kind.resource_type();
    json!({
        "schemas": [format!("{SCHEMA}:ResourceType")],
        "id": name,
        "name": name,
        "endpoint": format!("/{}", kind.plural()),
        "schema": kind.schema(),
        "meta": { "resourceType": "ResourceType", "location": format!("{base}/ResourceTypes/{name}") },
    })
}

/// The attributes that are kept, and no others.
fn schema(kind: EntryKind, base: &str) -> Value {
    let attributes = match kind {
        EntryKind::User => json!([
            simple("userName", "string", true, "server"),
            complex("name", false, &[text("formatted"), text("familyName"), text("givenName")]),
            text("displayName"),
            simple("active", "boolean", false, "none"),
            emails(),
            read_only(complex("groups", true, &[text("value"), reference("$ref", "Group"), text("display")])),
        ]),
        EntryKind::Group => {
            json!([simple("displayName", "string", true, "server"), complex("members", true, &[text("value")]),])
        }
    };
    json!({
        "schemas": [format!("{SCHEMA}:Schema")],
        "id": kind.schema(),
        "name": kind.resource_type(),
        "description": format!("What is kept of a {}.", kind.as_str()),
        "attributes": attributes,
        "meta": { "resourceType": "Schema", "location": format!("{base}/Schemas/{}", kind.schema()) },
    })
}

/// A person has an address, for that is what they sign in by.
fn emails() -> Value {
    let parts = [simple("value", "string", true, "none"), text("type"), simple("primary", "boolean", false, "none")];
    let mut attribute = complex("emails", true, &parts);
    attribute["required"] = true.into();
    attribute
}

fn simple(name: &str, of: &str, required: bool, uniqueness: &str) -> Value {
    json!({
        "name": name, "type": of, "multiValued": false, "description": name, "required": required, "caseExact": false,
        "mutability": "readWrite", "returned": "default", "uniqueness": uniqueness,
    })
}

fn text(name: &str) -> Value {
    simple(name, "string", false, "none")
}

fn reference(name: &str, to: &str) -> Value {
    let mut attribute = read_only(simple(name, "reference", false, "none"));
    attribute["referenceTypes"] = json!([to]);
    attribute
}

fn complex(name: &str, several: bool, parts: &[Value]) -> Value {
    let mut attribute = simple(name, "complex", false, "none");
    attribute["multiValued"] = several.into();
    attribute["subAttributes"] = json!(parts);
    attribute
}

fn read_only(mut attribute: Value) -> Value {
    attribute["mutability"] = "readOnly".into();
    for part in attribute.get_mut("subAttributes").and_then(Value::as_array_mut).into_iter().flatten() {
        part["mutability"] = "readOnly".into();
    }
    attribute
}
