use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use super::bootstrap::base_url;
use super::{Failure, print, storage};
use crate::config::Config;
use crate::environment::System;
use crate::identity::Actor;
use crate::identity::sso::{Connection, ProviderSettings, SingleSignOn};
use crate::store::{Provider, ProviderConflict};

#[derive(Debug, Args)]
pub(super) struct Set {
    /// A TOML file with the fields of the interface's ProviderSettings; a secret and metadata may stand in files beside it
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The workspace; needed only when there are several
    #[arg(long, value_name = "NAME")]
    workspace: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// The workspace; needed only when there are several
    #[arg(long, value_name = "NAME")]
    workspace: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Remove {
    /// The provider's name
    #[arg(value_name = "NAME")]
    name: String,
    /// The workspace; needed only when there are several
    #[arg(long, value_name = "NAME")]
    workspace: Option<String>,
}

impl Set {
    pub(super) async fn run(self, config: &Config) -> Result<(), Failure> {
        let settings = read(&self.file)?;
        settings.check()?;
        let store = storage::open(config).await?;
        let workspace = storage::find_workspace(&store, self.workspace.as_deref()).await?;
        let console = Actor::console(workspace);
        let known = store.providers(workspace).await?.into_iter().find(|each| each.settings.name == settings.name);
        let written = match known {
            Some(known) => store.change_provider(&console, known.id, settings, Some(known.number), &System).await?,
            None => store.create_provider(&console, settings, &System).await?,
        };
        store.close().await;
        match written {
            Ok(provider) => print(&serde_json::to_string_pretty(&described(provider, config)?)?),
            Err(ProviderConflict::NameTaken | ProviderConflict::Stale { .. } | ProviderConflict::Unknown) => {
                return Err("the provider was changed meanwhile; look at it and run this again".into());
            }
        }
        Ok(())
    }
}

impl List {
    pub(super) async fn run(self, config: &Config) -> Result<(), Failure> {
        let store = storage::open(config).await?;
        let workspace = storage::find_workspace(&store, self.workspace.as_deref()).await?;
        let providers = store.providers(workspace).await?;
        store.close().await;
        let shown = providers.into_iter().map(|each| described(each, config)).collect::<Result<Vec<_>, _>>()?;
        print(&serde_json::to_string_pretty(&shown)?);
        Ok(())
    }
}

impl Remove {
    pub(super) async fn run(self, config: &Config) -> Result<(), Failure> {
        let store = storage::open(config).await?;
        let workspace = storage::find_workspace(&store, self.workspace.as_deref()).await?;
        let known = store.providers(workspace).await?.into_iter().find(|each| each.settings.name == self.name);
        let Some(known) = known else { return Err(format!("there is no provider called {:?}", self.name).into()) };
        store.remove_provider(&Actor::console(workspace), known.id, &System).await?;
        store.close().await;
        print(&format!("removed {:?}", self.name));
        Ok(())
    }
}

/// The settings of a file. `client_secret_file` and `metadata_file` name files relative to it, for a secret belongs in no
/// file that is shared, and XML in no TOML.
fn read(path: &Path) -> Result<ProviderSettings, Failure> {
    let unreadable = |path: &Path, error: std::io::Error| format!("{} cannot be read: {error}", path.display());
    let text = std::fs::read_to_string(path).map_err(|error| unreadable(path, error))?;
    let invalid = |error: &dyn std::fmt::Display| format!("{} is not valid: {error}", path.display());
    let mut value: toml::Table = toml::from_str(&text).map_err(|error| invalid(&error.message()))?;
    if let Some(connection) = value.get_mut("connection").and_then(toml::Value::as_table_mut) {
        for (field, from) in [("client_secret", "client_secret_file"), ("metadata", "metadata_file")] {
            let Some(toml::Value::String(name)) = connection.remove(from) else { continue };
            let beside = path.parent().unwrap_or(Path::new("")).join(name);
            let text = std::fs::read_to_string(&beside).map_err(|error| unreadable(&beside, error))?;
            connection.insert(field.to_owned(), toml::Value::String(text.trim().to_owned()));
        }
    }
    Ok(value.try_into().map_err(|error: toml::de::Error| invalid(&error.message()))?)
}

fn described(provider: Provider, config: &Config) -> Result<Value, Failure> {
    let sso = SingleSignOn::new(&base_url(config))?;
    let mut told = json!({ "id": provider.id, "number": provider.number, "scim_url": sso.directory(provider.id) });
    if let Connection::Saml(_) = provider.settings.connection {
        let place = sso.place(provider.id);
        (told["entity_id"], told["acs_url"]) = (place.entity.into(), place.consumer.into());
    } else {
        told["redirect_uri"] = sso.redirect(provider.id).into();
    }
    let mut settings = serde_json::to_value(provider.settings.without_secret())?;
    if let Some(connection) = settings["connection"].as_object_mut() {
        connection.remove("metadata");
    }
    told["settings"] = settings;
    Ok(told)
}
