use std::cmp::Ordering;

use scim_v2::filter::{AttrExp, AttrPath, CompValue, CompareOp, Filter, ValFilter, ValuePath};
use scim_v2::models::errors::ScimType;
use serde_json::Value;

use super::DirectoryError;

/// A filter as a request gives it.
pub fn parse_filter(text: &str) -> Result<Filter, DirectoryError> {
    text.parse().map_err(|_| DirectoryError::invalid(ScimType::InvalidFilter, "The filter cannot be read."))
}

/// Whether a resource is one that the filter asks for.
pub fn matches(filter: &Filter, resource: &Value) -> bool {
    match filter {
        Filter::Attr(test) => holds(test, resource),
        Filter::ValuePath(ValuePath { attr, filter }) => {
            elements(attr, resource).into_iter().any(|value| each_matches(filter, value))
        }
        Filter::Not(inner) => !matches(inner, resource),
        Filter::And(all) => all.iter().all(|inner| matches(inner, resource)),
        Filter::Or(any) => any.iter().any(|inner| matches(inner, resource)),
    }
}

/// The same for one value of an attribute that has several.
pub(super) fn each_matches(filter: &ValFilter, value: &Value) -> bool {
    match filter {
        ValFilter::Attr(test) => holds(test, value),
        ValFilter::Not(inner) => !each_matches(inner, value),
        ValFilter::And(all) => all.iter().all(|inner| each_matches(inner, value)),
        ValFilter::Or(any) => any.iter().any(|inner| each_matches(inner, value)),
    }
}

fn holds(test: &AttrExp, resource: &Value) -> bool {
    match test {
        AttrExp::Present(path) => values(path, resource).iter().any(|value| is_something(value)),
        AttrExp::Comparison(path, operator, wanted) => {
            let found = values(path, resource);
            let exact = path.sub_attr.as_deref().unwrap_or(&path.name).eq_ignore_ascii_case("id");
            match operator {
                CompareOp::Ne => !found.iter().any(|value| compares(value, &CompareOp::Eq, wanted, exact)),
                _ => found.iter().any(|value| compares(value, operator, wanted, exact)),
            }
        }
    }
}

fn is_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(values) => !values.is_empty(),
        _ => true,
    }
}

/// What a path leads to: an attribute with several values gives each of them, and without a sub-attribute its `value`.
fn values<'a>(path: &AttrPath, resource: &'a Value) -> Vec<&'a Value> {
    let each = elements(path, resource);
    let sub = path.sub_attr.as_deref();
    let inner = |value: &'a Value| match (sub, value) {
        (Some(name), _) => member(value, name),
        (None, Value::Object(_)) => Some(member(value, "value").unwrap_or(value)),
        (None, _) => Some(value),
    };
    each.into_iter().filter_map(inner).collect()
}

/// The values of an attribute, whole.
fn elements<'a>(path: &AttrPath, resource: &'a Value) -> Vec<&'a Value> {
    let Some(found) = member(resource, &path.name) else { return Vec::new() };
    found.as_array().map_or_else(|| vec![found], |values| values.iter().collect())
}

/// Names of attributes are the same in any case.
pub(super) fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    value.as_object()?.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn compares(value: &Value, operator: &CompareOp, wanted: &CompValue, exact: bool) -> bool {
    match (value, wanted) {
        (Value::String(text), CompValue::Str(wanted)) if exact => texts(text, operator, wanted),
        (Value::String(text), CompValue::Str(wanted)) => texts(&text.to_lowercase(), operator, &wanted.to_lowercase()),
        (Value::Bool(value), CompValue::True) => *operator == CompareOp::Eq && *value,
        (Value::Bool(value), CompValue::False) => *operator == CompareOp::Eq && !*value,
        (Value::Null, CompValue::Null) => *operator == CompareOp::Eq,
        _ => false,
    }
}

fn texts(text: &str, operator: &CompareOp, wanted: &str) -> bool {
    // Times are all in UTC with as many digits, so their order is that of their text.
    match operator {
        CompareOp::Eq => text == wanted,
        CompareOp::Ne => text != wanted,
        CompareOp::Co => text.contains(wanted),
        CompareOp::Sw => text.starts_with(wanted),
        CompareOp::Ew => text.ends_with(wanted),
        CompareOp::Gt => text.cmp(wanted) == Ordering::Greater,
        CompareOp::Lt => text.cmp(wanted) == Ordering::Less,
        CompareOp::Ge => text >= wanted,
        CompareOp::Le => text <= wanted,
    }
}
