use super::*;
use crate::{
    AssociationMatrix, Category, Count, Distinct, Histogram, Looks, MissingPattern, MissingPatterns, Mode, Moments,
    PersonalClass, Privacy, Source,
};

const SAMPLE: &str = include_str!("../../samples/dataset.json");

fn sample() -> Dataset {
    match serde_json::from_str(SAMPLE).expect("the sample reads") {
        crate::Body::Dataset(dataset) => dataset,
        other => panic!("{other:?}"),
    }
}

fn column<'a>(dataset: &'a mut Dataset, name: &str) -> &'a mut crate::Column {
    dataset.profile.columns.iter_mut().find(|column| column.name == name).expect("the column")
}

/// The rules that a change to the sample breaks.
fn broken(change: impl FnOnce(&mut Dataset)) -> Vec<String> {
    let mut dataset = sample();
    change(&mut dataset);
    let found = violations(&dataset, &Policy::STANDARD);
    let mut rules: Vec<String> = found.iter().filter_map(|found| rule_of(&found.message)).collect();
    rules.dedup();
    rules
}

fn rule_of(message: &str) -> Option<String> {
    message.split("the rule `").nth(1)?.split('`').next().map(str::to_owned)
}

#[test]
fn what_the_agent_made_keeps_the_policy_it_was_made_under() {
    assert_eq!(violations(&sample(), &Policy::STANDARD), []);
}

#[test]
fn a_stricter_workspace_refuses_it_and_says_why() {
    let found = violations(&sample(), &Policy { min_rows: 10_000, ..Policy::STANDARD });
    assert_eq!(found[0].field, "body.profile.policy");
    assert!(found.iter().any(|error| error.message.contains("`month`") && error.message.contains("`rows`")));
}

#[test]
fn small_cells_are_found_directly_and_by_subtraction() {
    assert_eq!(broken(|d| column(d, "month").nulls = Some(Count::Exact(3))), ["cells"]);
    assert_eq!(broken(|d| column(d, "cancelled").trues = Some(Count::Exact(sample().profile.rows - 5))), ["cells"]);
    assert_eq!(broken(|d| column(d, "air_time").nulls = Some(Count::Range { at_least: 3, at_most: 5 })), ["cells"]);
    assert_eq!(broken(|d| d.profile.rows += 4), ["cells"]);
    assert_eq!(broken(|d| column(d, "month").zeros = Some(Count::Exact(7))), ["cells"]);
}

#[test]
fn a_histogram_off_its_grid_or_with_closed_ends_is_found() {
    let histogram = |edges: &[f64], counts: &[u64]| Some(Histogram { edges: edges.to_vec(), counts: counts.to_vec() });
    assert_eq!(broken(|d| column(d, "month").histogram = histogram(&[2.37], &[2_000, 2_000])), ["edges"]);
    assert_eq!(broken(|d| column(d, "month").histogram = histogram(&[2.0, 3.0], &[0, 2_000, 2_000])), ["extremes"]);
    assert_eq!(broken(|d| column(d, "month").histogram = histogram(&[2.0], &[4_000])), ["edges"]);
}

#[test]
fn exact_figures_are_found() {
    assert_eq!(broken(|d| column(d, "dep_delay").quantiles[0].value = -31.337), ["extremes"]);
    let mean = Some(Moments { mean: 12.345_678, standard_deviation: None, skewness: None });
    assert_eq!(broken(|d| column(d, "dep_delay").moments = mean), ["precision"]);
    let distinct = Some(Distinct { estimate: Some(1_234), all_distinct: false });
    assert_eq!(broken(|d| column(d, "dep_delay").distinct = distinct), ["distinct"]);
}

#[test]
fn labels_need_a_reveal_and_must_not_be_personal() {
    let label = |label: &str, rows| Category { label: Some(label.to_owned()), rows };
    let categories = |d: &mut Dataset| column(d, "carrier").categories.take().expect("categories");
    let hidden = broken(|d| {
        let all = categories(d);
        column(d, "carrier").categories = Some(crate::CategorySummary { revealed: false, ..all });
    });
    assert_eq!(hidden, ["labels"]);
    let personal = broken(|d| {
        let mut all = categories(d);
        let rows = all.items[0].rows;
        all.items[0] = label("ann.lee@example.org", rows);
        column(d, "carrier").categories = Some(all);
    });
    assert_eq!(personal, ["labels"]);
}

#[test]
fn personal_columns_identifiers_and_names_are_found() {
    assert_eq!(broken(|d| column(d, "month").personal = Some(PersonalClass::Person)), ["personal-data"]);
    let all = Some(Distinct { estimate: None, all_distinct: true });
    assert_eq!(broken(|d| column(d, "month").distinct = all), ["identifiers", "personal-data"]);
    assert_eq!(broken(|d| column(d, "month").name = "ann.lee@example.org".to_owned()), ["names"]);
}

