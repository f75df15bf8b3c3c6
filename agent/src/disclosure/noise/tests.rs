use conspectus_metadata::violations::profile_violations;
use conspectus_metadata::{Mode, WithheldFigure};

use super::*;
use crate::disclosure::tests::{
    Columns, booleans, floats, integers, noise as uniform, normal, summary, texts, timestamps,
};
use crate::disclosure::{DisclosureRequest, History, disclose};

const POLICY: Policy = Policy { mode: Mode::Dp, ..Policy::STANDARD };

fn terms(epsilon: f64, delta: f64) -> Terms {
    Terms { epsilon, delta, bounds: BTreeMap::new(), key: [7; 32] }
}

fn publish_with(columns: Columns, terms: Terms) -> Profile {
    let request = DisclosureRequest { noise: Some(terms), ..DisclosureRequest::default() };
    disclose(&summary(columns), &POLICY, &request, &History::default())
}

fn table(rows: usize) -> Columns {
    vec![
        ("amount".to_owned(), floats((0..rows).map(|row| (row % 10 > 0).then(|| 500.0 + 20.0 * normal(row))))),
        ("year".to_owned(), integers((0..rows).map(|row| Some(1990 + (row % 34) as i64)))),
        ("seen".to_owned(), timestamps((0..rows).map(|row| Some(1_600_000_000 + (uniform(row) * 6e7) as i64)))),
        ("open".to_owned(), booleans((0..rows).map(|row| Some(row % 4 == 0)))),
        ("branch".to_owned(), texts((0..rows).map(|row| Some(format!("b{}", row % 5))))),
    ]
}

#[test]
fn figures_are_near_the_truth_and_tell_their_price() {
    let profile = publish_with(table(20_000), terms(5.0, 1e-6));
    assert_eq!(profile_violations(&profile, &POLICY), []);
    let privacy = profile.privacy.expect("told");
    assert!((privacy.epsilon, privacy.delta) == (5.0, 1e-6) && profile.fingerprint.is_none());
    assert!(profile.rows.abs_diff(20_000) < 60, "{}", profile.rows);
    let [amount, year, seen, open, branch] = profile.columns.as_slice() else { panic!("five columns") };
    let median = |column: &Column| column.quantiles.iter().find(|q| (q.q - 0.5).abs() < 1e-9).expect("a median").value;
    assert!((median(amount) - 500.0).abs() < 10.0, "{}", median(amount));
    assert!((amount.moments.expect("moments").mean - 500.0).abs() < 10.0);
    assert!(matches!(amount.nulls, Some(Count::Exact(nulls)) if nulls.abs_diff(2_000) < 60));
    assert!((median(year) - 2006.5).abs() < 4.0, "{}", median(year));
    assert!((median(seen) - 1.63e9).abs() < 5e6, "{}", median(seen));
    assert!(seen.histogram.as_ref().is_some_and(|h| h.edges.len() > 12), "finer borders: {:?}", seen.histogram);
    assert!(matches!(open.trues, Some(Count::Exact(trues)) if trues.abs_diff(5_000) < 60));
    let categories = branch.categories.as_ref().expect("sizes");
    assert!(categories.items.len() == 5 && categories.items.iter().all(|item| item.label.is_none()));
    assert!(categories.items.iter().all(|item| item.rows.abs_diff(4_000) < 200), "{categories:?}");
}

#[test]
fn the_same_table_gives_the_same_noise_and_a_row_more_another() {
    let figures = |rows| publish_with(table(rows), terms(1.0, 1e-6));
    assert_eq!(figures(2_000), figures(2_000));
    let (one, other) = (figures(2_000), figures(2_001));
    let differing = one.columns.iter().zip(&other.columns).filter(|(a, b)| a.histogram != b.histogram).count();
    assert!(differing >= 2, "noise of neighbouring tables is independent");
    assert_ne!(publish_with(table(2_000), terms(1.1, 1e-6)).columns, one.columns);
}

