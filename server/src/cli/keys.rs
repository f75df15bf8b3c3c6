use clap::{Args, Subcommand};
use uuid::Uuid;

use super::{Failure, print, storage};
use crate::config::Config;
use crate::environment::System;
use crate::identity::Actor;
use crate::operations::{Progress, rotate_content, rotate_master};
use crate::store::{INSTALLATION, KeyRow, OwnKey, Store};
use crate::vault::{KeyPurpose, KeyState, MasterKey};

#[derive(Debug, Subcommand)]
pub(super) enum KeysCommand {
    /// Print every key, what it is wrapped with and how far its life has gone, as JSON lines
    ///
    /// Of a destroyed key nothing is left but this line.
    List,
    /// Replace keys while servers run
    #[command(subcommand)]
    Rotate(RotateCommand),
    /// Wrap a workspace's keys with a key of its own, which its owner can revoke
    ///
    /// Revoked or deleted at its service, the workspace's content cannot be read within a minute; everything else goes
    /// on. `installation` wraps them with the installation's key again.
    Own(Own),
    /// Destroy a workspace's content by destroying its keys: here and in every backup, for ever
    Destroy(Destroy),
    /// Remove an old key from the master key file, once nothing is wrapped with it
    ///
    /// Backups from before its rotation cannot be opened any more.
    Forget(Forget),
}

#[derive(Debug, Subcommand)]
pub(super) enum RotateCommand {
    /// Make a new master key and wrap every data key with it; content stays as it is
    ///
    /// Cut off, the same command goes on where it was. The old key stays in the key file, for backups, until `keys
    /// forget`.
    Master(Workspace),
    /// Make a new content key, seal everything under it, and destroy the old one
    ///
    /// Servers read and write meanwhile. Cut off, the same command goes on where it was. It takes at least the lease of
    /// keys three times (--key-lease), until no server can still be using the old one.
    Data(Workspace),
}

#[derive(Debug, Args)]
pub(super) struct Workspace {
    /// Only this workspace; without it all of them
    #[arg(long, value_name = "NAME")]
    workspace: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Own {
    /// The workspace; needed only when there are several
    #[arg(long, value_name = "NAME")]
    workspace: Option<String>,
    /// vault:NAME, aws-kms:ID, or installation
    #[arg(value_name = "KEY")]
    with: String,
}

#[derive(Debug, Args)]
pub(super) struct Destroy {
    /// The workspace
    #[arg(long, value_name = "NAME")]
    workspace: String,
    /// Its name once more, for nothing can bring it back
    #[arg(long, value_name = "NAME")]
    confirm: String,
}

#[derive(Debug, Args)]
pub(super) struct Forget {
    /// The key, as `keys list` names it
    #[arg(value_name = "ID")]
    id: String,
}

impl KeysCommand {
    pub(super) async fn run(self, config: &Config) -> Result<(), Failure> {
        let store = storage::open(config).await?;
        match self {
            Self::List => list(&store).await?,
            Self::Rotate(RotateCommand::Master(which)) => which.rotate_master(&store).await?,
            Self::Rotate(RotateCommand::Data(which)) => which.rotate_data(&store).await?,
            Self::Own(own) => own.run(&store).await?,
            Self::Destroy(destroy) => destroy.run(&store).await?,
            Self::Forget(forget) => forget.run(&store, config).await?,
        }
        store.close().await;
        Ok(())
    }
}

async fn list(store: &Store) -> Result<(), Failure> {
    for workspace in store.workspaces().await? {
        for key in store.key_rows(workspace).await? {
            print(&described(workspace, &key).to_string());
        }
    }
    Ok(())
}

fn described(workspace: Uuid, key: &KeyRow) -> serde_json::Value {
    let mut line = serde_json::json!({
        "workspace_id": workspace,
        "purpose": key.purpose.as_str(),
        "version": key.version,
        "state": key.state.as_str(),
        "wrapped_with": key.master_key,
        "created_at": key.created_at,
    });
    if let Some(at) = key.destroyed_at {
        line["destroyed_at"] = serde_json::json!(at);
        line["wrapped_with"] = serde_json::Value::Null;
    }
    line
}

impl Workspace {
    async fn rotate_master(self, store: &Store) -> Result<(), Failure> {
        let owner = match self.workspace.as_deref() {
            None => INSTALLATION,
            Some(name) => storage::find_workspace(store, Some(name)).await?,
        };
        if owner != INSTALLATION && !store.has_own_key(owner).await? {
            return Err("this workspace has no key of its own: leave --workspace out".into());
        }
        rotate_master(store, owner, &System, |progress| tell(owner, progress)).await?;
        Ok(())
    }

