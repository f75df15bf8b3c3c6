use crate::{FieldError, Rule, Source};

/// Rule *sources*: no user info, query string or literal.
pub(super) fn check(source: Option<&Source>) -> Vec<FieldError> {
    let Some(source) = source else { return Vec::new() };
    let mut found = Vec::new();
    let mut add = |field: &str, message: &str| {
        let message = format!("the source breaks the rule `{}`: {message}", Rule::Sources.as_str());
        found.push(FieldError { field: format!("body.source.{field}"), message });
    };
    if let Some(location) = &source.location {
        let user_info = location.split_once("://").is_some_and(|(_, rest)| rest.contains('@'));
        if user_info || location.contains(['?', '#']) || crate::pattern::holds_personal(location) {
            add("location", "a location has no user info, query string or fragment");
        }
    }
    if source.query.as_ref().is_some_and(|query| query.contains('\'') || query.contains("--") || query.contains("/*")) {
        add("query", "a query has neither literals nor comments");
    }
    if source.files.iter().any(|file| file.name.contains(['/', '\\', '?'])) {
        add("files", "a file has its name only");
    }
    found
}
