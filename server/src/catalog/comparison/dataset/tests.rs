use conspectus_metadata::{
    AssociationMatrix, Associations, Category, CategorySummary, Column, Distinct, Histogram, MissingPattern,
    MissingPatterns, Moments, Profile, Quantile, Rule, TypeFamily,
};

use super::*;

fn column(name: &str) -> Column {
    Column::bare(name.into(), ColumnType { arrow: "float64".into(), family: TypeFamily::Float })
}

fn counted(name: &str, counts: &[u64]) -> Column {
    let edges = (0..counts.len() as i32 - 1).map(f64::from).collect();
    Column { histogram: Some(Histogram { edges, counts: counts.to_vec() }), ..column(name) }
}

fn revealed(name: &str, labels: &[(&str, u64)]) -> Column {
    let items = labels.iter().map(|(label, rows)| Category { label: Some((*label).into()), rows: *rows }).collect();
    Column { categories: Some(CategorySummary { revealed: true, items, other: 0 }), ..column(name) }
}

fn table(rows: u64, columns: Vec<Column>) -> Dataset {
    let profile = Profile { rows, columns, ..Profile::empty(Policy::STANDARD) };
    Dataset { role: None, source: None, profile }
}

fn names(columns: &[ColumnBrief]) -> Vec<&str> {
    columns.iter().map(|column| column.name.as_str()).collect()
}

#[test]
fn a_table_compared_with_itself_shows_no_change() {
    let same = table(900, vec![counted("a", &[100, 500, 300]), revealed("b", &[("x", 400), ("y", 500)])]);
    let changes = compare(&same, &same);
    assert!(changes.changed.is_empty() && changes.added.is_empty() && changes.removed.is_empty());
    assert_eq!(changes.unchanged, 2);
}

#[test]
fn columns_are_told_apart_as_added_removed_retyped_and_reordered() {
    let text = ColumnType { arrow: "string".into(), family: TypeFamily::Text };
    let from = table(900, vec![column("a"), column("b"), column("gone")]);
    let to = table(900, vec![column("b"), Column { column_type: text, ..column("a") }, column("new")]);
    let changes = compare(&from, &to);
    assert_eq!(names(&changes.added), ["new"]);
    assert_eq!(names(&changes.removed), ["gone"]);
    assert_eq!(changes.retyped[0].name, "a");
    assert!(changes.reordered);
}

#[test]
fn a_column_with_the_same_figures_under_another_name_was_renamed() {
    let from = table(900, vec![counted("dep_delay", &[100, 500, 300]), counted("b", &[300, 300, 300])]);
    let to = table(900, vec![counted("departure_delay", &[100, 500, 300]), counted("b", &[300, 300, 300])]);
    let changes = compare(&from, &to);
    assert_eq!((changes.renamed[0].from.as_str(), changes.renamed[0].to.as_str()), ("dep_delay", "departure_delay"));
    assert!(changes.added.is_empty() && changes.removed.is_empty());
}

#[test]
fn columns_nothing_is_published_of_are_not_taken_for_renamed() {
    let changes = compare(&table(900, vec![column("a")]), &table(900, vec![column("b")]));
    assert!(changes.renamed.is_empty());
    assert_eq!((names(&changes.removed), names(&changes.added)), (vec!["a"], vec!["b"]));
}

#[test]
fn the_column_that_moved_most_comes_first() {
    let from = table(900, vec![counted("calm", &[300, 300, 300]), counted("moved", &[800, 50, 50])]);
    let to = table(900, vec![counted("calm", &[310, 300, 290]), counted("moved", &[50, 50, 800])]);
    let changed = compare(&from, &to).changed;
    assert_eq!(changed.iter().map(|change| change.name.as_str()).collect::<Vec<_>>(), ["moved", "calm"]);
    assert!(changed[0].importance > 0.5, "{}", changed[0].importance);
    assert!(changed[1].importance < 0.05, "what chance explains is not important: {}", changed[1].importance);
}

