use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::super::ApiError;
use crate::identity::directory::DirectoryError;
use crate::store::StoreError;

/// A refusal in SCIM's own form; what is this server's fault stays a problem document.
pub enum Refused {
    Directory(DirectoryError),
    Api(ApiError),
}

impl From<DirectoryError> for Refused {
    fn from(error: DirectoryError) -> Self {
        Self::Directory(error)
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Api(error.into())
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let error = match self {
            Self::Api(error) => return error.into_response(),
            Self::Directory(error) => error,
        };
        let mut body = json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
            "status": error.status.to_string(),
            "detail": error.detail,
        });
        if let Some(kind) = error.kind {
            body["scimType"] = kind.as_str().into();
        }
        let status = StatusCode::from_u16(error.status).unwrap_or(StatusCode::BAD_REQUEST);
        (status, resource(&body)).into_response()
    }
}

/// A body in SCIM's media type.
pub fn resource(body: &Value) -> Response {
    ([(header::CONTENT_TYPE, "application/scim+json")], body.to_string()).into_response()
}

/// A resource just made, with where it is.
pub fn created(body: &Value) -> Response {
    let mut response = (StatusCode::CREATED, resource(body)).into_response();
    let location = body["meta"]["location"].as_str().and_then(|text| HeaderValue::from_str(text).ok());
    if let Some(location) = location {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

/// A part of a list, whose first resource has the place `start` in it.
pub fn several(resources: &[Value], total: usize, start: usize) -> Response {
    resource(&json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": total,
        "itemsPerPage": resources.len(),
        "startIndex": start,
        "Resources": resources,
    }))
}

pub fn empty(status: StatusCode) -> Response {
    status.into_response()
}

/// What is always shown.
const ALWAYS: [&str; 2] = ["id", "schemas"];

/// Only the attributes asked for, or all but those not wanted.
pub fn project(resource: Value, only: Option<&str>, without: Option<&str>) -> Value {
    let Value::Object(members) = resource else { return resource };
    let names = |text: &str| -> Vec<String> {
        text.split(',').map(|name| bare(name).to_lowercase()).filter(|name| !name.is_empty()).collect()
    };
    if let Some(only) = only.map(names).filter(|names| !names.is_empty()) {
        return Value::Object(members.into_iter().filter_map(|(name, value)| chosen(name, value, &only)).collect());
    }
    let without = without.map(names).unwrap_or_default();
    let stays = |name: &str| ALWAYS.contains(&name) || !without.contains(&name.to_lowercase());
    Value::Object(members.into_iter().filter(|(name, _)| stays(name)).collect())
}

/// The name without the schema it may be written with.
fn bare(name: &str) -> &str {
    name.trim().rsplit(':').next().unwrap_or_default()
}

fn chosen(name: String, value: Value, only: &[String]) -> Option<(String, Value)> {
    let low = name.to_lowercase();
    if ALWAYS.contains(&low.as_str()) || only.contains(&low) {
        return Some((name, value));
    }
    let parts: Vec<&str> = only.iter().filter_map(|path| path.strip_prefix(&low)?.strip_prefix('.')).collect();
    let some = |members: &Map<String, Value>| {
        let kept = members.iter().filter(|(name, _)| parts.contains(&name.to_lowercase().as_str()));
        Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
    };
    match value {
        _ if parts.is_empty() => None,
        Value::Object(members) => Some((name, some(&members))),
        Value::Array(values) => Some((name, values.iter().filter_map(Value::as_object).map(some).collect())),
        other => Some((name, other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_gets_the_attributes_asked_for() {
        let user =
            json!({ "id": "1", "schemas": [], "userName": "g", "name": { "givenName": "G", "familyName": "H" } });
        assert_eq!(project(user.clone(), Some("USERNAME"), None), json!({ "id": "1", "schemas": [], "userName": "g" }));
        let part = project(user.clone(), Some("urn:x:name.familyName"), None);
        assert_eq!(part, json!({ "id": "1", "schemas": [], "name": { "familyName": "H" } }));
        let rest = project(user, None, Some("name,id"));
        assert_eq!(rest, json!({ "id": "1", "schemas": [], "userName": "g" }));
    }
}
