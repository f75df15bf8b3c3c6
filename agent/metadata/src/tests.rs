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
fn a_stricter_mode_is_taken_where_a_looser_one_is_demanded_and_never_the_other_way() {
    for (strict, mode) in Mode::ALL.into_iter().enumerate() {
        for (loose, other) in Mode::ALL.into_iter().enumerate() {
            let (a, b) = (Policy { mode, ..Policy::STANDARD }, Policy { mode: other, ..Policy::STANDARD });
            assert_eq!(a.is_at_least_as_strict_as(&b), strict <= loose, "{mode:?} {other:?}");
            assert_eq!(a.stricter(&b).mode, Mode::ALL[strict.min(loose)]);
        }
        assert_eq!(mode.as_str().parse(), Ok(mode));
        assert_eq!(serde_json::to_value(mode).expect("json"), mode.as_str());
    }
}

#[test]
fn the_smaller_budget_holds_and_nonsense_is_no_policy() {
    let policy = |epsilon, delta| Policy { budget: Some(Budget { epsilon, delta }), ..Policy::STANDARD };
    let both = policy(1.0, 1e-5).stricter(&policy(2.0, 1e-6));
    assert_eq!(both.budget(), Budget { epsilon: 1.0, delta: 1e-6 });
    assert_eq!(Policy::STANDARD.budget(), Budget::STANDARD);
    assert!(policy(1.0, 0.0).check().is_ok());
    for wrong in [policy(0.0, 0.0), policy(f64::NAN, 0.0), policy(1.0, 0.5), Policy { min_cell: 1, ..Policy::STANDARD }]
    {
        assert!(wrong.check().is_err(), "{wrong:?}");
    }
}

/// Reads a golden sample, and checks that writing it again changes nothing.
fn reads_back<T: serde::Serialize + serde::de::DeserializeOwned>(name: &str) -> T {
    let path = format!("{}/samples/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).expect("the sample");
    let given: serde_json::Value = serde_json::from_str(&text).expect("json");
    let read: T = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(serde_json::to_value(&read).expect("json"), given, "{name}");
    read
}

#[test]
fn every_golden_sample_reads_and_writes_unchanged() {
    for kind in ["dataset", "model", "document", "figure"] {
        let body: Body = reads_back(kind);
        assert_eq!(body.asset_kind().map(AssetKind::as_str), Some(kind));
    }
    assert_eq!(reads_back::<Body>("note").asset_kind(), None);
    assert_eq!(reads_back::<Policy>("policy"), Policy::STANDARD);
    assert_eq!(reads_back::<CaptureBatch>("capture-batch").captures.len(), 2);
    assert_eq!(reads_back::<Receipts>("receipts").receipts[0].outcome, Outcome::Created);
    assert_eq!(reads_back::<Problem>("problem").code, ProblemCode::PolicyViolation);
}

#[test]
fn a_profile_made_before_there_were_figures_about_rows_still_reads() {
    let Body::Dataset(dataset) = reads_back::<Body>("dataset-first") else { panic!("a dataset") };
    assert_eq!((dataset.profile.duplicate_rows, dataset.profile.missing), (None, None));
}
