//! Each sort of column keeps figures worth drawing.

use conspectus_metadata::{Count, Rule, Semantic, WithheldFigure};

use super::*;

fn withheld(column: &Column, figure: WithheldFigure) -> Option<Rule> {
    column.withheld.iter().find(|gap| gap.figure == figure).map(|gap| gap.rule)
}

#[test]
fn months_are_drawn_one_by_one() {
    let months = column("month", integers((0..12_000).map(|row| Some(row % 12 + 1))));
    let histogram = months.histogram.expect("a histogram");
    assert_eq!(histogram.edges, (2..=12).map(f64::from).collect::<Vec<_>>());
    assert_eq!(histogram.counts, vec![1_000; 12]);
    assert_eq!(months.semantic, Some(Semantic::Ordinal));
    assert_eq!(months.distinct.and_then(|distinct| distinct.estimate), Some(12));
    assert_eq!(months.moments.map(|moments| moments.mean), Some(6.5));
}

#[test]
fn a_large_measure_has_many_bins_and_all_quantiles() {
    let delays = (0..50_000).map(|row| (row % 40 != 0).then(|| (normal(row) * 30.0 + 10.0).round()));
    let delay = column("delay", floats(delays));
    assert_eq!(delay.nulls, Some(Count::Exact(1_250)));
    assert!(delay.histogram.as_ref().is_some_and(|histogram| histogram.counts.len() >= 12), "{delay:?}");
    assert_eq!(delay.quantiles.len(), 9);
    let median = delay.quantiles[4];
    assert!((8.0..12.0).contains(&median.value), "{median:?}");
    assert!(matches!((delay.zeros, delay.negatives), (Some(Count::Exact(_)), Some(Count::Exact(_)))), "{delay:?}");
    assert!(delay.moments.is_some());
}

#[test]
fn timestamps_are_drawn_on_the_calendar() {
    let year = 365 * 86_400;
    let hours = column(
        "time_hour",
        timestamps((0..30_000).map(|row| Some(1_356_998_400 + (noise(row) * f64::from(year)) as i64))),
    );
    let histogram = hours.histogram.expect("a histogram");
    assert!((11..=32).contains(&histogram.counts.len()), "{histogram:?}");
    assert_eq!(hours.semantic, Some(Semantic::Temporal));
    let (first, last) = (hours.quantiles[0].value, hours.quantiles[8].value);
    assert!(first <= 1_356_998_400.0 && last >= 1_388_000_000.0, "the range is rounded to the month: {first} {last}");
    assert!(hours.zeros.is_none());
}

#[test]
fn text_becomes_counts_without_labels() {
    let carrier = column("carrier", texts((0..3_000).map(|row| Some(["UA", "B6", "EV"][row % 3]))));
    let categories = carrier.categories.expect("categories");
    assert_eq!(categories.items.iter().map(|item| item.rows).collect::<Vec<_>>(), [1_000; 3]);
    assert!(categories.items.iter().all(|item| item.label.is_none()));
    assert!(carrier.lengths.is_some());
    assert_eq!(
        carrier.withheld.iter().find(|gap| gap.figure == WithheldFigure::Labels).map(|gap| gap.rule),
        Some(Rule::Labels)
    );
}

#[test]
fn revealed_labels_are_short_frequent_and_not_personal() {
    let label = |row: usize| match row {
        0..5 => "seldom".to_owned(),
        5..20 => "ann.lee@example.org".to_owned(),
        20..300 => "B6".to_owned(),
        300..400 => "x".repeat(65),
        _ => "UA".to_owned(),
    };
    let carrier = revealed("carrier", texts((0..4_000).map(|row| Some(label(row)))));
    let categories = carrier.categories.expect("categories");
    let labels: Vec<_> = categories.items.iter().filter_map(|item| item.label.as_deref()).collect();
    assert!(categories.revealed);
    assert_eq!(labels, ["UA", "B6"]);
    assert_eq!(categories.other, 120);
}

#[test]
fn truth_values_tell_how_many() {
    let flag = column("cancelled", booleans((0..1_000).map(|row| (row >= 4).then_some(row % 4 == 0))));
    assert_eq!(flag.nulls, Some(Count::Range { at_least: 1, at_most: 10 }));
    assert_eq!(flag.trues, Some(Count::Exact(249)));
    let rare = column("cancelled", booleans((0..1_000).map(|row| Some(row < 4))));
    assert_eq!(rare.trues, Some(Count::Range { at_least: 1, at_most: 10 }));
    let nearly_all = column("cancelled", booleans((0..1_000).map(|row| Some(row >= 4))));
    assert_eq!(nearly_all.trues, Some(Count::Range { at_least: 990, at_most: 999 }));
}

