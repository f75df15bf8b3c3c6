use scim_v2::models::errors::ScimType;
use scim_v2::models::group::Group;
use scim_v2::models::user::User;
use scim_v2::{Validate, case_insensitive};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::DirectoryError;

/// The two kinds of resource that a directory tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    User,
    Group,
}

impl EntryKind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
        }
    }

    /// Its name in addresses.
    pub const fn plural(self) -> &'static str {
        match self {
            Self::User => "Users",
            Self::Group => "Groups",
        }
    }

    pub const fn resource_type(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Group => "Group",
        }
    }

    pub const fn schema(self) -> &'static str {
        match self {
            Self::User => "urn:ietf:params:scim:schemas:core:2.0:User",
            Self::Group => "urn:ietf:params:scim:schemas:core:2.0:Group",
        }
    }
}

/// A person or a group, reduced to what is kept: all else that a directory sends is dropped.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// userName or displayName.
    pub name: String,
    /// The attributes to show again, without id, meta and groups.
    pub attributes: Value,
}

const MOST_MEMBERS: usize = 10_000;
const LONGEST: usize = 256;

impl Entry {
    /// From what a client sent, or what a PATCH made of it.
    pub fn read(kind: EntryKind, mut sent: Value) -> Result<Self, DirectoryError> {
        // What only this server says is ignored.
        if let Some(members) = sent.as_object_mut() {
            members.retain(|name, _| !["id", "meta", "groups"].iter().any(|fixed| fixed.eq_ignore_ascii_case(name)));
        }
        match kind {
            EntryKind::User => Self::user(sent),
            EntryKind::Group => Self::group(sent),
        }
    }

    fn user(sent: Value) -> Result<Self, DirectoryError> {
        let user: User<String> = case_insensitive::from_value(sent).map_err(|error| syntax(&error))?;
        user.validate().map_err(|error| DirectoryError::invalid(error.scim_type(), error.to_string()))?;
        let name = line("userName", user.user_name.clone())?;
        let mut attributes = json!({ "userName": name, "active": user.active.as_option().copied().unwrap_or(true) });
        keep(&mut attributes, "externalId", user.external_id.as_option().cloned())?;
        keep(&mut attributes, "displayName", user.display_name.as_option().cloned())?;
        if let Some(parts) = user.name.as_option() {
            let mut kept = json!({});
            keep(&mut kept, "formatted", parts.formatted.as_option().cloned())?;
            keep(&mut kept, "givenName", parts.given_name.as_option().cloned())?;
            keep(&mut kept, "familyName", parts.family_name.as_option().cloned())?;
            attributes["name"] = kept;
        }
        if let Some(emails) = user.emails.as_option().filter(|emails| !emails.is_empty()) {
            let kept = emails.iter().take(10).map(|email| {
                let mut kept = json!({});
                keep(&mut kept, "value", email.value.clone())?;
                keep(&mut kept, "type", email.r#type.clone())?;
                if let Some(primary) = email.primary {
                    kept["primary"] = primary.into();
                }
                Ok(kept)
            });
            attributes["emails"] = Value::Array(kept.collect::<Result<_, DirectoryError>>()?);
        }
        let entry = Self { name, attributes };
        entry.address().map(|_| entry)
    }

    fn group(sent: Value) -> Result<Self, DirectoryError> {
        let group: Group<String> = case_insensitive::from_value(sent).map_err(|error| syntax(&error))?;
        group.validate().map_err(|error| DirectoryError::invalid(error.scim_type(), error.to_string()))?;
        let name = line("displayName", group.display_name.clone())?;
        let mut members: Vec<Uuid> = Vec::new();
        for member in group.members.as_slice() {
            let id = member.value.as_ref().and_then(|value| Uuid::parse_str(value).ok());
            let id = id.ok_or_else(|| DirectoryError::invalid(ScimType::InvalidValue, "A member's value is no id."))?;
            if !members.contains(&id) {
                members.push(id);
            }
        }
        if members.len() > MOST_MEMBERS {
            return Err(DirectoryError::invalid(ScimType::TooMany, "A group has at most 10,000 members."));
        }
        let members: Vec<Value> = members.into_iter().map(|id| json!({ "value": id })).collect();
        let mut attributes = json!({ "displayName": name, "members": members });
        keep(&mut attributes, "externalId", group.external_id.as_option().cloned())?;
        Ok(Self { name, attributes })
    }

    /// Whether a person may come in at all.
    pub fn is_active(&self) -> bool {
        self.attributes["active"] != Value::Bool(false)
    }

    /// A person's address: the primary one, the first, or a userName that is one.
    pub fn address(&self) -> Result<String, DirectoryError> {
        let emails = self.attributes["emails"].as_array().map_or(&[][..], Vec::as_slice);
        let primary = emails.iter().find(|email| email["primary"] == Value::Bool(true)).or_else(|| emails.first());
        let text = primary.and_then(|email| email["value"].as_str()).unwrap_or(&self.name);
        if !crate::identity::sso::is_address(text) {
            let detail = "A person needs an e-mail address: in emails, or as userName.";
            return Err(DirectoryError::invalid(ScimType::InvalidValue, detail));
        }
        Ok(text.to_owned())
    }

    /// A person's name as people read it.
    pub fn full_name(&self) -> Option<String> {
        let text = |value: &Value| value.as_str().filter(|text| !text.trim().is_empty()).map(str::to_owned);
        let name = &self.attributes["name"];
        let parts = || {
            let parts = [text(&name["givenName"]), text(&name["familyName"])];
            let whole = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
            Some(whole).filter(|whole| !whole.is_empty())
        };
        text(&self.attributes["displayName"]).or_else(|| text(&name["formatted"])).or_else(parts)
    }

    /// A group's members. An id that no person has means nobody: some directories list groups within groups.
    pub fn members(&self) -> Vec<Uuid> {
        let members = self.attributes["members"].as_array().map_or(&[][..], Vec::as_slice);
        members.iter().filter_map(|member| Uuid::parse_str(member["value"].as_str()?).ok()).collect()
    }
}

fn keep(into: &mut Value, name: &str, text: Option<String>) -> Result<(), DirectoryError> {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        into[name] = line(name, text)?.into();
    }
    Ok(())
}

fn line(name: &str, text: String) -> Result<String, DirectoryError> {
    let fits = !text.trim().is_empty() && text.chars().count() <= LONGEST && !text.chars().any(char::is_control);
    if !fits {
        let detail = format!("{name} is a line of 1 to {LONGEST} characters.");
        return Err(DirectoryError::invalid(ScimType::InvalidValue, detail));
    }
    Ok(text)
}

fn syntax(error: &serde_json::Error) -> DirectoryError {
    DirectoryError::invalid(ScimType::InvalidSyntax, format!("The resource cannot be read: {error}"))
}