#[test]
fn without_delta_nothing_is_told_that_needs_it() {
    let profile = publish_with(table(20_000), terms(5.0, 0.0));
    let branch = &profile.columns[4];
    assert!(branch.categories.is_none() && branch.distinct.is_none());
    assert!(branch.withheld.iter().any(|gap| gap.figure == WithheldFigure::Categories && gap.rule == Rule::Noise));
    let amount = profile.columns[0].histogram.as_ref().expect("borders of the coarsest grid");
    assert!(amount.counts.iter().sum::<u64>().abs_diff(18_000) < 1_000);
}

#[test]
fn categories_that_one_row_holds_do_not_appear() {
    let labels = (0..5_000).map(|row| Some(if row < 4_000 { "many".to_owned() } else { format!("rare {row}") }));
    let profile = publish_with(vec![("word".to_owned(), texts(labels))], terms(1.0, 1e-6));
    let categories = profile.columns[0].categories.as_ref().expect("the frequent one");
    assert_eq!(categories.items.len(), 1);
}

#[test]
fn known_bounds_cost_nothing_and_are_kept() {
    let mut terms = terms(1.0, 1e-6);
    terms.bounds.insert("amount".to_owned(), (0.0, 1000.0));
    let profile = publish_with(table(5_000), terms);
    let histogram = profile.columns[0].histogram.as_ref().expect("a histogram");
    assert!(histogram.edges.first().is_some_and(|edge| *edge <= 0.0));
    assert!(histogram.edges.last().is_some_and(|edge| *edge >= 1000.0));
}

#[test]
fn personal_columns_and_small_tables_stay_silent() {
    let emails = (0..500).map(|row| Some(format!("ann{row}@example.org")));
    let profile = publish_with(vec![("email".to_owned(), texts(emails))], terms(1.0, 1e-6));
    let column = &profile.columns[0];
    assert!(column.personal.is_some() && column.lengths.is_none() && column.nulls.is_some());
    let profile = publish_with(table(20), terms(5.0, 1e-6));
    assert!(profile.columns.iter().all(|column| column.nulls.is_none()));
}

/// With ε = 1 a count is above a threshold at most e times as often in one of two neighbouring tables as in the other.
/// A thousand keys stand for a thousand draws.
#[test]
fn one_row_changes_the_chance_of_a_figure_by_no_more_than_was_promised() {
    let draws = 20_000_u32;
    let above = |count: u64| {
        let told = (0..draws).filter(|draw| {
            let mut key = [0; 32];
            key[..4].copy_from_slice(&draw.to_le_bytes());
            Noise::new(&key, [count as u8; 16], &terms(1.0, 0.0)).signed(count, 1_000_000) >= 101
        });
        told.count() as f64 / f64::from(draws)
    };
    let (with, without) = (above(101), above(100));
    assert!(with > without && with <= without * 1.0_f64.exp() * 1.05, "{with} {without}");
    // P[noise >= 0] and P[noise >= 1] of the discrete Laplace distribution with scale one.
    assert!((with - 0.731).abs() < 0.015 && (without - 0.269).abs() < 0.015, "{with} {without}");
}

#[test]
fn cells_of_neighbouring_tables_differ_by_one_row_in_one_place() {
    let values = |extra: Option<f64>| {
        let rows = (0..3_000).map(|row| 1e3 * normal(row) * uniform(row).powi(9)).chain(extra);
        let summary = summary(vec![("x".to_owned(), floats(rows.map(Some)))]);
        match summary.columns.into_iter().next().expect("a column").values {
            Values::Number(number) => number.distribution().clone(),
            other => panic!("{other:?}"),
        }
    };
    let before = values(None);
    let edges: Vec<f64> = (-40..40).map(|edge| f64::from(edge) * 7.3).collect();
    for extra in [0.0, -1e-300, 1e300, 3.7, -292.0, 123_456.0] {
        let after = values(Some(extra));
        for level in [Some(43), None].into_iter().filter(|level| level.is_none_or(|level| after.level() <= level)) {
            let count =
                |values: &crate::summary::Distribution| bins::Borders::near(values, &edges, level).count(values);
            let moved: u64 = count(&before).iter().zip(count(&after)).map(|(a, b)| a.abs_diff(b)).sum();
            assert_eq!(moved, 1, "{extra} {level:?}");
        }
        assert!(before.pages(43).abs_diff(after.pages(43)) <= 1);
    }
}
