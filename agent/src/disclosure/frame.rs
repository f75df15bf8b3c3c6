//! The table as a whole: rules *schema*, *rows* and *fingerprints*.

use std::fmt::Write as _;

use conspectus_metadata::{Fingerprint, Mode, Policy, Profile, Rule, WithheldFigure};
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use super::gaps::Gaps;
use super::nulls::NullSteps;
use super::scope::Scope;
use super::{DisclosureRequest, column, exact, granularity, names, noise, rows};
use crate::summary::{FrameSummary, Values};

/// Fewer columns than this are not worth another thread.
const SIDE_BY_SIDE: usize = 4;

/// What may be said about this table, had there been no earlier version.
pub(super) fn publish(summary: &FrameSummary, policy: &Policy, request: &DisclosureRequest) -> Profile {
    match (policy.mode, &request.noise) {
        (Mode::Dp, Some(terms)) => return noise::publish(summary, policy, request, terms),
        // Without terms there is nothing that could be told with noise.
        (Mode::Dp, None) => return publish(summary, &Policy { mode: Mode::Schema, ..policy.clone() }, request),
        (Mode::Exact, _) => return exact::publish(summary, policy, request),
        _ => {}
    }
    let mut gaps = Gaps::default();
    let only_schema = match policy.mode {
        Mode::Schema => Some(Rule::Schema),
        _ if summary.rows < policy.min_rows => Some(Rule::Rows),
        _ => None,
    };
    if let Some(rule) = only_schema {
        gaps.withhold(WithheldFigure::All, rule);
    }
    let names = names::publish(&summary.columns);
    let steps = NullSteps::of(&summary.columns, policy.min_cell);
    // Columns of a wide table are judged side by side; each only by itself.
    let columns = summary.columns.par_iter().zip(&names).with_min_len(SIDE_BY_SIDE).map(|(column, name)| {
        if only_schema.is_some() {
            return column::bare(column, name);
        }
        let asked_for = request.reveal.contains(&column.name);
        let revealed = asked_for && matches!(column.values, Values::Text(_));
        column::publish(column, name, &Scope { revealed, ..Scope::of(policy) }, &steps)
    });
    let mut profile = Profile {
        rows: summary.rows,
        columns: columns.collect(),
        fingerprint: Some(fingerprint(summary, request)),
        ..Profile::empty(policy.clone())
    };
    if only_schema.is_none() && policy.mode != Mode::Dp {
        publish_granularity(summary, policy, &mut profile);
        rows::publish(summary, &Scope::of(policy), &mut profile, &mut gaps);
    }
    profile.withheld = gaps.into_vec();
    profile
}

/// How finely dates and times are given, which a sample of the rows tells.
fn publish_granularity(summary: &FrameSummary, policy: &Policy, profile: &mut Profile) {
    let (scope, sample) = (Scope::of(policy), &summary.row_statistics.sample);
    let columns = profile.columns.iter_mut().zip(&summary.columns).enumerate();
    for (at, (column, summary)) in columns.filter(|(_, (column, _))| !column.quantiles.is_empty()) {
        column.granularity = granularity::publish(summary, sample, at, &scope);
    }
}

/// Keyed by the ledger's secret, so that nobody can try out contents; plain only where the user asked.
pub(super) fn fingerprint(summary: &FrameSummary, request: &DisclosureRequest) -> Fingerprint {
    let bytes = request.plain_fingerprint.unwrap_or(summary.fingerprint);
    let value = bytes.iter().fold(String::with_capacity(32), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    Fingerprint { keyed: request.plain_fingerprint.is_none(), value }
}
