//! Re-checks finished metadata against a policy: before it enters the ledger, and again on the server. Each finding names
//! the field, the column and the rule.
//!
//! What can be judged from the published figures alone is judged here; that they are true to the data is the agent's
//! business.

mod column;
mod counts;
mod mode;
mod nulls;
mod rows;
mod shape;
mod source;

pub use mode::is_reason;

use std::collections::BTreeSet;

use crate::{Dataset, FieldError, Mode, Policy, Profile, Rule};

/// Everything in `dataset` that breaks `policy`: the field, the column's name and the rule.
#[must_use]
pub fn violations(dataset: &Dataset, policy: &Policy) -> Vec<FieldError> {
    let mut found = source::check(dataset.source.as_ref());
    found.extend(profile_violations(&dataset.profile, policy));
    found
}

/// Everything in `profile` that breaks `policy`.
#[must_use]
pub fn profile_violations(profile: &Profile, policy: &Policy) -> Vec<FieldError> {
    let mut found = Findings::default();
    if !profile.policy.is_at_least_as_strict_as(policy) {
        let told = |policy: &Policy| {
            let Policy { mode, min_rows, min_cell, .. } = policy;
            format!("mode `{}` with min_rows {min_rows} and min_cell {min_cell}", mode.as_str())
        };
        let message = format!("made under {}, but the workspace demands {}", told(&profile.policy), told(policy));
        found.0.push(FieldError { field: "body.profile.policy".to_owned(), message });
    }
    if let Some(fingerprint) = &profile.fingerprint
        && !(fingerprint.value.len() == 32 && fingerprint.value.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')))
    {
        let message = "a fingerprint is 32 lower-case hexadecimal digits".to_owned();
        found.0.push(FieldError { field: "body.profile.fingerprint".to_owned(), message });
    }
    let terms = Terms::of(profile, policy);
    mode::check(profile, policy, &mut found.0);
    nulls::check(profile, &terms, &mut found);
    for (index, column) in profile.columns.iter().enumerate() {
        let at = Place { field: format!("body.profile.columns[{index}]"), column: column.name.clone() };
        column::check(column, Some(profile.rows), &terms, &at, &mut found);
    }
    rows::check(profile, &terms, &mut found);
    found.0
}

/// Whether what is said of rows as wholes breaks `policy`.
#[must_use]
pub fn rows_at_fault(profile: &Profile, policy: &Policy) -> bool {
    let mut found = Findings::default();
    rows::check(profile, &Terms::of(profile, policy), &mut found);
    !found.0.is_empty()
}

/// The indices of the columns that break `policy`, whatever else does.
#[must_use]
pub fn columns_at_fault(profile: &Profile, policy: &Policy) -> BTreeSet<usize> {
    let terms = Terms::of(profile, policy);
    let at_fault = |index: &usize| {
        let mut found = Findings::default();
        let at = Place { field: String::new(), column: String::new() };
        column::check(&profile.columns[*index], Some(profile.rows), &terms, &at, &mut found);
        !found.0.is_empty()
    };
    (0..profile.columns.len()).filter(at_fault).collect()
}

/// What is demanded of every column.
struct Terms {
    min_rows: u64,
    min_cell: u64,
    /// The rule under which no figure may be published at all.
    no_figures: Option<Rule>,
    mode: Mode,
}

impl Terms {
    fn of(profile: &Profile, policy: &Policy) -> Self {
        let policy = policy.stricter(&profile.policy);
        let no_figures = match policy.mode {
            Mode::Schema => Some(Rule::Schema),
            // Figures without noise, where noise is demanded.
            Mode::Dp if profile.policy.mode != Mode::Dp || profile.privacy.is_none() => Some(Rule::Noise),
            Mode::Dp | Mode::Standard if profile.rows < policy.min_rows => Some(Rule::Rows),
            Mode::Exact if profile.reason.is_none() => Some(Rule::Exact),
            Mode::Dp | Mode::Standard | Mode::Exact => None,
        };
        Self { min_rows: policy.min_rows, min_cell: policy.min_cell, no_figures, mode: policy.mode }
    }

    /// Whether a number of rows is published that stands for too few.
    const fn is_small(&self, rows: u64) -> bool {
        rows > 0 && rows < self.min_cell
    }

    /// Whether figures are coarse by the rules, and neither exact nor made of noise.
    fn are_standard(&self) -> bool {
        self.mode == Mode::Standard
    }
}

/// Where a figure stands.
#[derive(Clone)]
struct Place {
    field: String,
    column: String,
}

impl Place {
    fn within(&self, part: &str) -> Self {
        Self { field: format!("{}.{part}", self.field), column: self.column.clone() }
    }
}

#[derive(Default)]
struct Findings(Vec<FieldError>);

impl Findings {
    fn add(&mut self, at: &Place, rule: Rule, message: &str) {
        let message = format!("column `{}` breaks the rule `{}` ({}): {message}", at.column, rule.as_str(), rule.id());
        self.0.push(FieldError { field: at.field.clone(), message });
    }

    fn add_to_table(&mut self, at: &Place, rule: Rule, message: &str) {
        let message = format!("the table breaks the rule `{}` ({}): {message}", rule.as_str(), rule.id());
        self.0.push(FieldError { field: at.field.clone(), message });
    }

    fn add_to_table_if(&mut self, broken: bool, at: &Place, rule: Rule, message: &str) {
        if broken {
            self.add_to_table(at, rule, message);
        }
    }

    fn add_if(&mut self, broken: bool, at: &Place, rule: Rule, message: &str) {
        if broken {
            self.add(at, rule, message);
        }
    }
}

#[cfg(test)]
mod tests;
