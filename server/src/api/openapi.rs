//! The description of the API, generated from the table of routes; the page's types are generated from it in turn.

use std::sync::LazyLock;

use axum::Json;
use serde_json::{Map, Value, json};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use super::{Access, AppState, table};
use crate::catalog::comparison;

/// What the description says beside the routes.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Conspectus",
        description = "The overview of a team's data and models.",
        license(name = "Apache-2.0 OR MIT", identifier = "Apache-2.0 OR MIT")
    ),
    components(schemas(conspectus_metadata::Problem, conspectus_metadata::FieldError, comparison::Difference))
)]
pub(super) struct Description;

static DESCRIPTION: LazyLock<Value> = LazyLock::new(generate);

/// The OpenAPI 3.1 description of every route: what is served, printed by `openapi`, and committed for the page.
pub fn description() -> &'static Value {
    &DESCRIPTION
}

/// The OpenAPI description of this server.
#[utoipa::path(
    get, path = "/api/v1/openapi.json", tag = "health", operation_id = "getDescription",
    responses((status = 200, body = Value))
)]
pub async fn read() -> Json<&'static Value> {
    Json(description())
}

/// What the code says, tidied for readers and generators.
fn generate() -> Value {
    let start = OpenApiRouter::<AppState>::with_openapi(Description::openapi());
    let mut accesses = Vec::new();
    let mut router = table().into_iter().fold(start, |router, route| {
        accesses.push((route.path().to_owned(), route.methods(), route.access()));
        router.routes(route.into_handlers())
    });
    let mut description = serde_json::to_value(router.to_openapi()).unwrap_or_default();
    for (path, methods, access) in accesses {
        for method in methods {
            let method = method.as_str().to_ascii_lowercase();
            if let Some(operation) = description["paths"][&path][&method].as_object_mut() {
                guard(operation, access);
                if path.starts_with("/api/v1/scim/") {
                    refuse_as_scim(operation);
                }
            }
        }
    }
    describe_guards(&mut description);
    if let Some(schemas) = description.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        refer_to_named_items(schemas);
    }
    absent_is_not_null(&mut description);
    description.sort_all_objects();
    description
}

/// Every refusal is a problem document, and every route says which scopes open it.
fn guard(operation: &mut Map<String, Value>, access: Access) {
    let problem = |description: &str| {
        let schema = json!({ "schema": { "$ref": "#/components/schemas/Problem" } });
        json!({ "description": description, "content": { "application/problem+json": schema } })
    };
    if let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) {
        responses.retain(|status, _| !status.starts_with(['4', '5']));
        for response in responses.values_mut().filter_map(Value::as_object_mut) {
            response.entry("description").or_insert_with(|| "As asked.".into());
        }
        responses.insert("4XX".into(), problem("Refused; `code` says why."));
        responses.insert("5XX".into(), problem("The server failed; try again later."));
    }
    let scopes: &[_] = match access {
        Access::AnyOf(scopes) => scopes,
        Access::Public | Access::SignedIn => &[],
    };
    let names: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
    let security = match access {
        Access::Public => json!([]),
        _ if names.is_empty() => json!([{ "token": [] }, { "session": [] }]),
        _ => names.iter().flat_map(|name| [json!({ "token": [name] }), json!({ "session": [name] })]).collect(),
    };
    operation.insert("security".into(), security);
}

/// SCIM has a form of its own for refusals; whoever is not let in at all reads a problem document there too.
fn refuse_as_scim(operation: &mut Map<String, Value>) {
    if let Some(content) = operation["responses"]["4XX"]["content"].as_object_mut() {
        content.insert("application/scim+json".into(), json!({ "schema": { "type": "object" } }));
    }
}

fn describe_guards(description: &mut Value) {
    description["components"]["securitySchemes"] = json!({
        "token": { "type": "http", "scheme": "bearer", "description": "A personal access token or a session's token." },
        "session": {
            "type": "apiKey", "in": "cookie", "name": "conspectus-session",
            "description": "The page's session; writes need the header `X-Conspectus: page` besides."
        },
    });
}

