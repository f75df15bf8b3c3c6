//! Two versions of one table, and what their difference tells.

use conspectus_metadata::{Rule, WithheldFigure};

use super::*;

fn table(rows: impl Iterator<Item = usize>) -> Columns {
    let rows: Vec<usize> = rows.collect();
    vec![
        ("amount".to_owned(), floats(rows.iter().map(|row| Some(normal(*row))))),
        ("branch".to_owned(), texts(rows.iter().map(|row| Some(format!("b{}", row % 7))))),
    ]
}

fn publish(columns: Columns, history: &mut History) -> Profile {
    publish_as(columns, &DisclosureRequest::default(), history)
}

fn publish_as(columns: Columns, request: &DisclosureRequest, history: &mut History) -> Profile {
    let summary = summary(columns);
    let profile = disclose(&summary, &Policy::STANDARD, request, history);
    history.record(&profile, &summary.row_set);
    *history = History::from_bytes(&history.to_bytes()).expect("reads back");
    profile
}

#[test]
fn a_few_changed_rows_repeat_the_figures_and_say_so() {
    let mut history = History::default();
    let first = publish(table(0..1_000), &mut history);
    for rows in [0..1_001, 0..995, 5..1_005] {
        let next = publish(table(rows), &mut history);
        assert!(next.repeats_previous);
        assert_eq!(next.columns, first.columns);
        assert_eq!(next.rows, first.rows);
        assert_ne!(next.fingerprint, first.fingerprint);
        assert!(next.withheld.iter().any(|gap| gap.rule == Rule::Neighbours && gap.figure == WithheldFigure::All));
    }
}

#[test]
fn small_steps_add_up() {
    let mut history = History::default();
    publish(table(0..1_000), &mut history);
    assert!(publish(table(0..1_008), &mut history).repeats_previous);
    let third = publish(table(0..1_016), &mut history);
    assert!(!third.repeats_previous, "16 rows differ from those the figures were made from");
    assert_eq!(third.rows, 1_016);
}

#[test]
fn the_same_rows_give_the_same_profile() {
    let mut history = History::default();
    let first = publish(table(0..1_000), &mut history);
    assert_eq!(publish(table((0..1_000).rev()), &mut history), first);
    assert_eq!(publish(table(0..1_000), &mut history), first);
}

#[test]
fn going_back_to_an_earlier_table_does_not_uncover_a_row() {
    let mut history = History::default();
    let whole = publish(table(0..1_000), &mut history);
    publish(table(0..200), &mut history);
    let again = publish(table(0..1_001), &mut history);
    assert!(again.repeats_previous);
    assert_eq!(again.columns, whole.columns);
}

#[test]
fn a_new_column_does_not_lift_the_rule_for_the_others() {
    let mut history = History::default();
    publish(table(0..1_000), &mut history);
    let mut columns = table(0..1_003);
    columns.push(("fee".to_owned(), floats((0..1_003).map(|row| Some(noise(row))))));
    let next = publish(columns, &mut history);
    let rule = |index: usize| {
        next.columns[index].withheld.iter().find(|gap| gap.figure == WithheldFigure::All).map(|gap| gap.rule)
    };
    assert_eq!((rule(0), rule(1)), (Some(Rule::Neighbours), Some(Rule::Neighbours)));
    assert!(next.columns[2].histogram.is_some());
}

#[test]
fn a_new_column_beside_the_same_rows_leaves_the_others_as_they_were() {
    let mut history = History::default();
    let first = publish(table(0..1_000), &mut history);
    let mut columns = table(0..1_000);
    columns.push(("fee".to_owned(), floats((0..1_000).map(|row| Some(noise(row))))));
    let next = publish(columns, &mut history);
    assert_eq!(next.columns[..2], first.columns[..]);
    assert!(next.columns[2].histogram.is_some());
}

#[test]
fn labels_appear_and_disappear_with_the_reveal() {
    let mut history = History::default();
    let reveal = DisclosureRequest { reveal: vec!["branch".to_owned()], plain_fingerprint: None };
    let labelled =
        |profile: &Profile| profile.columns[1].categories.as_ref().is_some_and(|all| all.items[0].label.is_some());
    assert!(!labelled(&publish(table(0..1_000), &mut history)));
    assert!(labelled(&publish_as(table(0..1_000), &reveal, &mut history)));
    let repeated = publish(table(0..1_004), &mut history);
    assert!(repeated.repeats_previous && !labelled(&repeated));
}

#[test]
fn a_stricter_policy_and_a_few_rows_less_tell_nothing() {
    let history = {
        let mut history = History::default();
        publish(table(0..1_000), &mut history);
        history
    };
    let policy = Policy { min_cell: 20, ..Policy::STANDARD };
    let next = disclose(&summary(table(0..997)), &policy, &DisclosureRequest::default(), &history);
    assert!(next.columns.iter().all(|column| column.nulls.is_none() && column.histogram.is_none()));
}