#[test]
fn few_nulls_are_counted_with_the_fullest_bin() {
    let values = column("x", floats((0..1_000).map(|row| (row >= 3).then(|| normal(row)))));
    assert_eq!(values.nulls, Some(Count::Range { at_least: 1, at_most: 10 }));
    let histogram = values.histogram.as_ref().expect("a histogram");
    assert_eq!(histogram.counts.iter().sum::<u64>(), 1_000, "the sum does not tell the nulls");
    assert_eq!(withheld(&values, WithheldFigure::Histogram), Some(Rule::Cells));
}

#[test]
fn constants_nulls_and_nan_say_so() {
    let constant = column("year", integers((0..1_000).map(|_| Some(2_013))));
    assert_eq!(constant.semantic, Some(Semantic::Constant));
    assert_eq!(constant.moments.map(|moments| (moments.mean, moments.standard_deviation)), Some((2_013.0, Some(0.0))));
    assert!(constant.quantiles.iter().all(|quantile| quantile.value.total_cmp(&2_013.0).is_eq()), "{constant:?}");
    let nulls = column("x", floats((0..200).map(|_| None)));
    assert_eq!(nulls.nulls, Some(Count::Exact(200)));
    assert!(nulls.histogram.is_none());
    let nan = column("x", floats((0..200).map(|_| Some(f64::NAN))));
    assert_eq!(nan.nan, Some(Count::Exact(200)));
}

#[test]
fn identifiers_are_counted_and_no_more() {
    for array in [integers((0..5_000).map(|row| Some(row * 7))), floats((0..5_000).map(|row| Some(f64::from(row))))] {
        let id = column("account", array);
        assert_eq!(id.semantic, Some(Semantic::Identifier));
        assert!(id.distinct.is_some_and(|distinct| distinct.all_distinct && distinct.estimate.is_none()));
        assert!(id.histogram.is_none() && id.quantiles.is_empty() && id.moments.is_none() && id.zeros.is_none());
        assert_eq!(withheld(&id, WithheldFigure::All), Some(Rule::Identifiers));
    }
    let text = column("booking", texts((0..500).map(|row| Some(format!("b{row}")))));
    assert!(text.lengths.is_none() && text.categories.is_none());
}

#[test]
fn lists_tell_their_lengths_and_items_stand_for_enough_rows() {
    let lengths: Vec<usize> = (0..2_000).map(|row| row % 4 + 1).collect();
    let items = (0..lengths.iter().sum()).map(|index| Some(normal(index)));
    let list = column("scores", lists(&lengths, floats(items)));
    assert!(list.lengths.as_ref().is_some_and(|lengths| lengths.mean == Some(2.5)), "{list:?}");
    let item = &list.fields[0];
    let histogram = item.histogram.as_ref().expect("a histogram of the items");
    assert!(histogram.counts.iter().all(|count| *count == 0 || *count >= 44), "four items may come from one row");
}

#[test]
fn a_list_of_one_row_alone_has_no_figures_of_its_items() {
    let mut lengths = vec![0; 2_000];
    lengths[7] = 1_000;
    let list = column("scores", lists(&lengths, floats((0..1_000).map(|index| Some(normal(index))))));
    let item = &list.fields[0];
    assert!(item.histogram.is_none() && item.moments.is_none() && item.quantiles.is_empty(), "{item:?}");
}

#[test]
fn small_tables_say_names_types_and_rows() {
    let small = profile(vec![("x".to_owned(), floats((0..99).map(|row| Some(f64::from(row)))))]);
    assert_eq!(small.rows, 99);
    assert_eq!(small.withheld[0].rule, Rule::Rows);
    let column = &small.columns[0];
    assert!(column.nulls.is_none() && column.histogram.is_none() && column.distinct.is_none());
    let sparse = self::column("x", floats((0..200).map(|row| (row < 10).then_some(f64::from(row)))));
    assert_eq!(sparse.nulls, Some(Count::Range { at_least: 190, at_most: 199 }));
    assert!(sparse.histogram.is_none() && sparse.distinct.is_none() && sparse.moments.is_none());
}

#[test]
fn mode_schema_says_names_and_types() {
    let policy = Policy { mode: conspectus_metadata::Mode::Schema, ..Policy::STANDARD };
    let summary = summary(vec![("x".to_owned(), floats((0..500).map(|row| Some(normal(row)))))]);
    let profile = disclose(&summary, &policy, &DisclosureRequest::default(), &History::default());
    assert_eq!(profile.columns[0].column_type.arrow, "float64");
    assert!(profile.columns[0].nulls.is_none() && profile.columns[0].quantiles.is_empty());
    assert_eq!(profile.withheld[0].rule, Rule::Schema);
}

