use clap::Args;
use conspectus_metadata::{Budget, Mode, Policy};

use super::{Failure, print, storage};
use crate::api::check_policy;
use crate::config::Config;
use crate::environment::System;
use crate::identity::Actor;
use crate::store::PolicyChange;

#[derive(Debug, Args)]
pub(super) struct SetPolicy {
    /// The workspace; needed only when there are several
    #[arg(long, value_name = "NAME")]
    workspace: Option<String>,
    /// The loosest mode captures may have: schema, dp, standard, exact
    #[arg(long)]
    mode: Option<Mode>,
    /// Tables of fewer rows have no figures
    #[arg(long, value_name = "ROWS")]
    min_rows: Option<u64>,
    /// No figure stands for fewer rows
    #[arg(long, value_name = "ROWS")]
    min_cell: Option<u64>,
    /// The most that noisy figures of one dataset may spend together
    #[arg(long, value_name = "EPSILON")]
    budget_epsilon: Option<f64>,
    /// The chance with which their promise may fail, together
    #[arg(long, value_name = "DELTA")]
    budget_delta: Option<f64>,
    /// Why; needed for the mode exact, and kept in the audit log
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl SetPolicy {
    pub(super) async fn run(self, config: &Config) -> Result<(), Failure> {
        let store = storage::open(config).await?;
        let workspace = storage::find_workspace(&store, self.workspace.as_deref()).await?;
        let mut body = store.workspace(workspace).await?;
        let policy = self.applied_to(&body.policy);
        if policy != body.policy || self.reason.is_some() {
            check_policy(&policy, self.reason.as_deref()).map_err(|(field, message)| format!("{field}: {message}"))?;
            let change = PolicyChange { policy, reason: self.reason, expected: Some(body.policy_number) };
            body = match store.set_policy(&Actor::console(workspace), change, &System).await? {
                Ok(body) => body,
                Err(_) => return Err("the policy was changed meanwhile; look at it and run this again".into()),
            };
        }
        store.close().await;
        let told = serde_json::json!({
            "policy": body.policy, "number": body.policy_number, "reason": body.policy_reason,
        });
        print(&serde_json::to_string_pretty(&told)?);
        Ok(())
    }

    fn applied_to(&self, policy: &Policy) -> Policy {
        let asked = self.budget_epsilon.is_some() || self.budget_delta.is_some();
        let known = policy.budget();
        let budget = Budget {
            epsilon: self.budget_epsilon.unwrap_or(known.epsilon),
            delta: self.budget_delta.unwrap_or(known.delta),
        };
        Policy {
            mode: self.mode.unwrap_or(policy.mode),
            min_rows: self.min_rows.unwrap_or(policy.min_rows),
            min_cell: self.min_cell.unwrap_or(policy.min_cell),
            budget: if asked { Some(budget) } else { policy.budget },
        }
    }
}
