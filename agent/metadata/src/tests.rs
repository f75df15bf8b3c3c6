use super::*;

#[test]
fn every_problem_code_has_an_error_status_and_reads_back() {
    for code in ProblemCode::ALL {
        assert!((400..600).contains(&code.status()));
        let json = serde_json::to_string(code).expect("serialises");
        assert_eq!(json, format!("\"{}\"", code.as_str()));
        assert_eq!(serde_json::from_str::<ProblemCode>(&json).expect("reads back"), *code);
    }
}

#[test]
fn an_unknown_field_anywhere_in_a_body_is_refused() {
    let note = r#"{"kind":"note","text":"hello","rows":[1,2]}"#;
    assert!(serde_json::from_str::<Body>(note).expect_err("refused").to_string().contains("rows"));
}

#[test]
fn a_policy_is_as_strict_as_itself_and_schema_is_stricter_than_standard() {
    let schema = Policy { mode: Mode::Schema, ..Policy::STANDARD };
    assert!(Policy::STANDARD.is_at_least_as_strict_as(&Policy::STANDARD));
    assert!(schema.is_at_least_as_strict_as(&Policy::STANDARD));
    assert!(!Policy::STANDARD.is_at_least_as_strict_as(&schema));
}
