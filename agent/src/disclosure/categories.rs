//! Rules *cells* and *labels* for frequent values of text.

use conspectus_metadata::{Category, CategorySummary, Count, pattern};

use super::cells::few;
use super::scope::Scope;
use crate::summary::TextSummary;

/// The most categories shown without labels.
pub(super) const MAX_UNLABELLED: usize = 32;
/// The most categories shown with labels.
pub(super) const MAX_LABELLED: usize = 100;
/// The longest label, in characters.
const MAX_LABEL: usize = 64;

/// Disjoint groups of the non-null values, each of at least `min_cell` rows, and what is in none of them.
#[derive(Debug, Clone)]
pub(super) struct Groups {
    items: Vec<(String, u64)>,
    other: u64,
    empty: u64,
    revealed: bool,
    /// Values were left out because of what they say or how long they are.
    pub(super) refused_labels: bool,
}

impl Groups {
    /// `None` where no value is frequent enough.
    pub(super) fn of(text: &TextSummary, values: u64, scope: &Scope) -> Option<Self> {
        let most = if scope.revealed { MAX_LABELLED } else { MAX_UNLABELLED };
        let mut refused_labels = false;
        let mut items: Vec<(String, u64)> = Vec::new();
        for (label, count) in text.frequent() {
            // Frequent values are lower bounds in very large columns; the number of empty ones is exact.
            let count = if label.is_empty() { text.empty } else { count };
            if count < scope.min_cell {
                continue;
            }
            if scope.revealed && !may_be_shown(&label) {
                refused_labels = true;
                continue;
            }
            items.push((label, count));
        }
        items.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        items.truncate(most);
        let mut groups = Self { items, other: values, empty: text.empty, revealed: scope.revealed, refused_labels };
        groups.settle_other(values, scope);
        (!groups.items.is_empty()).then_some(groups)
    }

    /// Moves the smallest groups to the others until these are none or enough.
    fn settle_other(&mut self, values: u64, scope: &Scope) {
        loop {
            let shown: u64 = self.items.iter().map(|(_, count)| count).sum();
            let rest = values.checked_sub(shown);
            if let Some(rest) = rest.filter(|rest| !scope.is_small(*rest)) {
                self.other = rest;
                return;
            }
            if self.items.pop().is_none() {
                return;
            }
        }
    }

    fn is_shown(&self) -> bool {
        self.items.iter().any(|(label, _)| label.is_empty())
    }

    /// How many values are empty, so that no difference to a published group tells of a few rows.
    fn empty_in_other(&self, scope: &Scope) -> Count {
        if self.empty == 0 {
            Count::Exact(0)
        } else if scope.is_small(self.empty) {
            few(scope)
        } else if scope.is_small(self.other.saturating_sub(self.empty)) {
            Count::Range { at_least: 0, at_most: self.other }
        } else {
            Count::Exact(self.empty)
        }
    }

    /// The groups and the number of empty values, where `hidden` cells of `rows` rows were added to the largest group.
    pub(super) fn publish(mut self, rows: u64, hidden: u64, scope: &Scope) -> (CategorySummary, Count) {
        let mut empty = if self.is_shown() { Count::Exact(self.empty) } else { self.empty_in_other(scope) };
        if rows > 0 {
            let largest = self.items[0].1;
            let into_other = self.other > largest;
            if into_other {
                self.other += rows;
            } else {
                self.items[0].1 += rows;
            }
            let with_empty = if into_other { !self.is_shown() && self.empty > 0 } else { self.items[0].0.is_empty() };
            if let (true, Count::Exact(count)) = (with_empty, empty) {
                let most = scope.largest_small() * hidden;
                // Where other values share the group, its size does not tell theirs.
                let shared = into_other && self.other - rows > count;
                if !shared {
                    let sum = count + rows;
                    empty = Count::Range { at_least: sum.saturating_sub(most), at_most: sum.saturating_sub(hidden) };
                }
            }
        }
        let revealed = self.revealed;
        let label = |label: String| revealed.then_some(label);
        let items = self.items.into_iter().map(|(name, rows)| Category { label: label(name), rows }).collect();
        (CategorySummary { revealed, items, other: self.other }, empty)
    }
}

/// Short, and nothing that identifies a person or opens a door.
pub(super) fn may_be_shown(label: &str) -> bool {
    label.chars().count() <= MAX_LABEL
        && !label.chars().any(char::is_control)
        && !pattern::holds_invisible(label)
        && !pattern::holds_personal(label)
        && !pattern::looks_secret(label)
}
