use std::io;
use std::path::Path;

use uuid::Uuid;

use super::Failure;
use crate::config::Config;
use crate::environment::{Environment, System};
use crate::store::{INSTALLATION, KeyLease, Store};
use crate::vault::{AwsKms, AwsSettings, Custody, KeyName, MasterKey, Transit, TransitSettings};

/// Opens the database with its keys, with the schema of this version, as a role that is held to its workspace.
pub(super) async fn open(config: &Config) -> Result<Store, Failure> {
    private_folder(&config.data)
        .map_err(|error| format!("the data folder {} cannot be made: {error}", config.data.display()))?;
    let mut store = Store::open(&config.database, custody(config)?).await?;
    if let Some(hold) = config.keys.lease() {
        let longest = hold.min(KeyLease::default().longest);
        store = store.with_lease(KeyLease { hold, longest });
    }
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

/// All places where master keys are kept, as far as they are set up.
fn custody(config: &Config) -> Result<Custody, Failure> {
    let keys = &config.keys;
    let name = keys.name.as_deref().map_or_else(|| Ok(KeyName::file()), str::parse)?;
    let mut custody = Custody::new(name.clone());
    // A key file is made only where it is the one that wraps.
    if name == KeyName::file() || config.master_key.exists() {
        custody = custody.with(MasterKey::load_or_create(&config.master_key)?);
    }
    if let Some(address) = &keys.vault_address {
        let token = keys.vault_token_file.clone().ok_or("--vault-address needs --vault-token-file")?;
        let mount = keys.vault_mount.clone().unwrap_or_else(|| "transit".into());
        let address = address.parse().map_err(|error| format!("--vault-address {address:?}: {error}"))?;
        let settings = TransitSettings { address, token, mount, namespace: keys.vault_namespace.clone() };
        custody = custody.with(Transit::new(settings)?);
    }
    if let Some(region) = keys.aws_region.clone() {
        let credentials = keys.aws_credentials_file.clone().ok_or("--aws-region needs --aws-credentials-file")?;
        let endpoint = keys.aws_endpoint.as_deref().map(str::parse).transpose();
        let endpoint = endpoint.map_err(|error| format!("--aws-endpoint is not a URL: {error}"))?;
        let settings = AwsSettings { region, endpoint, credentials };
        custody = custody.with(AwsKms::new(settings, || System.now().system_time())?);
    }
    Ok(custody)
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
