use conspectus_metadata::{Mode, Profile, Rule, Withheld, WithheldFigure};

use super::columns::{hide_labels, relabelled, settle_columns};
use super::history::{History, Published};
use super::{growth, near};
use crate::disclosure::column::withhold_all;
use crate::summary::FrameSummary;

/// The fresh profile as it may be published after those of `history`.
pub(in crate::disclosure) fn settle(mut fresh: Profile, summary: &FrameSummary, history: &History) -> Profile {
    match fresh.policy.mode {
        // Exact figures are allowed to differ by a row.
        Mode::Exact => return fresh,
        Mode::Dp => return settle_noisy(fresh, summary, history),
        Mode::Schema | Mode::Standard => {}
    }
    for earlier in history.all().filter(|earlier| earlier.profile.policy.mode != Mode::Dp) {
        let differing = earlier.rows.difference(&summary.row_set);
        let same_columns = has_same_columns(&earlier.profile, &fresh);
        if same_columns && differing < fresh.policy.min_cell {
            if earlier.profile.policy == fresh.policy {
                return repeat(&earlier.profile, fresh, differing);
            }
            if differing > 0 {
                withhold_figures(&mut fresh);
                return fresh;
            }
        } else if settle_columns(&mut fresh, summary, earlier, same_columns) {
            return fresh;
        }
    }
    if let Some(last) = history.own().find(|last| last.profile.policy == fresh.policy) {
        growth::settle(&mut fresh, &last.profile);
    }
    fresh
}

/// Noise protects each row of both tables; what is left to do is not to pay twice for the same one.
fn settle_noisy(fresh: Profile, summary: &FrameSummary, history: &History) -> Profile {
    let price = |profile: &Profile| profile.privacy.map(|privacy| (privacy.epsilon.to_bits(), privacy.delta.to_bits()));
    let matches = |earlier: &&Published| {
        earlier.profile.policy == fresh.policy
            && price(&earlier.profile) == price(&fresh)
            && has_same_columns(&earlier.profile, &fresh)
            && earlier.rows.difference(&summary.row_set) < fresh.policy.min_cell
    };
    match history.own().find(matches) {
        Some(earlier) => repeat(&earlier.profile, fresh, earlier.rows.difference(&summary.row_set)),
        None => fresh,
    }
}

pub(super) fn has_same_columns(earlier: &Profile, fresh: &Profile) -> bool {
    earlier.columns.len() == fresh.columns.len()
        && earlier.columns.iter().zip(&fresh.columns).all(|(a, b)| near::is_same_column(a, b))
}

/// The earlier figures under the new fingerprint. Labels that are no longer asked for are left out.
fn repeat(earlier: &Profile, fresh: Profile, differing: u64) -> Profile {
    let mut profile = earlier.clone();
    let changed = differing > 0 || earlier.fingerprint != fresh.fingerprint && differs_in_content(earlier, &fresh);
    for (column, fresh) in profile.columns.iter_mut().zip(&fresh.columns) {
        if differing == 0 && profile.policy.mode != Mode::Dp && relabelled(column, fresh) {
            *column = fresh.clone();
        } else {
            hide_labels(column, fresh);
        }
    }
    if changed {
        profile.repeats_previous = true;
        note(&mut profile, true);
    }
    profile.fingerprint = fresh.fingerprint;
    profile
}

/// Both fingerprints are of the same sort, and not equal.
fn differs_in_content(earlier: &Profile, fresh: &Profile) -> bool {
    match (&earlier.fingerprint, &fresh.fingerprint) {
        (Some(a), Some(b)) => a.keyed == b.keyed && a.value != b.value,
        _ => false,
    }
}

fn withhold_figures(fresh: &mut Profile) {
    for column in &mut fresh.columns {
        withhold_all(column, Rule::Neighbours);
    }
    withhold_table(fresh);
    note(fresh, false);
}

/// Figures of the table as a whole, which no longer go with its columns.
pub(super) fn withhold_table(fresh: &mut Profile) {
    (fresh.duplicate_rows, fresh.missing, fresh.associations) = (None, None, None);
}

pub(super) fn note(profile: &mut Profile, coarsened: bool) {
    let gap = Withheld { figure: WithheldFigure::All, rule: Rule::Neighbours, coarsened };
    if !profile.withheld.contains(&gap) {
        profile.withheld.push(gap);
    }
}
