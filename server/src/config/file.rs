use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{EdgeSettings, KeySettings, MailSettings, Settings};

/// Why the configuration file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("the configuration file {path} cannot be read: {cause}")]
    Unreadable { path: PathBuf, cause: std::io::Error },
    #[error("the configuration file {path} is not valid: {cause}")]
    Invalid { path: PathBuf, cause: Box<toml::de::Error> },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entries {
    data: Option<PathBuf>,
    database: Option<String>,
    migration_database: Option<String>,
    master_key: Option<PathBuf>,
    listen: Option<SocketAddr>,
    public_url: Option<String>,
    tls_certificate: Option<PathBuf>,
    tls_key: Option<PathBuf>,
    log: Option<String>,
    #[serde(default)]
    keys: KeySettings,
    #[serde(default)]
    edge: EdgeSettings,
    smtp_url: Option<String>,
    smtp_password_file: Option<PathBuf>,
    mail_from: Option<String>,
}

pub(super) fn read(path: &Path) -> Result<Settings, FileError> {
    let text = std::fs::read_to_string(path).map_err(|cause| FileError::Unreadable { path: path.to_owned(), cause })?;
    let keys: Entries =
        toml::from_str(&text).map_err(|cause| FileError::Invalid { path: path.to_owned(), cause: Box::new(cause) })?;
    Ok(Settings {
        config: None,
        data: keys.data,
        database: keys.database,
        migration_database: keys.migration_database,
        master_key: keys.master_key,
        listen: keys.listen,
        public_url: keys.public_url,
        tls_certificate: keys.tls_certificate,
        tls_key: keys.tls_key,
        log: keys.log,
        keys: keys.keys,
        edge: keys.edge,
        mail: MailSettings {
            smtp_url: keys.smtp_url,
            smtp_password_file: keys.smtp_password_file,
            mail_from: keys.mail_from,
        },
    })
}
