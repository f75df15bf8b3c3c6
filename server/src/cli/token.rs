use clap::Args;

use super::{Failure, print, storage};
use crate::config::Config;
use crate::environment::{Environment, System};
use crate::identity::{Actor, LONGEST_TOKEN_DAYS, Scope, Scopes, Secret, SecretKind};
use crate::store::NewToken;

#[derive(Debug, Args)]
pub(super) struct Create {
    /// What the token is for; shown as the name of the agent that uses it
    #[arg(long, value_name = "NAME")]
    name: String,
    /// What it may do, once for each: read, captures:write, documents:write, tokens:write, workspace:write, audit:read
    #[arg(long = "scope", value_name = "SCOPE", required = true)]
    scopes: Vec<Scope>,
    /// The only project it may reach; made when there is none of that name
    #[arg(long, value_name = "NAME")]
    project: Option<String>,
    /// The workspace; needed only when there are several
    #[arg(long, value_name = "NAME")]
    workspace: Option<String>,
    /// How long it lives
    #[arg(long, value_name = "DAYS", default_value_t = 90,
          value_parser = clap::value_parser!(u32).range(1..=i64::from(LONGEST_TOKEN_DAYS)))]
    expires_in_days: u32,
}

impl Create {
    pub(super) async fn run(self, config: &Config) -> Result<(), Failure> {
        let store = storage::open(config).await?;
        let workspace = storage::find_workspace(&store, self.workspace.as_deref()).await?;
        let secret = Secret::generate(SecretKind::Token)?;
        let expires_at = System.now().plus_seconds(i64::from(self.expires_in_days) * 24 * 3600);
        let new = NewToken {
            name: &self.name,
            scopes: Scopes::new(self.scopes.iter().copied()),
            project: self.project.as_deref(),
            digest: secret.digest(),
            expires_at,
        };
        store.create_token(&Actor::console(workspace), new, &System).await?;
        store.close().await;
        print(secret.expose());
        Ok(())
    }
}