#[test]
fn on_equal_edges_no_part_of_a_distance_is_doubtful() {
    let from = table(900, vec![counted("a", &[800, 50, 50])]);
    let to = table(900, vec![counted("a", &[50, 50, 800])]);
    let shift = compare(&from, &to).changed[0].shift.expect("a shift");
    let distance = shift.ks.expect("ordered values");
    assert_eq!((shift.psi.error, shift.js.error, distance.error), (0.0, 0.0, 0.0));
    assert!(distance.at_most.expect("known") >= distance.value);
}

#[test]
fn twice_the_rows_in_the_same_shape_is_no_shift() {
    let from = table(900, vec![counted("a", &[100, 500, 300])]);
    let to = table(1800, vec![counted("a", &[200, 1000, 600])]);
    assert!(compare(&from, &to).changed.is_empty());
}

#[test]
fn labels_that_came_and_went_are_named() {
    let from = table(900, vec![revealed("carrier", &[("UA", 500), ("AA", 400)])]);
    let to = table(900, vec![revealed("carrier", &[("UA", 500), ("DL", 400)])]);
    let change = &compare(&from, &to).changed[0];
    let categories = change.categories.as_ref().expect("categories");
    assert_eq!(
        (categories.appeared.as_slice(), categories.disappeared.as_slice()),
        (&["DL".into()][..], &["AA".into()][..])
    );
    assert_eq!(change.shift.expect("a shift").basis, crate::catalog::comparison::Basis::Labels);
}

#[test]
fn a_share_of_nulls_known_as_a_range_changes_as_a_range() {
    let nulls = |count| Column { nulls: Some(count), ..column("a") };
    let from = table(1000, vec![nulls(Count::Range { at_least: 0, at_most: 10 })]);
    let to = table(1000, vec![nulls(Count::Exact(500))]);
    let change = &compare(&from, &to).changed[0];
    let share = change.null_share.as_ref().expect("a change");
    assert_eq!((share.from, share.to), (Interval { low: 0.0, high: 0.01 }, Interval { low: 0.5, high: 0.5 }));
    assert!((change.importance - 0.49).abs() < 1e-9);
}

#[test]
fn shares_that_may_be_the_same_are_no_change() {
    let few = || Column { nulls: Some(Count::Range { at_least: 0, at_most: 10 }), ..column("a") };
    let changes = compare(&table(1000, vec![few()]), &table(5000, vec![few()]));
    assert_eq!((changes.changed.len(), changes.unchanged), (0, 1));
}

#[test]
fn figures_before_and_after_stand_beside_each_other() {
    let with = |mean: f64, distinct: u64, median: f64| Column {
        moments: Some(Moments { mean, standard_deviation: Some(2.0), skewness: None }),
        distinct: Some(Distinct { estimate: Some(distinct), all_distinct: false }),
        quantiles: [(0.01, 0.0), (0.5, median), (0.99, 90.0)].map(|(q, value)| Quantile { q, value }).to_vec(),
        ..column("a")
    };
    let change = &compare(&table(900, vec![with(10.0, 80, 9.5)]), &table(900, vec![with(12.0, 8, 11.0)])).changed[0];
    assert_eq!(change.mean, Some(Change { from: 10.0, to: 12.0 }));
    assert_eq!(change.distinct, Some(Change { from: 80, to: 8 }));
    assert_eq!(change.median, Some(Change { from: 9.5, to: 11.0 }));
    assert_eq!((change.standard_deviation, change.range), (None, None));
}

#[test]
fn a_gap_that_opened_names_its_rule() {
    let gap = Withheld { figure: WithheldFigure::Mean, rule: Rule::Dominance, coarsened: false };
    let from = table(900, vec![column("a")]);
    let to = table(900, vec![Column { withheld: vec![gap.clone()], ..column("a") }]);
    let change = &compare(&from, &to).changed[0];
    assert_eq!(change.gaps, [GapChange { figure: WithheldFigure::Mean, from: None, to: Some(gap) }]);
}