#[test]
fn credentials_and_literals_in_a_source_are_found() {
    let source = |location: &str, query: &str| {
        Some(Source { location: Some(location.to_owned()), query: Some(query.to_owned()), files: Vec::new() })
    };
    assert_eq!(broken(|d| d.source = source("postgresql://ann:x@db/bank", "SELECT ?")), ["sources"]);
    assert_eq!(broken(|d| d.source = source("db", "SELECT 'ann'")), ["sources"]);
}

#[test]
fn the_columns_at_fault_are_told_apart() {
    let mut dataset = sample();
    dataset.profile.columns[1].nulls = Some(Count::Exact(2));
    let at_fault = columns_at_fault(&dataset.profile, &Policy::STANDARD);
    assert_eq!(at_fault.into_iter().collect::<Vec<_>>(), [1]);
}

#[test]
fn noisy_figures_tell_their_price_and_keep_the_budget() {
    let dp = |privacy: Option<Privacy>, mode: Mode| {
        broken(|d| {
            d.profile.policy.mode = mode;
            d.profile.privacy = privacy;
            d.profile.fingerprint = None;
            (d.profile.duplicate_rows, d.profile.missing, d.profile.associations) = (None, None, None);
        })
    };
    let privacy = Privacy { epsilon: 1.0, delta: 1e-6, spent_epsilon: 3.0, spent_delta: 3e-6 };
    assert_eq!(dp(Some(privacy), Mode::Dp), Vec::<String>::new());
    assert_eq!(dp(None, Mode::Dp), ["noise"]);
    assert_eq!(dp(Some(privacy), Mode::Standard), ["noise"]);
    assert_eq!(dp(Some(Privacy { spent_epsilon: 11.0, ..privacy }), Mode::Dp), ["noise"]);
    assert_eq!(dp(Some(Privacy { epsilon: f64::NAN, ..privacy }), Mode::Dp), ["noise"]);
}

#[test]
fn figures_without_noise_are_refused_column_by_column_where_noise_is_demanded() {
    let found = violations(&sample(), &Policy { mode: Mode::Dp, ..Policy::STANDARD });
    assert!(
        found[0].message.contains("mode `standard`") && found[0].message.contains("mode `dp`"),
        "{}",
        found[0].message
    );
    assert!(found.iter().any(|error| error.message.contains("column `month` breaks the rule `noise` (R18)")));
}

#[test]
fn exact_figures_need_a_workspace_that_allows_them_and_a_reason() {
    let exact = |reason: Option<&str>, policy: &Policy| {
        let mut dataset = sample();
        dataset.profile.policy.mode = Mode::Exact;
        dataset.profile.reason = reason.map(str::to_owned);
        column(&mut dataset, "dep_delay").quantiles[0].value = -31.337;
        violations(&dataset, policy)
    };
    let allowed = Policy { mode: Mode::Exact, ..Policy::STANDARD };
    assert_eq!(exact(Some("the regulator asks"), &allowed), []);
    assert!(exact(None, &allowed).iter().any(|error| error.message.contains("`exact` (R19)")));
    assert!(exact(Some("   "), &allowed).iter().any(|error| error.field == "body.profile.reason"));
    let refused = exact(Some("the regulator asks"), &Policy::STANDARD);
    assert!(refused.iter().any(|error| error.message.contains("column `dep_delay` breaks the rule `extremes` (R3)")));
}

#[test]
fn missing_values_of_two_columns_are_found_by_subtraction() {
    let rules = broken(|d| {
        for (name, nulls) in [("one", 500), ("other", 503)] {
            let mut column = crate::Column::bare(name.to_owned(), d.profile.columns[0].column_type.clone());
            column.nulls = Some(Count::Exact(nulls));
            d.profile.columns.push(column);
        }
    });
    assert_eq!(rules, ["cells"]);
}

/// Two columns of 100 missing values each in the sample's 4,000 rows, 60 rows of them missing both.
fn missing(d: &mut Dataset, patterns: &[(&[u32], &[u32], u64)]) {
    for name in ["month", "dep_delay"] {
        column(d, name).nulls = Some(Count::Exact(100));
        column(d, name).histogram = None;
        column(d, name).quantiles.clear();
        (column(d, name).zeros, column(d, name).negatives) = (None, None);
    }
    let pattern = |(columns, mixed, rows): &(&[u32], &[u32], u64)| MissingPattern {
        columns: columns.to_vec(),
        mixed: mixed.to_vec(),
        rows: *rows,
    };
    let patterns = patterns.iter().map(pattern).collect();
    d.profile.missing = Some(MissingPatterns { columns: vec![1, 2], patterns });
}