/// Pages name the type of their items instead of repeating it.
fn refer_to_named_items(schemas: &mut Map<String, Value>) {
    let names: Vec<String> = schemas.keys().cloned().collect();
    for (name, schema) in schemas.iter_mut() {
        let Some(item) = name.strip_prefix("Page_").filter(|item| names.iter().any(|name| name == item)) else {
            continue;
        };
        if let Some(items) = schema.pointer_mut("/properties/items/items") {
            *items = json!({ "$ref": format!("#/components/schemas/{item}") });
        }
    }
}

/// What is optional is left out, never sent as null; the generator of schemas cannot know that.
fn absent_is_not_null(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(absent_is_not_null),
        Value::Object(object) => {
            drop_null_where_optional(object);
            object.values_mut().for_each(absent_is_not_null);
        }
        _ => {}
    }
}

fn drop_null_where_optional(schema: &mut Map<String, Value>) {
    let required = schema.get("required").cloned().unwrap_or_else(|| json!([]));
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else { return };
    for (name, property) in properties {
        let is_required = required.as_array().is_some_and(|names| names.iter().any(|other| other == name));
        if !is_required {
            drop_null(property);
        }
    }
}

fn drop_null(schema: &mut Value) {
    if let Some(types) = schema.get_mut("type").and_then(Value::as_array_mut) {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            schema["type"] = only.clone();
        }
    }
    if let Some(alternatives) = schema.get_mut("oneOf").and_then(Value::as_array_mut) {
        alternatives.retain(|alternative| alternative != &json!({ "type": "null" }));
        if let [only] = alternatives.as_slice() {
            *schema = only.clone();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operations() -> Vec<(String, String, &'static Value)> {
        let paths = description()["paths"].as_object().expect("paths");
        let operations = |(path, item): (&String, &'static Value)| {
            let item = item.as_object().expect("a path item");
            item.iter().map(|(method, operation)| (path.clone(), method.clone(), operation)).collect::<Vec<_>>()
        };
        paths.iter().flat_map(operations).collect()
    }

    #[test]
    fn the_committed_description_is_the_generated_one() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../desktop/openapi.json");
        let committed: Value = serde_json::from_slice(&std::fs::read(path).expect("readable")).expect("JSON");
        assert!(
            &committed == description(),
            "write it anew: cargo run -p conspectus-server -- openapi > desktop/openapi.json"
        );
    }

    #[test]
    fn every_route_of_the_table_is_described_and_nothing_else() {
        let mut described: Vec<(String, String)> =
            operations().into_iter().map(|(path, method, _)| (path, method.to_uppercase())).collect();
        let mut registered: Vec<(String, String)> = table()
            .iter()
            .flat_map(|route| route.methods().into_iter().map(|method| (route.path().to_owned(), method.to_string())))
            .collect();
        described.sort();
        registered.sort();
        assert_eq!(described, registered);
    }

    #[test]
    fn every_refusal_is_described_as_a_problem_document() {
        for (path, method, operation) in operations() {
            let content = &operation["responses"]["4XX"]["content"];
            assert!(content["application/problem+json"].is_object(), "{method} {path}");
        }
    }

    #[test]
    fn every_operation_has_a_name_of_its_own() {
        let mut names: Vec<&str> = operations()
            .into_iter()
            .map(|(_, _, operation)| operation["operationId"].as_str().expect("named"))
            .collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    #[test]
    fn every_reference_leads_to_a_schema() {
        fn walk(value: &Value, found: &mut Vec<String>) {
            match value {
                Value::Array(values) => values.iter().for_each(|value| walk(value, found)),
                Value::Object(object) => {
                    found.extend(object.get("$ref").and_then(Value::as_str).map(str::to_owned));
                    object.values().for_each(|value| walk(value, found));
                }
                _ => {}
            }
        }
        let mut references = Vec::new();
        walk(description(), &mut references);
        for reference in references {
            let pointer = reference.strip_prefix('#').expect("a local reference");
            assert!(description().pointer(pointer).is_some(), "{reference} leads nowhere");
        }
    }

    #[test]
    fn what_is_optional_is_never_null() {
        let digest = &description()["components"]["schemas"]["Digest"]["properties"];
        assert_eq!(digest["rows"]["type"], "integer");
        let page = &description()["components"]["schemas"]["Page_VersionSummary"]["properties"];
        assert_eq!(page["next_cursor"]["type"], json!(["string", "null"]));
        assert_eq!(page["items"]["items"]["$ref"], "#/components/schemas/VersionSummary");
    }
}
