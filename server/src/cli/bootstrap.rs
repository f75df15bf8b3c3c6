use std::path::{Path, PathBuf};

use clap::Args;
use zeroize::Zeroizing;

use super::{Failure, print, storage};
use crate::config::Config;
use crate::environment::System;
use crate::identity::{Actor, Role, Secret, SecretKind, hash_password};

#[derive(Debug, Args)]
pub(super) struct Bootstrap {
    /// The workspace's name
    #[arg(long, value_name = "NAME")]
    workspace: String,
    /// The admin's e-mail address
    #[arg(long, value_name = "ADDRESS")]
    email: String,
    /// A file whose first line is the admin's password, at least 15 characters; without it the link is the way in
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

impl Bootstrap {
    pub(super) async fn run(self, config: &Config) -> Result<(), Failure> {
        if self.workspace.trim().is_empty() || !self.email.contains('@') {
            return Err("--workspace needs a name, and --email an address".into());
        }
        let password = self.password_file.as_deref().map(read_password).transpose()?;
        let store = storage::open(config).await?;
        let (workspace, created) = store.ensure_workspace(self.workspace.trim(), &System).await?;
        let account = store.ensure_account(&self.email, password, &System).await?;
        let console = Actor::console(workspace);
        store.ensure_member(&console, account, Role::Admin, &System).await?;
        let secret = Secret::generate(SecretKind::Link)?;
        store.create_link(&console, account, secret.digest(), &System).await?;
        store.close().await;
        let answer = serde_json::json!({
            "workspace": self.workspace.trim(),
            "workspace_id": workspace,
            "created": created,
            "email": self.email.trim(),
            "sign_in_link": format!("{}/sign-in#link={}", base_url(config), secret.expose()),
        });
        print(&answer.to_string());
        Ok(())
    }
}

fn read_password(path: &Path) -> Result<String, Failure> {
    let text = std::fs::read_to_string(path)
        .map(Zeroizing::new)
        .map_err(|error| format!("the password file {} cannot be read: {error}", path.display()))?;
    Ok(hash_password(text.lines().next().unwrap_or_default())?)
}

/// How people reach the server: as configured, or where the running server says it listens, or where it would.
pub(super) fn base_url(config: &Config) -> String {
    if let Some(url) = &config.public_url {
        return url.clone();
    }
    let running = std::fs::read(config.address_file()).ok();
    let running = running.and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok());
    match running.as_ref().and_then(|value| value["address"].as_str()) {
        Some(address) => address.to_owned(),
        None => format!("{}://{}", if config.tls.is_some() { "https" } else { "http" }, config.listen),
    }
}
