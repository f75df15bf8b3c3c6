use crate::{FieldError, Mode, Policy, Privacy, Profile, Rule};

/// The longest reason for exact figures, in characters.
const MAX_REASON: usize = 500;

/// Rules *noise* and *exact*, as far as they concern the whole table: a budget that was kept, and a reason that was given.
pub(super) fn check(profile: &Profile, policy: &Policy, found: &mut Vec<FieldError>) {
    let mut add = |field: &str, rule: Rule, message: String| {
        let message = format!("the table breaks the rule `{}` ({}): {message}", rule.as_str(), rule.id());
        found.push(FieldError { field: format!("body.profile.{field}"), message });
    };
    match (profile.policy.mode, &profile.privacy) {
        (Mode::Dp, None) => add("privacy", Rule::Noise, "noisy figures tell their epsilon and delta".to_owned()),
        (Mode::Dp, Some(privacy)) => {
            let budget = policy.stricter(&profile.policy).budget();
            if !is_sound(privacy) {
                add("privacy", Rule::Noise, "epsilon and delta are no such numbers".to_owned());
            } else if privacy.spent_epsilon > budget.epsilon * (1.0 + 1e-9)
                || privacy.spent_delta > budget.delta * 1.001
            {
                let (spent, most) = (privacy.spent_epsilon, budget.epsilon);
                add("privacy", Rule::Noise, format!("{spent} of a budget of epsilon {most} is spent on this dataset"));
            }
        }
        (_, Some(_)) => add("privacy", Rule::Noise, "only noisy figures have a privacy loss".to_owned()),
        (_, None) => {}
    }
    match (profile.policy.mode, &profile.reason) {
        (Mode::Exact, Some(reason)) if is_reason(reason) => {}
        (Mode::Exact, _) => {
            add("reason", Rule::Exact, format!("exact figures need a reason of 1 to {MAX_REASON} characters"));
        }
        (_, Some(_)) => add("reason", Rule::Exact, "only exact figures have a reason".to_owned()),
        (_, None) => {}
    }
    if matches!(profile.policy.mode, Mode::Dp) && profile.fingerprint.is_some() {
        add("fingerprint", Rule::Noise, "a fingerprint has no noise".to_owned());
    }
}

fn is_sound(privacy: &Privacy) -> bool {
    let Privacy { epsilon, delta, spent_epsilon, spent_delta } = *privacy;
    epsilon > 0.0
        && spent_epsilon.is_finite()
        && spent_epsilon >= epsilon * (1.0 - 1e-9)
        && (0.0..1.0).contains(&delta)
        && spent_delta >= delta * 0.999
        && spent_delta < 1.0
}

/// Whether somebody wrote something that can be shown in a list.
#[must_use]
pub fn is_reason(reason: &str) -> bool {
    !reason.trim().is_empty() && reason.chars().count() <= MAX_REASON && !reason.chars().any(char::is_control)
}
