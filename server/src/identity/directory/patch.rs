use scim_v2::filter::{AttrPath, PatchPath, PatchValuePath};
use scim_v2::models::errors::ScimType;
use scim_v2::models::others::{OperationTarget, PatchOp, PatchOperation};
use serde_json::{Map, Value};

use super::DirectoryError;
use super::filter::each_matches;

/// What a client can never change, and what is never kept.
const READ_ONLY: [&str; 4] = ["id", "meta", "groups", "schemas"];

/// Applies the operations of a PATCH in order; none of them when one fails.
pub fn apply(resource: &Value, patch: &PatchOp) -> Result<Value, DirectoryError> {
    let mut changed = resource.clone();
    for operation in &patch.operations {
        match operation {
            PatchOperation::Add(target) => put(&mut changed, target, true)?,
            PatchOperation::Replace(target) => put(&mut changed, target, false)?,
            PatchOperation::Remove { path, value } => remove(&mut changed, path, value.as_ref())?,
        }
    }
    Ok(changed)
}

fn put(resource: &mut Value, target: &OperationTarget, adds: bool) -> Result<(), DirectoryError> {
    match target {
        OperationTarget::WithoutPath { value } => {
            for (name, value) in value {
                // Some directories write a path where a name belongs.
                match name.parse::<PatchPath>() {
                    Ok(path) => put_at(resource, &path, value, adds)?,
                    Err(_) => set(object(resource)?, name, value.clone(), adds),
                }
            }
            Ok(())
        }
        OperationTarget::WithPath { path, value } => {
            let value = value.as_ref().ok_or_else(|| invalid("A value is missing."))?;
            put_at(resource, path, value, adds)
        }
    }
}

fn put_at(resource: &mut Value, path: &PatchPath, value: &Value, adds: bool) -> Result<(), DirectoryError> {
    match path {
        PatchPath::Attr(AttrPath { name, sub_attr: None, .. }) => {
            refuse_read_only(name)?;
            set(object(resource)?, name, value.clone(), adds);
            Ok(())
        }
        PatchPath::Attr(AttrPath { name, sub_attr: Some(sub), .. }) => {
            refuse_read_only(name)?;
            let parent = entry(object(resource)?, name, || Value::Object(Map::new()));
            for each in each_of(parent) {
                set(object(each)?, sub, value.clone(), adds);
            }
            Ok(())
        }
        PatchPath::Value(path) => put_among(resource, path, value, adds),
    }
}

/// `emails[type eq "work"].value`: the values that match, or else a new one.
fn put_among(resource: &mut Value, path: &PatchValuePath, value: &Value, adds: bool) -> Result<(), DirectoryError> {
    refuse_read_only(&path.attr.name)?;
    let list = entry(object(resource)?, &path.attr.name, || Value::Array(Vec::new()));
    let list = list.as_array_mut().ok_or_else(|| no_target("This attribute has one value only."))?;
    let mut found = false;
    for each in list.iter_mut().filter(|each| each_matches(&path.filter, each)) {
        found = true;
        match (&path.sub_attr, value) {
            (Some(sub), _) => set(object(each)?, sub, value.clone(), adds),
            (None, Value::Object(members)) => {
                for (name, value) in members {
                    set(object(each)?, name, value.clone(), adds);
                }
            }
            (None, _) => return Err(invalid("The value is no object.")),
        }
    }
    if found {
        return Ok(());
    }
    let Some(sub) = &path.sub_attr else { return Err(no_target("No value matches the path.")) };
    let mut made = Map::new();
    set(&mut made, sub, value.clone(), false);
    list.push(Value::Object(made));
    Ok(())
}

fn remove(resource: &mut Value, path: &PatchPath, values: Option<&Value>) -> Result<(), DirectoryError> {
    let members = object(resource)?;
    match path {
        PatchPath::Attr(AttrPath { name, sub_attr: None, .. }) => {
            refuse_read_only(name)?;
            match (values.and_then(Value::as_array), find(members, name)) {
                // Some directories name the values to remove instead of filtering them.
                (Some(values), Some(Value::Array(list))) => {
                    list.retain(|each| !values.iter().any(|value| same(each, value)));
                }
                _ => members.retain(|key, _| !key.eq_ignore_ascii_case(name)),
            }
        }
        PatchPath::Attr(AttrPath { name, sub_attr: Some(sub), .. }) => {
            refuse_read_only(name)?;
            if let Some(parent) = find(members, name) {
                for each in each_of(parent) {
                    object(each)?.retain(|key, _| !key.eq_ignore_ascii_case(sub));
                }
            }
        }
        PatchPath::Value(path) => {
            refuse_read_only(&path.attr.name)?;
            if let Some(Value::Array(list)) = find(members, &path.attr.name) {
                match &path.sub_attr {
                    None => list.retain(|each| !each_matches(&path.filter, each)),
                    Some(sub) => {
                        for each in list.iter_mut().filter(|each| each_matches(&path.filter, each)) {
                            object(each)?.retain(|key, _| !key.eq_ignore_ascii_case(sub));
                        }
                    }
                }
            }
        }
    }
    Ok(())
}

/// Sets a member, whatever the case of its name. Adding to a list appends what is not in it.
fn set(members: &mut Map<String, Value>, name: &str, value: Value, adds: bool) {
    match (find(members, name), value) {
        (Some(Value::Array(list)), Value::Array(more)) if adds => {
            for each in more {
                if !list.iter().any(|known| same(known, &each)) {
                    list.push(each);
                }
            }
        }
        (Some(Value::Object(known)), Value::Object(more)) => {
            for (name, value) in more {
                set(known, &name, value, adds);
            }
        }
        (Some(known), value) => *known = value,
        (None, value) => {
            members.insert(name.to_owned(), value);
        }
    }
}

/// Whether two values of a list are one: by their `value` where they have one.
fn same(one: &Value, other: &Value) -> bool {
    match (super::filter::member(one, "value"), super::filter::member(other, "value")) {
        (Some(one), Some(other)) => one == other,
        _ => one == other,
    }
}

fn find<'a>(members: &'a mut Map<String, Value>, name: &str) -> Option<&'a mut Value> {
    members.iter_mut().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn entry<'a>(members: &'a mut Map<String, Value>, name: &str, make: impl FnOnce() -> Value) -> &'a mut Value {
    let known = members.keys().find(|key| key.eq_ignore_ascii_case(name)).cloned();
    members.entry(known.unwrap_or_else(|| name.to_owned())).or_insert_with(make)
}

fn each_of(value: &mut Value) -> Vec<&mut Value> {
    match value {
        Value::Array(values) => values.iter_mut().collect(),
        other => vec![other],
    }
}

fn object(value: &mut Value) -> Result<&mut Map<String, Value>, DirectoryError> {
    value.as_object_mut().ok_or_else(|| no_target("The path leads into what is no object."))
}

fn refuse_read_only(name: &str) -> Result<(), DirectoryError> {
    if READ_ONLY.iter().any(|fixed| fixed.eq_ignore_ascii_case(name)) {
        return Err(DirectoryError::invalid(ScimType::Mutability, format!("{name} cannot be changed.")));
    }
    Ok(())
}

fn invalid(detail: &str) -> DirectoryError {
    DirectoryError::invalid(ScimType::InvalidValue, detail)
}

fn no_target(detail: &str) -> DirectoryError {
    DirectoryError::invalid(ScimType::NoTarget, detail)
}
