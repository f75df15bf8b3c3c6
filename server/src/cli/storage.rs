use std::io;
use std::path::Path;

use uuid::Uuid;

use super::Failure;
use crate::config::Config;
use crate::environment::System;
use crate::store::{INSTALLATION, Store};
use crate::vault::MasterKey;

/// Opens the database with its keys, with the schema of this version, as a role that is held to its workspace.
pub(super) async fn open(config: &Config) -> Result<Store, Failure> {
    private_folder(&config.data)
        .map_err(|error| format!("the data folder {} cannot be made: {error}", config.data.display()))?;
    let master = MasterKey::load_or_create(&config.master_key)?;
    let store = Store::open(&config.database, master).await?;
    store.check_role().await?;
    match &config.migration_database {
        Some(owner) => store.migrate_as(owner).await?,
        // A role that owns nothing cannot migrate, and need not when another has done it.
        None if store.is_ready().await.unwrap_or(false) => {}
        None => store.migrate().await?,
    }
    store.install(&System).await?;
    Ok(store)
}

/// The workspace of that name, or the only one there is.
pub(super) async fn find_workspace(store: &Store, name: Option<&str>) -> Result<Uuid, Failure> {
    if let Some(name) = name {
        let found = store.workspace_named(name).await?;
        return found.ok_or_else(|| format!("there is no workspace called {name:?}").into());
    }
    let all: Vec<Uuid> = store.workspaces().await?.into_iter().filter(|id| *id != INSTALLATION).collect();
    match all.as_slice() {
        [only] => Ok(*only),
        [] => Err("there is no workspace yet: run conspectus-server bootstrap first".into()),
        _ => Err("there are several workspaces: say which with --workspace NAME".into()),
    }
}

fn private_folder(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
