use conspectus_metadata::{CategorySummary, Column, Profile, Rule, Withheld, WithheldFigure};

use super::history::Published;
use super::near::{is_near, is_same_column};
use super::settle::{note, withhold_table};
use super::sketch::ColumnSketch;
use crate::disclosure::column::withhold_all;
use crate::summary::FrameSummary;

/// A column of the fresh profile and the earlier one that it continues.
struct Match {
    fresh: usize,
    earlier: usize,
    /// Its values are the same, as far as can be told.
    equal: bool,
    /// Fewer than `min_cell` rows of it changed, as far as can be told.
    near: bool,
}

/// Rows of tables with other columns cannot be compared, but columns can, by name or, where they got another one, by
/// what they hold. Where all that stayed changed by a few rows, the table is the earlier one but for those rows: it
/// repeats the earlier figures, and new columns are silent. Where only some did, those are silent.
///
/// Answers whether the profile is settled by that.
pub(super) fn settle_columns(fresh: &mut Profile, summary: &FrameSummary, earlier: &Published, same: bool) -> bool {
    let min_cell = fresh.policy.min_cell;
    let change_in_rows = fresh.rows.abs_diff(earlier.profile.rows);
    // With the same columns and enough rows that differ, a change in the number of rows explains itself.
    if change_in_rows >= min_cell || same && change_in_rows > 0 || earlier.profile.policy != fresh.policy {
        return false;
    }
    let matches = matches(fresh, summary, earlier, min_cell);
    let continues =
        !same && 2 * matches.len() >= earlier.profile.columns.len() && matches.iter().all(|found| found.near);
    if continues && !matches.is_empty() {
        return continue_table(fresh, earlier, &matches, change_in_rows);
    }
    let mut touched = false;
    for found in matches.iter().filter(|found| found.near) {
        let before = &earlier.profile.columns[found.earlier];
        let column = &mut fresh.columns[found.fresh];
        if before == column || found.equal && change_in_rows == 0 {
            continue;
        }
        touched = true;
        if change_in_rows > 0 {
            withhold_all(column, Rule::Neighbours);
        } else if !relabelled(before, column) {
            repeat_column(column, before);
        }
    }
    if touched {
        withhold_table(fresh);
    }
    false
}

/// The same table but for a few rows, with other columns beside.
fn continue_table(fresh: &mut Profile, earlier: &Published, matches: &[Match], change_in_rows: u64) -> bool {
    if change_in_rows == 0 && matches.iter().all(|found| found.equal) {
        return false;
    }
    for (index, column) in fresh.columns.iter_mut().enumerate() {
        match matches.iter().find(|found| found.fresh == index) {
            Some(found) => repeat_column(column, &earlier.profile.columns[found.earlier]),
            None => withhold_all(column, Rule::Neighbours),
        }
    }
    withhold_table(fresh);
    fresh.rows = earlier.profile.rows;
    fresh.repeats_previous = true;
    note(fresh, true);
    true
}

/// Each fresh column beside the earlier one it continues: that of its name, else one that vanished and holds nearly the
/// same.
fn matches(fresh: &Profile, summary: &FrameSummary, earlier: &Published, min_cell: u64) -> Vec<Match> {
    let columns = &earlier.profile.columns;
    let sketches: Vec<ColumnSketch> = summary.columns.iter().map(ColumnSketch::of).collect();
    let difference = |a: usize, b: usize| earlier.columns.get(b)?.difference(sketches.get(a)?);
    let mut found = Vec::new();
    let mut free: Vec<usize> = (0..columns.len()).collect();
    for (index, column) in fresh.columns.iter().enumerate().filter(|(_, column)| !column.withheld_name()) {
        let Some(at) = free.iter().position(|other| is_same_column(&columns[*other], column)) else { continue };
        let other = free.remove(at);
        let differing = difference(index, other);
        let near = is_near(&columns[other], column, min_cell) && differing.is_none_or(|rows| rows < min_cell);
        let equal = differing.map_or(columns[other] == *column, |rows| rows == 0);
        found.push(Match { fresh: index, earlier: other, equal, near });
    }
    for index in 0..fresh.columns.len() {
        if found.iter().any(|known| known.fresh == index) || !sketches.get(index).is_some_and(ColumnSketch::is_telling)
        {
            continue;
        }
        let candidates = free.iter().enumerate().filter_map(|(at, other)| Some((difference(index, *other)?, at)));
        let Some((rows, at)) = candidates.min().filter(|(rows, _)| *rows < min_cell) else { continue };
        found.push(Match { fresh: index, earlier: free.remove(at), equal: rows == 0, near: true });
    }
    found
}

/// The earlier figures under the name and with the type of now.
fn repeat_column(column: &mut Column, before: &Column) {
    let mut repeated = Column { name: column.name.clone(), column_type: column.column_type.clone(), ..before.clone() };
    hide_labels(&mut repeated, column);
    let gap = Withheld { figure: WithheldFigure::All, rule: Rule::Neighbours, coarsened: true };
    if !repeated.withheld.contains(&gap) {
        repeated.withheld.push(gap);
    }
    *column = repeated;
}

/// The same rows, now with labels, or without.
pub(super) fn relabelled(earlier: &Column, fresh: &Column) -> bool {
    let revealed = |column: &Column| column.categories.as_ref().is_some_and(|categories| categories.revealed);
    revealed(earlier) != revealed(fresh)
}

/// Leaves out labels that are not asked for now.
pub(super) fn hide_labels(column: &mut Column, fresh: &Column) {
    let asked_for = fresh.categories.as_ref().is_some_and(|categories| categories.revealed);
    let Some(CategorySummary { revealed, items, .. }) = column.categories.as_mut().filter(|_| !asked_for) else {
        return;
    };
    *revealed = false;
    for item in items {
        item.label = None;
    }
    let gap = Withheld { figure: WithheldFigure::Labels, rule: Rule::Labels, coarsened: false };
    if !column.withheld.contains(&gap) {
        column.withheld.push(gap);
    }
}