    async fn rotate_data(self, store: &Store) -> Result<(), Failure> {
        let workspaces = match self.workspace.as_deref() {
            None => store.workspaces().await?,
            Some(name) => vec![storage::find_workspace(store, Some(name)).await?],
        };
        for workspace in workspaces {
            if is_destroyed(store, workspace).await? {
                print(&format!("{workspace}: its content was destroyed"));
                continue;
            }
            let console = Actor::console(workspace);
            rotate_content(store, &console, &System, |progress| tell(workspace, progress)).await?;
        }
        Ok(())
    }
}

async fn is_destroyed(store: &Store, workspace: Uuid) -> Result<bool, Failure> {
    let keys = store.key_rows(workspace).await?;
    let mut content = keys.iter().filter(|key| key.purpose == KeyPurpose::Content);
    Ok(content.all(|key| key.state == KeyState::Destroyed))
}

fn tell(workspace: Uuid, progress: Progress) {
    let text = match progress {
        Progress::Resumed => "going on with the rotation that was cut off".to_owned(),
        Progress::Announced { version } => format!("key version {version} is made known to every server"),
        Progress::Resealed { done, left } => format!("{done} sealed anew, {left} left"),
        Progress::Settling => "waiting until no server can be using the old key".to_owned(),
        Progress::Destroyed { keys } => format!("done: {keys} old keys destroyed"),
        Progress::Rewrapped { keys } => format!("{keys} keys wrapped anew"),
    };
    print(&format!("{workspace}: {text}"));
}

impl Own {
    async fn run(self, store: &Store) -> Result<(), Failure> {
        let workspace = storage::find_workspace(store, self.workspace.as_deref()).await?;
        let key = match self.with.as_str() {
            "installation" => OwnKey::Installation,
            name => OwnKey::Own(name.parse()?),
        };
        store.set_own_key(&Actor::console(workspace), &key, &System).await?;
        print(&format!("{workspace}: its keys are wrapped with {}", self.with));
        Ok(())
    }
}

impl Destroy {
    async fn run(self, store: &Store) -> Result<(), Failure> {
        if self.workspace != self.confirm {
            return Err("--confirm must repeat the workspace's name".into());
        }
        let workspace = storage::find_workspace(store, Some(&self.workspace)).await?;
        store.destroy_content(&Actor::console(workspace), &System).await?;
        print(&format!("{workspace}: its keys are destroyed and its content is gone"));
        Ok(())
    }
}

impl Forget {
    async fn run(self, store: &Store, config: &Config) -> Result<(), Failure> {
        for workspace in store.workspaces().await? {
            let keys = store.key_rows(workspace).await?;
            let in_use = |key: &KeyRow| key.state != KeyState::Destroyed && key.master_key == self.id;
            if keys.iter().any(in_use) {
                return Err(format!("keys of workspace {workspace} are still wrapped with {}", self.id).into());
            }
        }
        let master = MasterKey::load_or_create(&config.master_key)?;
        if master.id() == self.id {
            return Err("this is the key that wraps: run keys rotate master first".into());
        }
        if !MasterKey::forget(&config.master_key, &self.id)? {
            return Err(format!("the key file holds no key {}", self.id).into());
        }
        print(&format!("the key {} is gone", self.id));
        Ok(())
    }
}
