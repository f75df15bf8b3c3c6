//! What is checked of a capture before the store sees it. The server trusts no agent: it repeats what agents promise.

mod figure;

use conspectus_metadata::{Body, Capture, Dataset, Policy, Problem, ProblemCode, violations};

use crate::moment::Moment;

/// Names are shown in lists and looked up; longer ones are a mistake.
const LONGEST_NAME: usize = 200;

/// Enough to see what is wrong; a table of thousands of columns need not name each.
const MOST_ERRORS: usize = 50;

/// A capture that may be recorded.
#[derive(Debug)]
pub struct Checked {
    /// The body, with a figure re-encoded.
    pub body: Body,
    pub captured_at: Moment,
}

/// Checks names, time, policy and picture.
pub fn check(capture: &Capture, policy: &Policy) -> Result<Checked, Problem> {
    let captured_at = Moment::parse(&capture.captured_at)
        .ok_or_else(|| invalid("captured_at", "is not an RFC 3339 time such as 2026-01-31T12:00:00.000Z"))?;
    check_name("filing.project", Some(&capture.filing.project))?;
    check_name("filing.phase", capture.filing.phase.as_ref())?;
    check_name("filing.iteration", capture.filing.iteration.as_ref())?;
    check_name("name", capture.name.as_ref())?;
    match (&capture.name, capture.body.asset_kind()) {
        (None, Some(_)) => return Err(invalid("name", "is missing: every asset has a name")),
        (Some(_), None) => return Err(invalid("name", "is not allowed: a note has no name")),
        _ => {}
    }
    if capture.body.asset_kind().is_none() && !capture.lineage.is_empty() {
        return Err(invalid("lineage", "is not allowed: a note has no versions"));
    }
    let body = match &capture.body {
        Body::Dataset(dataset) => {
            keep_policy(dataset, policy)?;
            capture.body.clone()
        }
        Body::Figure(figure) => Body::Figure(figure::reencode(figure)?),
        other => other.clone(),
    };
    Ok(Checked { body, captured_at })
}

fn check_name(field: &str, name: Option<&String>) -> Result<(), Problem> {
    let Some(name) = name else { return Ok(()) };
    if name.trim().is_empty() || name.trim() != name {
        return Err(invalid(field, "is empty, or begins or ends with a blank"));
    }
    if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(invalid(field, "is longer than 200 characters, or contains control characters"));
    }
    Ok(())
}

/// Repeats the agent's own check on the finished profile: each field at fault is named with its column and rule.
fn keep_policy(dataset: &Dataset, policy: &Policy) -> Result<(), Problem> {
    let mut errors = violations(dataset, policy);
    if errors.is_empty() {
        return Ok(());
    }
    let detail = format!(
        "The workspace's disclosure policy refuses {} of this profile's figures or fields. Capture the table again under \
         the policy the workspace demands.",
        errors.len()
    );
    errors.truncate(MOST_ERRORS);
    Err(Problem { errors, ..Problem::new(ProblemCode::PolicyViolation, detail) })
}

fn invalid(field: &str, message: &str) -> Problem {
    Problem::new(ProblemCode::InvalidCapture, format!("{field} {message}.")).with_field(field, message)
}
