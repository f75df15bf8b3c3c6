//! Planted values, and names that are values.

use conspectus_metadata::{PersonalClass, Rule};

use super::*;

const CANARY: &str = "zebra-4711-canary";

#[test]
fn planted_values_never_leave() {
    let text =
        |row: usize| Some(if row == 500 { format!("{CANARY}@example.org") } else { format!("{CANARY}{}", row % 5) });
    let mut columns = vec![
        ("code".to_owned(), texts((0..1_000).map(text))),
        ("amount".to_owned(), floats((0..1_000).map(|row| Some(if row == 3 { 987_654.321 } else { normal(row) })))),
        ("number".to_owned(), integers((0..1_000).map(|row| Some(if row == 3 { 987_654_321 } else { row % 50 })))),
        ("day".to_owned(), dates((0..1_000).map(|row| Some(if row == 3 { 24_837 } else { 15_706 + row % 300 })))),
        (format!("{CANARY}@example.org"), booleans((0..1_000).map(|row| Some(row % 2 == 0)))),
    ];
    columns.push(("email".to_owned(), texts((0..1_000).map(text))));
    let json = serde_json::to_string(&profile(columns)).expect("json");
    for canary in [CANARY, "zebra", "canary", "987654", "24837", "2145916800", "example.org"] {
        assert!(!json.contains(canary), "{canary} in {json}");
    }
}

#[test]
fn extremes_do_not_leave_even_rounded() {
    let amounts = floats((0..1_000).map(|row| {
        Some(match row {
            0 => -77_777.0,
            1 => 88_888.0,
            _ => normal(row),
        })
    }));
    let json = serde_json::to_value(column("amount", amounts)).expect("json");
    let mut numbers = Vec::new();
    collect(&json, &mut numbers);
    assert!(numbers.iter().all(|number| number.abs() < 5_000.0), "{numbers:?}");
}

fn collect(value: &serde_json::Value, numbers: &mut Vec<f64>) {
    match value {
        serde_json::Value::Number(number) => numbers.extend(number.as_f64()),
        serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, numbers)),
        serde_json::Value::Object(fields) => fields.values().for_each(|item| collect(item, numbers)),
        _ => {}
    }
}

#[test]
fn personal_columns_say_their_class_and_nulls() {
    let by_name = column("Vorname", texts((0..1_000).map(|row| Some(format!("v{}", row % 20)))));
    assert_eq!(by_name.personal, Some(PersonalClass::Person));
    let by_values = column("contact", texts((0..1_000).map(|row| Some(format!("p{}@example.org", row % 20)))));
    assert_eq!(by_values.personal, Some(PersonalClass::Email));
    for column in [by_name, by_values] {
        assert!(column.nulls.is_some());
        assert!(
            column.categories.is_none()
                && column.lengths.is_none()
                && column.distinct.is_none()
                && column.semantic.is_none()
        );
        assert!(column.withheld.iter().any(|gap| gap.rule == Rule::PersonalData));
    }
    let revealed = revealed("contact", texts((0..1_000).map(|row| Some(format!("p{}@example.org", row % 20)))));
    assert!(revealed.categories.is_none(), "a reveal does not lift the rule");
}

fn names(given: &[&str]) -> Vec<String> {
    let columns =
        given.iter().map(|name| ((*name).to_owned(), floats((0..10).map(|row| Some(f64::from(row)))))).collect();
    profile(columns).columns.into_iter().map(|column| column.name).collect()
}

#[test]
fn names_that_are_data_become_positions() {
    assert_eq!(names(&["id", "ann.lee@example.org", "score"]), ["id", "column_2", "score"]);
    assert_eq!(names(&["carrier", "origin", "dest", "2013-01-01"]), ["carrier", "origin", "dest", "column_4"]);
    assert_eq!(
        names(&["Lee", "1980-01-01", "42.5", "12.5.1"]),
        ["column_1", "column_2", "column_3", "column_4"],
        "a row was the header"
    );
    assert_eq!(names(&["0", "1", "2"]), ["0", "1", "2"], "positions are no data");
    assert_eq!(names(&["", "x", "x"]), ["", "x", "x"]);
    assert_eq!(
        names(&["x", "x.1", "jan", "jan.1"]),
        ["x", "x.1", "jan", "column_4"],
        "with or without what a library appended"
    );
}

#[test]
fn persons_spread_over_the_columns_become_positions() {
    let flags = |name: &str| (name.to_owned(), booleans((0..200).map(|row| Some(row % 2 == 0))));
    let published =
        profile(vec![flags("patient_Ann Lee"), flags("patient_Bo Ray"), flags("patient_Cy Fox"), flags("sex_male")]);
    let names: Vec<_> = published.columns.into_iter().map(|column| column.name).collect();
    assert_eq!(names, ["column_1", "column_2", "column_3", "sex_male"]);
}

#[test]
fn a_table_pivoted_on_its_persons_names_none_of_them() {
    assert_eq!(names(&["day", "Anna Schmidt", "Miller, James"]), ["day", "column_2", "column_3"]);
    assert_eq!(names(&["day", "score_Anna Schmidt", "score_Hans Müller"]), ["day", "column_2", "column_3"]);
    assert_eq!(names(&["Total Amount", "Unit Price", "Order Status"]), ["Total Amount", "Unit Price", "Order Status"]);
}

#[test]
fn names_of_fields_do_not_hide_in_a_type() {
    let values = floats((0..200).map(|row| Some(f64::from(row))));
    let fields = vec![Field::new("ann.lee@example.org".into(), values.dtype().clone(), true)];
    let nested = StructArray::new(ArrowDataType::Struct(fields), 200, vec![values], None).boxed();
    let json = serde_json::to_string(&column("record", nested)).expect("json");
    assert!(!json.contains("ann.lee"), "{json}");
    assert!(json.contains("column_1"));
}

#[test]
fn a_fingerprint_is_keyed_unless_a_plain_one_was_asked_for() {
    let summary = summary(vec![("x".to_owned(), floats((0..200).map(|row| Some(f64::from(row)))))]);
    let plain =
        DisclosureRequest { reveal: Vec::new(), plain_fingerprint: Some([1; 16]), ..DisclosureRequest::default() };
    let keyed = frame::publish(&summary, &Policy::STANDARD, &DisclosureRequest::default()).fingerprint.expect("keyed");
    let plain = frame::publish(&summary, &Policy::STANDARD, &plain).fingerprint.expect("plain");
    assert!(keyed.keyed && !plain.keyed);
    assert_eq!(plain.value, "01".repeat(16));
    assert_ne!(keyed.value, plain.value);
}
