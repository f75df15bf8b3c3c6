//! Rule *cells*: no published count, and no complement or difference of two, stands for 1 to `min_cell − 1` rows.

use conspectus_metadata::Count;

use super::scope::Scope;

/// Publishes the sizes of disjoint groups of rows, where everybody knows `total` and `rest` is what is in no group.
///
/// Small groups become the range "1 to `min_cell − 1`". So that none can be computed from the others, each small group
/// needs a companion of unknown size: the rest where that is large enough, else the largest group, which then is
/// published as a range too.
pub(super) fn partition(groups: &[u64], rest: u64, scope: &Scope) -> Vec<Count> {
    let small = groups.iter().filter(|count| scope.is_small(**count)).count() as u64;
    let hidden = small + u64::from(rest > 0);
    let needs_companion = (small > 0 || scope.is_small(rest)) && rest < scope.min_cell;
    let companion = needs_companion.then(|| largest(groups));
    groups
        .iter()
        .enumerate()
        .map(|(index, count)| {
            if scope.is_small(*count) {
                few(scope)
            } else if companion == Some(index) {
                let concealed: u64 = groups.iter().filter(|other| scope.is_small(**other)).sum::<u64>() + rest;
                beside(*count + concealed, hidden, scope)
            } else {
                Count::Exact(*count)
            }
        })
        .collect()
}

/// A count of 1 to `min_cell − 1`.
pub(super) const fn few(scope: &Scope) -> Count {
    Count::Range { at_least: 1, at_most: scope.largest_small() }
}

/// What is left of `sum` when `hidden` small cells were taken from it.
pub(super) const fn beside(sum: u64, hidden: u64, scope: &Scope) -> Count {
    let most = scope.largest_small().saturating_mul(hidden);
    Count::Range { at_least: sum.saturating_sub(most), at_most: sum.saturating_sub(hidden) }
}

fn largest(groups: &[u64]) -> usize {
    (0..groups.len()).rev().max_by_key(|index| groups[*index]).unwrap_or(0)
}

/// Joins neighbouring counts, left to right, until each is zero or at least `min_cell`. Returns the lengths of the runs
/// that were joined; empty when all counts together are too small.
pub(super) fn merge_small(counts: &[u64], scope: &Scope) -> Vec<usize> {
    let mut runs: Vec<usize> = Vec::new();
    let (mut length, mut sum) = (0, 0_u64);
    for count in counts {
        length += 1;
        sum += count;
        if !scope.is_small(sum) {
            runs.push(length);
            (length, sum) = (0, 0);
        }
    }
    // What is left over at the end joins what came before, back to a run that holds enough.
    while length > 0 {
        let Some(previous) = runs.pop() else { return Vec::new() };
        length += previous;
        let end = runs.iter().sum::<usize>() + length;
        if !scope.is_small(counts[end - length..end].iter().sum()) {
            runs.push(length);
            break;
        }
    }
    runs
}
