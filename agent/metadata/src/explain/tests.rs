use super::*;
use crate::{Body, Privacy};

fn sample() -> Profile {
    match serde_json::from_str(include_str!("../../samples/dataset.json")).expect("the sample reads") {
        Body::Dataset(dataset) => dataset.profile,
        other => panic!("{other:?}"),
    }
}

fn text(profile: &Profile, column: Option<&str>) -> String {
    explain(profile, column).expect("a column").join("\n")
}

#[test]
fn a_column_says_what_is_missing_why_by_which_rule_and_what_would_change_it() {
    let mut profile = sample();
    let gap = |figure, rule, coarsened| Withheld { figure, rule, coarsened };
    profile.columns[0].withheld = vec![
        gap(WithheldFigure::Range, Rule::Extremes, true),
        gap(WithheldFigure::Mean, Rule::Dominance, false),
        gap(WithheldFigure::StandardDeviation, Rule::Dominance, false),
    ];
    let name = profile.columns[0].name.clone();
    let told = explain(&profile, Some(&name)).expect("the column");
    assert!(told[1].starts_with("The mean and the standard deviation are not told, because one value makes up half"));
    assert!(told[1].contains("(R7 dominance). What would change it: "));
    assert!(told[2].starts_with("The range is less exact, because the smallest and the largest value"));
}

#[test]
fn the_policys_numbers_and_the_columns_name_stand_in_the_sentences() {
    let mut profile = sample();
    profile.policy.min_cell = 25;
    profile.columns[0].name = "ward".to_owned();
    profile.columns[0].withheld = vec![
        Withheld { figure: WithheldFigure::Labels, rule: Rule::Labels, coarsened: false },
        Withheld { figure: WithheldFigure::Histogram, rule: Rule::Cells, coarsened: true },
    ];
    let told = text(&profile, Some("ward"));
    assert!(told.contains("fewer than 25 rows") && told.contains("reveal=[\"ward\"]"), "{told}");
    assert!(!told.contains('{') && !told.contains('}'), "{told}");
}

#[test]
fn the_table_tells_its_mode_its_price_and_which_columns_are_silent() {
    let mut profile = sample();
    assert!(text(&profile, None).starts_with("The mode is `standard`"));
    profile.policy.mode = Mode::Dp;
    profile.privacy = Some(Privacy { epsilon: 1.0, delta: 1e-6, spent_epsilon: 3.0, spent_delta: 3e-6 });
    profile.columns[1].withheld =
        vec![Withheld { figure: WithheldFigure::All, rule: Rule::PersonalData, coarsened: false }];
    let told = text(&profile, None);
    assert!(told.contains("ε = 1 and δ = 0.000001; ε = 3 of this dataset's budget of 10 is spent"), "{told}");
    assert!(told.contains(&format!("No figures are told of `{}`", profile.columns[1].name)), "{told}");
}

#[test]
fn a_name_that_is_nearly_one_of_the_columns_is_met_with_that_column() {
    let mut profile = sample();
    for (column, name) in profile.columns.iter_mut().zip(["salary", "base_salary", "age"]) {
        column.name = name.to_owned();
    }
    let close = |name: &str| explain(&profile, Some(name)).expect_err("no such column").close;
    assert_eq!(close("Salery")[0], "salary");
    assert_eq!(close("SALARY")[..2], ["salary", "base_salary"]);
    assert_eq!(close("xylophone"), Vec::<String>::new());
    let error = explain(&profile, Some("salry")).expect_err("no such column").to_string();
    assert!(error.starts_with("the table has no column \"salry\"; did you mean \"salary\""), "{error}");
}

#[test]
fn every_rule_makes_a_sentence() {
    let mut profile = sample();
    for rule in Rule::ALL {
        profile.columns[0].withheld = vec![Withheld { figure: WithheldFigure::All, rule: *rule, coarsened: false }];
        let name = profile.columns[0].name.clone();
        let told = text(&profile, Some(&name));
        assert!(told.contains(&format!("({rule})")) && !told.contains('{'), "{told}");
    }
}