#[test]
fn a_value_that_dominates_withholds_the_mean() {
    let salary = (0..1_000).map(|row| Some(if row == 0 { 1e9 } else { 1.0 + noise(row) }));
    let salary = column("salary", floats(salary));
    assert!(salary.moments.is_none());
    assert_eq!(withheld(&salary, WithheldFigure::Mean), Some(Rule::Dominance));
    let nearly_constant = column("x", floats((0..1_000).map(|row| Some(if row < 3 { 2.0 } else { 1.0 }))));
    assert_eq!(withheld(&nearly_constant, WithheldFigure::Mean), Some(Rule::Cells));
}

#[test]
fn a_constant_is_told_in_the_same_words_by_all_its_figures() {
    for constant in [1234.0, -0.031_415_9, 7.0, 98_765_432.0] {
        let published = column("x", floats((0..500).map(|_| Some(constant))));
        let moments = published.moments.expect("a mean");
        assert_eq!(moments.standard_deviation, Some(0.0));
        assert!(!published.quantiles.is_empty());
        assert!(published.quantiles.iter().all(|quantile| quantile.value.total_cmp(&moments.mean).is_eq()));
        assert!((moments.mean - constant).abs() <= constant.abs() * 1e-3);
    }
    let nearly = column("x", floats((0..500).map(|row| Some(if row < 5 { 9.0 } else { 7.0 }))));
    assert!(nearly.moments.is_none(), "the mean would be that of five rows");
}

#[test]
fn missing_values_of_two_columns_do_not_tell_the_rows_in_between() {
    let missing = |count: usize| floats((0..1_000).map(move |row| (row >= count).then(|| normal(row))));
    let table = [("a", 100), ("b", 103), ("c", 110), ("d", 111), ("e", 300), ("f", 4), ("g", 0)];
    let profile = profile(table.iter().map(|(name, count)| ((*name).to_owned(), missing(*count))).collect());
    let nulls = |name: &str| profile.columns.iter().find(|c| c.name == name).and_then(|c| c.nulls).expect("told");
    assert_eq!(nulls("a"), Count::Exact(100));
    for name in ["b", "c"] {
        assert_eq!(nulls(name), Count::Range { at_least: 101, at_most: 110 });
    }
    assert_eq!((nulls("d"), nulls("e"), nulls("g")), (Count::Exact(111), Count::Exact(300), Count::Exact(0)));
    let told = |name: &str| {
        let column = profile.columns.iter().find(|c| c.name == name).expect("a column");
        column.histogram.as_ref().expect("a histogram").counts.iter().sum::<u64>()
    };
    assert_eq!((told("a"), told("b"), told("c")), (900, 900, 900), "no sum tells either");
    assert_eq!(conspectus_metadata::violations::profile_violations(&profile, &Policy::STANDARD), []);
}

#[test]
fn exact_figures_are_exact_and_personal_columns_are_not_among_them() {
    let policy = Policy { mode: conspectus_metadata::Mode::Exact, ..Policy::STANDARD };
    let request = DisclosureRequest { reason: Some("the regulator asks".to_owned()), ..DisclosureRequest::default() };
    let table = vec![
        ("delay".to_owned(), floats((0..50).map(|row| (row > 2).then(|| f64::from(row) * 1.25)))),
        ("email".to_owned(), texts((0..50).map(|row| Some(format!("ann{row}@example.org"))))),
        ("branch".to_owned(), texts((0..50).map(|row| Some(format!("b{}", row % 3))))),
    ];
    let profile = disclose(&summary(table), &policy, &request, &History::default());
    assert_eq!(conspectus_metadata::violations::profile_violations(&profile, &policy), []);
    let [delay, email, branch] = profile.columns.as_slice() else { panic!("three columns") };
    assert_eq!(delay.nulls, Some(Count::Exact(3)));
    let ends = (delay.quantiles[0].value, delay.quantiles[10].value);
    assert_eq!(ends, (3.75, 61.25));
    assert!((delay.moments.expect("a mean").mean - 32.5).abs() < 1e-12);
    assert!(email.personal.is_some() && email.lengths.is_none() && email.categories.is_none());
    assert!(branch.categories.as_ref().is_some_and(|all| all.items.iter().all(|item| item.label.is_none())));
    assert_eq!(profile.reason.as_deref(), Some("the regulator asks"));
}
