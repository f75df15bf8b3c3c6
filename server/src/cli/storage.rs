use std::io;
use std::path::Path;

use super::Failure;
use crate::config::Config;
use crate::environment::System;
use crate::store::Store;
use crate::vault::MasterKey;

/// Opens the database with its keys, with the schema of this version.
pub(super) async fn open(config: &Config) -> Result<Store, Failure> {
    private_folder(&config.data)
        .map_err(|error| format!("the data folder {} cannot be made: {error}", config.data.display()))?;
    let master = MasterKey::load_or_create(&config.master_key)?;
    let store = Store::open(&config.database, master).await?;
    store.migrate().await?;
    store.install(&System).await?;
    Ok(store)
}

fn private_folder(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
