use scim_v2::models::others::PatchOp;
use serde_json::{Value, json};

use super::*;

fn user() -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "Grace", "externalId": "e-1", "active": true,
        "emails": [
            { "value": "grace@work.example", "type": "work", "primary": true },
            { "value": "grace@home.example", "type": "home" },
        ],
    })
}

fn patched(operations: &Value) -> Result<Value, DirectoryError> {
    let patch = json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations });
    let patch: PatchOp = serde_json::from_value(patch).expect("a patch");
    apply(&user(), &patch)
}

#[test]
fn filters_find_what_they_say() {
    let finds = |text: &str| matches(&parse_filter(text).expect("parses"), &user());
    for text in [
        "userName eq \"grace\"",
        "USERNAME Eq \"GRACE\"",
        "emails[type eq \"work\" and value co \"@work\"]",
        "emails.value eq \"grace@home.example\"",
        "emails eq \"grace@home.example\"",
        "externalId pr and not (active eq false)",
        "userName sw \"gr\" or title pr",
        "title ne \"x\"",
        "urn:ietf:params:scim:schemas:core:2.0:User:userName eq \"grace\"",
    ] {
        assert!(finds(text), "{text}");
    }
    for text in
        ["userName eq \"grac\"", "title pr", "emails[type eq \"work\" and value co \"@home\"]", "active eq false"]
    {
        assert!(!finds(text), "{text}");
    }
    for text in ["", "userName", "userName eq", "userName zz \"a\"", &"(".repeat(10_000)] {
        assert_eq!(parse_filter(text).expect_err("refused").kind, Some(ScimType::InvalidFilter), "{text:.20}");
    }
}

#[test]
fn patches_change_what_they_name_and_nothing_else() {
    let off = patched(&json!([{ "op": "Replace", "path": "active", "value": false }])).expect("applies");
    assert_eq!((&off["active"], &off["userName"]), (&json!(false), &json!("Grace")));
    let bare = patched(&json!([{ "op": "replace", "value": { "active": false, "name.familyName": "Hopper" } }]));
    let bare = bare.expect("applies");
    assert_eq!((&bare["active"], &bare["name"]["familyName"]), (&json!(false), &json!("Hopper")));
    let mail =
        patched(&json!([{ "op": "replace", "path": "emails[type eq \"work\"].value", "value": "g@new.example" }]));
    let mail = mail.expect("applies");
    assert_eq!(mail["emails"][0], json!({ "value": "g@new.example", "type": "work", "primary": true }));
    assert_eq!(mail["emails"][1], user()["emails"][1]);
    let gone = patched(&json!([{ "op": "remove", "path": "emails[type eq \"home\"]" }])).expect("applies");
    assert_eq!(gone["emails"].as_array().map(Vec::len), Some(1));
    let more = patched(
        &json!([{ "op": "add", "path": "emails", "value": [{ "value": "grace@home.example" }, { "value": "g@x.example" }] }]),
    );
    assert_eq!(more.expect("applies")["emails"].as_array().map(Vec::len), Some(3), "one was there already");
}

#[test]
fn what_only_the_server_says_is_not_patched() {
    for path in ["id", "meta", "groups"] {
        let refused = patched(&json!([{ "op": "replace", "path": path, "value": "x" }])).expect_err("refused");
        assert_eq!(refused.kind, Some(ScimType::Mutability), "{path}");
    }
}

#[test]
fn of_a_person_only_what_is_needed_is_kept() {
    let mut sent = user();
    sent["id"] = json!("chosen-by-the-client");
    sent["title"] = json!("Rear Admiral");
    sent["password"] = json!("a password of the directory");
    sent["phoneNumbers"] = json!([{ "value": "+1 555 0100" }]);
    let entry = Entry::read(EntryKind::User, sent).expect("reads");
    let names: Vec<&String> = entry.attributes.as_object().expect("an object").keys().collect();
    assert_eq!(names, ["active", "emails", "externalId", "userName"]);
    assert_eq!(entry.address().expect("an address"), "grace@work.example");
}

#[test]
fn a_person_without_an_address_is_refused() {
    let bare = json!({ "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "grace" });
    let refused = Entry::read(EntryKind::User, bare).err().expect("refused");
    assert_eq!(refused.kind, Some(ScimType::InvalidValue));
}
