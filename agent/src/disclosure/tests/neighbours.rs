//! Two versions of one table, and what their difference tells.

use conspectus_metadata::{Count, Rule, WithheldFigure};

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
    history.record(&profile, &summary);
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
    let first = publish(table(0..1_000), &mut history);
    let mut columns = table(0..1_003);
    columns.push(("fee".to_owned(), floats((0..1_003).map(|row| Some(noise(row))))));
    let next = publish(columns, &mut history);
    let rule = |index: usize| {
        next.columns[index].withheld.iter().find(|gap| gap.figure == WithheldFigure::All).map(|gap| gap.rule)
    };
    assert_eq!([0, 1, 2].map(rule), [Some(Rule::Neighbours); 3]);
    assert_eq!(next.rows, 1_000, "the number of rows is a figure too");
    assert!(next.columns[0].histogram == first.columns[0].histogram && next.columns[2].histogram.is_none());
}

#[test]
fn columns_under_other_names_are_the_same_columns() {
    let mut history = History::default();
    let first = publish(table(0..1_000), &mut history);
    let mut columns = table(0..997);
    columns[0].0 = "betrag".to_owned();
    columns[1].0 = "filiale".to_owned();
    let next = publish(columns, &mut history);
    assert!(next.repeats_previous && next.rows == first.rows);
    for (now, then) in next.columns.iter().zip(&first.columns) {
        assert!(now.name != then.name && now.histogram == then.histogram && now.categories == then.categories);
    }
}

#[test]
fn another_table_with_the_same_names_is_another_table() {
    let mut history = History::default();
    publish(table(0..1_000), &mut history);
    let mut columns = table(50_000..51_003);
    columns.push(("fee".to_owned(), floats((0..1_003).map(|row| Some(noise(row))))));
    let next = publish(columns, &mut history);
    assert!(!next.repeats_previous && next.rows == 1_003 && next.columns[2].histogram.is_some());
}

#[test]
fn a_table_under_another_name_is_still_that_table() {
    let mut flights = History::default();
    let first = publish(table(0..1_000), &mut flights);
    let beside = History::default().beside([flights]);
    let copy = summary(table(0..995));
    let next = disclose(&copy, &Policy::STANDARD, &DisclosureRequest::default(), &beside);
    assert!(next.repeats_previous && next.rows == 1_000 && next.columns == first.columns);
}

#[test]
fn figures_are_remembered_for_a_long_time() {
    let mut history = History::default();
    let first = publish(table(0..1_000), &mut history);
    for version in 1..40 {
        publish(table(version * 2_000..version * 2_000 + 300), &mut history);
    }
    assert_eq!(publish(table(0..999), &mut history).columns, first.columns);
}

#[test]
fn noisy_figures_are_paid_once_for_the_same_rows() {
    let policy = Policy { mode: conspectus_metadata::Mode::Dp, ..Policy::STANDARD };
    let terms = |epsilon| crate::disclosure::noise::Terms { epsilon, delta: 1e-6, bounds: [].into(), key: [3; 32] };
    let publish = |rows: std::ops::Range<usize>, epsilon: f64, history: &mut History| {
        let request = DisclosureRequest { noise: Some(terms(epsilon)), ..DisclosureRequest::default() };
        let summary = summary(table(rows));
        let profile = disclose(&summary, &policy, &request, history);
        history.record(&profile, &summary);
        profile
    };
    let mut history = History::default();
    let first = publish(0..1_000, 1.0, &mut history);
    assert_eq!(publish(0..1_000, 1.0, &mut history), first);
    let near = publish(0..1_004, 1.0, &mut history);
    assert!(near.repeats_previous && near.columns == first.columns);
    assert_ne!(publish(0..1_000, 2.0, &mut history).columns, first.columns);
    assert_ne!(publish(0..1_200, 1.0, &mut history).columns, first.columns);
    assert!(history.price_of(&first.columns).is_some());
}

/// What grew or shrank by one to ten rows between two published versions.
fn few_between(before: &Profile, now: &Profile) -> Vec<String> {
    let mut found = Vec::new();
    for (a, b) in before.columns.iter().zip(&now.columns) {
        let mut report = |what: &str, x: u64, y: u64| {
            if (1..=10).contains(&x.abs_diff(y)) {
                found.push(format!("{}: {what} from {x} to {y}", a.name));
            }
        };
        for (what, x, y) in [("nulls", a.nulls, b.nulls), ("zeros", a.zeros, b.zeros), ("trues", a.trues, b.trues)] {
            if let (Some(Count::Exact(x)), Some(Count::Exact(y))) = (x, y) {
                report(what, x, y);
            }
        }
        if let (Some(x), Some(y)) = (&a.histogram, &b.histogram) {
            report("outside", before.rows - x.counts.iter().sum::<u64>(), now.rows - y.counts.iter().sum::<u64>());
            let below = |h: &conspectus_metadata::Histogram, at: usize| h.counts[..=at].iter().sum::<u64>();
            let mut last = (0, 0);
            for (index, edge) in x.edges.iter().enumerate() {
                let Some(other) = y.edges.iter().position(|other| other.total_cmp(edge).is_eq()) else { continue };
                let now = (below(x, index), below(y, other));
                report("a bin", now.0 - last.0, now.1 - last.1);
                last = now;
            }
        }
        if let (Some(x), Some(y)) = (&a.categories, &b.categories) {
            for (x, y) in x.items.iter().zip(&y.items) {
                report("a category", x.rows, y.rows);
            }
        }
    }
    found
}

#[test]
fn no_bin_and_no_category_grows_by_a_few_rows() {
    let mut published = 0;
    for seed in 0..150 {
        let (rows, grown) = (400 + seed * 7, 11 + seed * 3 % 90);
        let columns = |from: usize, to: usize| -> Columns {
            let rows = || from..to;
            vec![
                ("amount".to_owned(), floats(rows().map(|row| (row % 9 > 0).then(|| normal(row * 31 + seed) * 50.0)))),
                ("count".to_owned(), integers(rows().map(|row| Some((noise(row + seed) * 9.0) as i64)))),
                (
                    "branch".to_owned(),
                    texts(rows().map(|row| Some(format!("b{}", (noise(row * 3 + seed) * 6.0) as u32)))),
                ),
                ("open".to_owned(), booleans(rows().map(|row| Some(noise(row * 7 + seed) < 0.3)))),
            ]
        };
        let mut history = History::default();
        let first = publish(columns(0, rows), &mut history);
        let second = publish(columns(seed % 3 * 20, rows + grown), &mut history);
        assert!(!second.repeats_previous);
        assert_eq!(few_between(&first, &second), Vec::<String>::new(), "seed {seed}");
        assert_eq!(super::attack::small_cells(&second), Vec::<String>::new(), "seed {seed}");
        let found = conspectus_metadata::violations::profile_violations(&second, &Policy::STANDARD);
        assert!(found.is_empty(), "{found:?}");
        published += second.columns.iter().filter(|c| c.histogram.is_some() || c.categories.is_some()).count();
    }
    assert!(published > 350, "{published} of 450 shapes are still told");
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
    let reveal = DisclosureRequest { reveal: vec!["branch".to_owned()], ..DisclosureRequest::default() };
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
