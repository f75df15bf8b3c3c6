use clap::{Args, Subcommand};

use super::{Failure, print, storage};
use crate::config::Config;
use crate::environment::System;
use crate::identity::Actor;
use crate::store::INSTALLATION;

#[derive(Debug, Subcommand)]
pub(super) enum AccountCommand {
    /// Let an account sign in no more: all its sessions end at once, its tokens open nothing
    Disable(Named),
    /// Let an account sign in again
    Enable(Named),
    /// Take all second factors and recovery codes of an account away, for an owner who lost them
    ResetFactors(Named),
}

#[derive(Debug, Args)]
pub(super) struct Named {
    /// The account's e-mail address
    #[arg(long, value_name = "ADDRESS")]
    email: String,
}

impl AccountCommand {
    pub(super) async fn run(self, config: &Config) -> Result<(), Failure> {
        let (Self::Disable(Named { email }) | Self::Enable(Named { email }) | Self::ResetFactors(Named { email })) =
            &self;
        let store = storage::open(config).await?;
        let account = store.account(email).await?.ok_or_else(|| format!("there is no account of {email}"))?.id;
        let console = Actor::console(INSTALLATION);
        let told = match self {
            Self::Disable(_) if store.set_disabled(&console, account, true, &System).await? => "is disabled",
            Self::Enable(_) if store.set_disabled(&console, account, false, &System).await? => "is enabled",
            Self::Disable(_) | Self::Enable(_) => "is so already",
            Self::ResetFactors(_) => {
                for factor in store.factors_of(account).await? {
                    store.remove_factor(&console, account, factor.id, &System).await?;
                }
                "has no second factor"
            }
        };
        store.close().await;
        print(&format!("{email} {told}"));
        Ok(())
    }
}
