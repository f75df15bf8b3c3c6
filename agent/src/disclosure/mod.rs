//! Summary and policy -> metadata: the only door between what is known and what may be said.
//!
//! Everything here is a pure function. Each rule of `docs/privacy.md` is a module of its own:
//!
//! | rule | module |
//! |---|---|
//! | rows, schema | [`frame`], [`column`] |
//! | cells | [`cells`], [`bins`], [`signs`], [`nulls`] |
//! | extremes, edges | [`bins`] on `conspectus_metadata::grid` |
//! | quantiles | [`quantiles`] |
//! | precision, dominance | [`moments`], [`rows`] |
//! | distinct, identifiers | [`distinct`] |
//! | text, labels | [`text`], [`categories`] |
//! | personal data | [`personal`] |
//! | names | [`names`] |
//! | neighbours | [`neighbours`] |
//! | noise | [`noise`] |
//! | exact | [`exact`] |
//! | sources, parameters, figures | [`source`], [`parameters`], [`figure`] |
//!
//! # How to add one more figure
//! 1. Give it a field in `conspectus-metadata` and say in `violations` when it breaks the policy.
//! 2. Publish it from the module of its rule, as sums of cells that are already safe where it is a count.
//! 3. Record what was withheld or coarsened in [`gaps::Gaps`], and extend the attacks in `tests/`.

mod bins;
mod categories;
mod cells;
mod column;
mod distinct;
mod exact;
pub mod figure;
mod frame;
mod gaps;
mod granularity;
mod lengths;
mod looks;
mod moments;
mod names;
mod neighbours;
pub mod noise;
mod nulls;
mod number;
pub mod parameters;
mod personal;
mod quantiles;
mod rows;
mod scope;
mod semantic;
mod signs;
pub mod source;
mod text;

use conspectus_metadata::{Policy, Profile, violations};

pub use neighbours::History;

use crate::summary::FrameSummary;

/// What the user asked for beside the policy.
#[derive(Debug, Clone, Default)]
pub struct DisclosureRequest {
    /// Names of text columns whose frequent values may be shown with their labels.
    pub reveal: Vec<String>,
    /// A plain, unkeyed digest of the content, published instead of the keyed one.
    pub plain_fingerprint: Option<[u8; 16]>,
    /// What the mode `dp` may spend, and what its noise is made of.
    pub noise: Option<noise::Terms>,
    /// Why the mode `exact` is needed.
    pub reason: Option<String>,
}

/// What may be said about a table under `policy`, beside what was said about its earlier versions.
///
/// The same arguments give the same profile. The caller keeps `history` per asset:
/// `history.record(&profile, &summary)` after the profile was published.
#[must_use]
pub fn disclose(summary: &FrameSummary, policy: &Policy, request: &DisclosureRequest, history: &History) -> Profile {
    let fresh = frame::publish(summary, policy, request);
    let mut profile = neighbours::settle(fresh, summary, history);
    // Were a rule above ever broken, the columns at fault would leave with nothing but name and type.
    for column in violations::columns_at_fault(&profile, policy) {
        column::withhold_all(&mut profile.columns[column], conspectus_metadata::Rule::Cells);
    }
    rows::keep(&mut profile, policy);
    profile
}

#[cfg(test)]
mod tests;