#[test]
fn patterns_of_missing_values_tell_of_no_few_rows_by_themselves_or_beside_the_columns() {
    let of = |patterns: &[(&[u32], &[u32], u64)]| broken(|d| missing(d, patterns));
    let none: &[u32] = &[];
    assert_eq!(of(&[(none, none, 3_860), (&[1, 2], none, 60), (&[1], none, 40), (&[2], none, 40)]), none_broken());
    assert_eq!(of(&[(none, &[2], 3_900), (&[1], &[2], 100)]), none_broken());
    // 95 rows miss both, 5 miss the one or the other only.
    assert_eq!(of(&[(none, none, 3_895), (&[1, 2], none, 95), (&[1], none, 5), (&[2], none, 5)]), ["cells"]);
    // Of 100 rows that miss the first, 94 are told to miss the second, so 6 others do.
    assert_eq!(of(&[(none, &[2], 3_900), (&[1, 2], none, 94), (&[1], none, 6)]), ["cells"]);
    assert_eq!(of(&[(none, &[2], 3_900), (&[1, 2], none, 89), (&[1], none, 11)]), ["cells"]);
    // Patterns that overlap, that are not all rows, or that contradict.
    assert_eq!(of(&[(none, &[1, 2], 3_900), (&[1], &[2], 100)]), ["cells"]);
    assert_eq!(of(&[(none, none, 3_860)]), ["cells"]);
    assert_eq!(of(&[(none, none, 3_800), (&[1], none, 100), (&[2], none, 100), (&[3], none, 0)]), ["cells"]);
}

fn none_broken() -> Vec<String> {
    Vec::new()
}

#[test]
fn repeated_rows_are_told_to_two_digits_and_never_as_a_few() {
    let of = |count: Count| broken(|d| d.profile.duplicate_rows = Some(count));
    for fine in [Count::Exact(0), Count::Exact(11), Count::Exact(3_900), Count::Range { at_least: 1, at_most: 10 }] {
        assert_eq!(of(fine), none_broken(), "{fine:?}");
    }
    assert_eq!(of(Count::Exact(7)), ["cells"]);
    assert_eq!(of(Count::Exact(4_000)), ["cells"]);
    assert_eq!(of(Count::Range { at_least: 3, at_most: 5 }), ["cells"]);
    assert_eq!(of(Count::Exact(1_234)), ["distinct"]);
}

#[test]
fn associations_leave_out_personal_columns_and_have_two_decimals() {
    let of = |columns: &[u32], values: &[Option<f64>]| {
        let matrix = AssociationMatrix { columns: columns.to_vec(), values: values.to_vec() };
        broken(|d| d.profile.associations.as_mut().expect("associations").pearson = Some(matrix))
    };
    assert_eq!(of(&[1, 2], &[Some(-0.25)]), none_broken());
    assert_eq!(of(&[1, 2], &[Some(0.123)]), ["precision"]);
    assert_eq!(of(&[1, 2], &[Some(1.5)]), ["precision"]);
    assert_eq!(of(&[1, 2, 3], &[Some(0.5)]), ["precision"]);
    assert_eq!(of(&[2, 8], &[Some(0.5)]), ["personal-data"]);
    assert_eq!(of(&[2, 6], &[Some(0.5)]), ["personal-data"]);
    assert_eq!(of(&[2, 99], &[Some(0.5)]), ["personal-data"]);
    assert_eq!(broken(|d| d.profile.associations.as_mut().expect("some").rows = 50), ["rows"]);
}

#[test]
fn skewness_and_looks_are_coarse() {
    let skewness = |d: &mut Dataset| column(d, "dep_delay").moments.as_mut().expect("moments").skewness = Some(0.123);
    assert_eq!(broken(skewness), ["precision"]);
    let looks = Looks { numeric: Some(0.333), date: None, encoding: None };
    assert_eq!(broken(|d| column(d, "carrier").looks = Some(looks)), ["precision"]);
    assert_eq!(broken(|d| column(d, "customer_email").looks = Some(looks)), ["personal-data", "precision"]);
}

#[test]
fn nothing_is_said_of_rows_where_nothing_may_be_said() {
    let few = violations(&sample(), &Policy { min_rows: 10_000, ..Policy::STANDARD });
    assert!(few.iter().any(|error| error.message.contains("the table breaks the rule `rows`")));
    let noisy = violations(&sample(), &Policy { mode: Mode::Dp, ..Policy::STANDARD });
    assert!(noisy.iter().any(|error| error.message.contains("the table breaks the rule `noise`")));
}