#[test]
fn fields_of_structs_and_items_of_lists_are_compared_under_their_paths() {
    let address = |counts: &[u64]| Column { fields: vec![counted("zip", counts)], ..column("address") };
    let list = ColumnType { arrow: "list<float64>".into(), family: TypeFamily::List };
    let tags =
        |counts: &[u64]| Column { fields: vec![counted("item", counts)], column_type: list.clone(), ..column("tags") };
    let from = table(900, vec![address(&[300, 300, 300]), tags(&[300, 300, 300])]);
    let to = table(900, vec![address(&[800, 50, 50]), tags(&[50, 50, 800])]);
    let changed = compare(&from, &to).changed;
    let mut names: Vec<&str> = changed.iter().map(|change| change.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["address.zip", "tags[]"]);
}

#[test]
fn two_columns_of_one_name_are_paired_in_their_order() {
    let from = table(900, vec![counted("a", &[300, 300, 300]), counted("a", &[800, 50, 50])]);
    let to = table(900, vec![counted("a", &[300, 300, 300]), counted("a", &[50, 50, 800])]);
    let changes = compare(&from, &to);
    assert_eq!((changes.changed.len(), changes.unchanged), (1, 1));
}

#[test]
fn keyed_fingerprints_that_differ_say_nothing() {
    let print = |keyed, value: &str| Fingerprint { keyed, value: value.into() };
    let same = |left: &Fingerprint, right: &Fingerprint| same_content(Some(left), Some(right));
    assert_eq!(same(&print(true, "aa"), &print(true, "aa")), Some(true));
    assert_eq!(same(&print(true, "aa"), &print(true, "bb")), None);
    assert_eq!(same(&print(false, "aa"), &print(false, "bb")), Some(false));
}

fn across(patterns: &[(&[u32], u64)], correlation: f64, duplicates: Count) -> Dataset {
    let mut table = table(1_000, vec![column("a"), column("b")]);
    let pattern =
        |(columns, rows): &(&[u32], u64)| MissingPattern { columns: columns.to_vec(), mixed: vec![], rows: *rows };
    let patterns = patterns.iter().map(pattern).collect();
    let pearson = Some(AssociationMatrix { columns: vec![0, 1], values: vec![Some(correlation)] });
    table.profile.missing = Some(MissingPatterns { columns: vec![0, 1], patterns });
    table.profile.associations = Some(Associations { rows: 1_000, pearson, cramers_v: None });
    table.profile.duplicate_rows = Some(duplicates);
    table
}

#[test]
fn repeats_holes_and_associations_that_changed_are_listed() {
    let from = across(&[(&[], 900), (&[0, 1], 100)], 0.8, Count::Exact(0));
    let to = across(&[(&[], 700), (&[0, 1], 300)], 0.3, Count::Exact(120));
    let changes = compare(&from, &to).across.expect("changes");
    assert_eq!(changes.duplicates, Some(Change { from: Count::Exact(0), to: Count::Exact(120) }));
    assert_eq!(changes.missing[0], MissingChange { columns: vec![], from: 0.9, to: 0.7 });
    assert_eq!(changes.missing[1].columns, ["a", "b"]);
    let moved = &changes.associations[0];
    assert_eq!((moved.first.as_str(), moved.second.as_str(), moved.from, moved.to), ("a", "b", 0.8, 0.3));
}

#[test]
fn what_may_be_the_same_about_rows_is_no_change() {
    let about = Count::Range { at_least: 0, at_most: 90 };
    let from = across(&[(&[], 900), (&[0, 1], 100)], 0.80, about);
    let to = across(&[(&[], 895), (&[0, 1], 105)], 0.77, Count::Exact(40));
    assert_eq!(compare(&from, &to).across, None);
}
