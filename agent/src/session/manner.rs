use std::collections::BTreeMap;

use conspectus_metadata::violations::is_reason;
use conspectus_metadata::{Mode, Policy};

use super::Session;
use crate::Error;
use crate::disclosure::DisclosureRequest;
use crate::disclosure::noise::Terms;

/// What one noisy profile costs where the user says nothing else.
const EPSILON: f64 = 1.0;
const DELTA: f64 = 1e-6;
/// More is no privacy any more.
const MOST_EPSILON: f64 = 100.0;
const MOST_DELTA: f64 = 1e-3;

/// How one table is to be described, as the user asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Manner {
    /// For this table only.
    pub mode: Option<Mode>,
    /// What figures of the mode `dp` may spend.
    pub epsilon: Option<f64>,
    /// The chance with which their promise may fail.
    pub delta: Option<f64>,
    /// Smallest and largest value of columns whose range is known anyway, for the mode `dp`.
    pub bounds: BTreeMap<String, (f64, f64)>,
    /// Why the mode `exact` is needed.
    pub reason: Option<String>,
    /// Text columns whose frequent values may be shown.
    pub reveal: Vec<String>,
}

impl Session {
    /// The policy for one table. A mode that the workspace does not allow is an error where it was asked for: silence would
    /// let the user believe in figures that are not there.
    pub(super) fn policy_for(&self, manner: &Manner) -> Result<Policy, Error> {
        let (chosen, workspace) = (self.mode(), self.workspace_policy()?);
        let asked = manner.mode.unwrap_or(chosen);
        let allowed = workspace.as_ref().map_or(Mode::Standard, |policy| policy.mode);
        if asked > allowed && (manner.mode.is_some() || asked == Mode::Exact) {
            let who = if workspace.is_some() {
                "the workspace"
            } else {
                "without a workspace that says otherwise, the policy"
            };
            return Err(Error::Policy(format!(
                "mode: {who} allows `{}` at most, not `{}`; its administrator can change that",
                allowed.as_str(),
                asked.as_str()
            )));
        }
        let own = Policy { mode: asked, ..Policy::STANDARD };
        Ok(workspace.map_or(own.clone(), |workspace| own.stricter(&workspace)))
    }

    pub(super) fn request(&self, policy: &Policy, manner: Manner) -> Result<DisclosureRequest, Error> {
        let Manner { mode: _, epsilon, delta, bounds, reason, reveal } = manner;
        let wrong = |argument, reason: &str| Err(Error::Argument { argument, reason: reason.to_owned() });
        let mut request = DisclosureRequest { reveal, ..DisclosureRequest::default() };
        if policy.mode == Mode::Dp {
            let (epsilon, delta) = (epsilon.unwrap_or(EPSILON), delta.unwrap_or(DELTA));
            if !(epsilon > 1e-6 && epsilon <= MOST_EPSILON) {
                return wrong("epsilon", "a number above 0 and at most 100 is needed; 1 is usual");
            }
            if !(0.0..=MOST_DELTA).contains(&delta) {
                return wrong("delta", "a number from 0 to 0.001 is needed, far below one in the number of rows");
            }
            if bounds.values().any(|(low, high)| !(low < high && low.is_finite() && high.is_finite())) {
                return wrong("bounds", "a smaller and a larger number are needed for each column");
            }
            request.noise = Some(Terms { epsilon, delta, bounds, key: *self.ledger.secret() });
        } else if epsilon.is_some() || delta.is_some() || !bounds.is_empty() {
            return wrong("epsilon", "only the mode `dp` has epsilon, delta and bounds");
        }
        match (policy.mode, reason) {
            (Mode::Exact, Some(reason)) if is_reason(&reason) => request.reason = Some(reason),
            (Mode::Exact, _) => {
                return wrong("reason", "exact figures need a reason of 1 to 500 characters, which is recorded");
            }
            (_, Some(_)) => return wrong("reason", "only the mode `exact` has a reason"),
            (_, None) => {}
        }
        Ok(request)
    }
}
