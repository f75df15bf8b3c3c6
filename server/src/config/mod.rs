//! What the operator decides: flags over environment over file, and a file with an unknown key is refused.

mod edge;
mod file;
mod keys;
mod mail;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Args;

pub use edge::{EdgeSettings, LogFormat};
pub use file::FileError;
pub use keys::KeySettings;
pub use mail::MailSettings;

const DEFAULT_DATA: &str = "conspectus-data";
const DEFAULT_LISTEN: &str = "127.0.0.1:8137";
const DEFAULT_LOG: &str = "info,sqlx=warn";

/// Where settings may stand: each flag also has a variable of the environment, and a key in the file.
#[derive(Debug, Clone, Default, Args)]
pub struct Settings {
    /// A TOML file with any of the settings below, named as the flags are (data, database, listen, …)
    #[arg(long, global = true, value_name = "FILE", env = "CONSPECTUS_CONFIG")]
    pub config: Option<PathBuf>,

    /// The folder for the embedded database, the master key and the server's address [default: ./conspectus-data]
    #[arg(long, global = true, value_name = "DIR", env = "CONSPECTUS_DATA")]
    pub data: Option<PathBuf>,

    /// sqlite://path or postgres://user@host/name [default: a SQLite file in the data folder]
    #[arg(long, global = true, value_name = "URL", env = "CONSPECTUS_DATABASE", hide_env_values = true)]
    pub database: Option<String>,

    /// The same PostgreSQL database as the role that owns its tables, used for migrations only [default: --database]
    #[arg(long, global = true, value_name = "URL", env = "CONSPECTUS_MIGRATION_DATABASE", hide_env_values = true)]
    pub migration_database: Option<String>,

    /// The master key, made on first start with mode 0600 [default: master.key in the data folder]
    #[arg(long, global = true, value_name = "FILE", env = "CONSPECTUS_MASTER_KEY_FILE")]
    pub master_key: Option<PathBuf>,

    /// Address and port; port 0 takes a free one [default: 127.0.0.1:8137]
    #[arg(long, global = true, value_name = "ADDRESS", env = "CONSPECTUS_LISTEN")]
    pub listen: Option<SocketAddr>,

    /// How people reach the server, when a proxy stands before it, for example https://conspectus.example.org
    #[arg(long, global = true, value_name = "URL", env = "CONSPECTUS_PUBLIC_URL")]
    pub public_url: Option<String>,

    /// The certificate chain for TLS, PEM; needed beyond this machine
    #[arg(long, global = true, value_name = "FILE", env = "CONSPECTUS_TLS_CERTIFICATE")]
    pub tls_certificate: Option<PathBuf>,

    /// The private key for TLS, PEM
    #[arg(long, global = true, value_name = "FILE", env = "CONSPECTUS_TLS_KEY")]
    pub tls_key: Option<PathBuf>,

    /// What to log: error, warn, info, debug, or a tracing filter [default: info,sqlx=warn]
    #[arg(long, global = true, value_name = "FILTER", env = "CONSPECTUS_LOG")]
    pub log: Option<String>,

    #[command(flatten)]
    pub keys: KeySettings,

    #[command(flatten)]
    pub edge: EdgeSettings,

    #[command(flatten)]
    pub mail: MailSettings,
}

/// Everything decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    pub data: PathBuf,
    pub database: String,
    pub migration_database: Option<String>,
    pub master_key: PathBuf,
    pub listen: SocketAddr,
    pub public_url: Option<String>,
    pub tls: Option<TlsFiles>,
    pub log: String,
    pub keys: KeySettings,
    pub edge: EdgeSettings,
    pub mail: MailSettings,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

/// Why the settings cannot be used; each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error(transparent)]
    File(#[from] FileError),
    #[error(
        "refusing to listen on {0} without TLS: what agents send would cross the network in the clear. Give \
         --tls-certificate and --tls-key, or listen on 127.0.0.1 behind a proxy that speaks TLS"
    )]
    Exposed(SocketAddr),
    #[error("--tls-certificate and --tls-key belong together: give both or none")]
    HalfTls,
    #[error("--public-url must begin with http:// or https://, and it is {0:?}")]
    PublicUrl(String),
    #[error(
        "refusing to reach PostgreSQL at {0} without verified TLS: add sslmode=verify-full&sslrootcert=FILE to the URL, \
         and sslcert=FILE&sslkey=FILE for a client certificate"
    )]
    DatabaseInTheClear(String),
    #[error("--database and --migration-database must begin with sqlite:// or postgres://")]
    Database,
}

impl Settings {
    /// Fills what flags and environment leave open from the file, then from the defaults.
    pub fn resolve(self) -> Result<Config, ConfigError> {
        let file = match &self.config {
            Some(path) => file::read(path)?,
            None => Self::default(),
        };
        let data = self.data.or(file.data).unwrap_or_else(|| PathBuf::from(DEFAULT_DATA));
        let listen = self.listen.or(file.listen);
        let tls = match (self.tls_certificate.or(file.tls_certificate), self.tls_key.or(file.tls_key)) {
            (Some(certificate), Some(key)) => Some(TlsFiles { certificate, key }),
            (None, None) => None,
            _ => return Err(ConfigError::HalfTls),
        };
        let config = Config {
            database: self.database.or(file.database).unwrap_or_else(|| embedded_database(&data)),
            migration_database: self.migration_database.or(file.migration_database),
            master_key: self.master_key.or(file.master_key).unwrap_or_else(|| data.join("master.key")),
            listen: match listen {
                Some(listen) => listen,
                None => DEFAULT_LISTEN.parse().map_err(|_| ConfigError::PublicUrl(DEFAULT_LISTEN.into()))?,
            },
            public_url: self.public_url.or(file.public_url).map(|url| url.trim_end_matches('/').to_owned()),
            tls,
            log: self.log.or(file.log).unwrap_or_else(|| DEFAULT_LOG.to_owned()),
            keys: self.keys.or(file.keys),
            edge: self.edge.or(file.edge),
            mail: self.mail.or(file.mail),
            data,
        };
        config.check()?;
        Ok(config)
    }
}

impl Config {
    fn check(&self) -> Result<(), ConfigError> {
        if !self.listen.ip().is_loopback() && self.tls.is_none() {
            return Err(ConfigError::Exposed(self.listen));
        }
        if let Some(url) = &self.public_url
            && !url.starts_with("https://")
            && !url.starts_with("http://")
        {
            return Err(ConfigError::PublicUrl(url.clone()));
        }
        if self.edge.tls_client_authority.is_some() && self.tls.is_none() {
            return Err(ConfigError::HalfTls);
        }
        if let Some(host) = [Some(&self.database), self.migration_database.as_ref()]
            .into_iter()
            .flatten()
            .find_map(|url| unguarded(url))
        {
            return Err(ConfigError::DatabaseInTheClear(host));
        }
        let engines = ["sqlite:", "postgres:", "postgresql:"];
        let mut databases = [Some(&self.database), self.migration_database.as_ref()].into_iter().flatten();
        if !databases.all(|url| engines.iter().any(|engine| url.starts_with(engine))) {
            return Err(ConfigError::Database);
        }
        Ok(())
    }

    /// Whether browsers reach the server over HTTPS.
    pub fn is_secure(&self) -> bool {
        self.tls.is_some() || self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }

    /// Where a running server leaves its address for the other commands.
    pub fn address_file(&self) -> PathBuf {
        self.data.join("server.json")
    }
}

/// The host of a PostgreSQL URL that leaves this machine without checking who answers.
fn unguarded(url: &str) -> Option<String> {
    let rest = url.strip_prefix("postgres://").or_else(|| url.strip_prefix("postgresql://"))?;
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let pairs: Vec<(&str, &str)> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
    let value = |name: &str| pairs.iter().rev().find(|(key, _)| *key == name).map(|(_, value)| *value);
    let authority = place.split('/').next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = value("host").or_else(|| value("hostaddr")).unwrap_or(host).replace("%2F", "/").replace("%2f", "/");
    let bare = if host.starts_with('[') {
        host.trim_start_matches('[').split(']').next().unwrap_or_default()
    } else {
        host.split(':').next().unwrap_or_default()
    };
    let is_here = bare.is_empty()
        || bare.starts_with('/')
        || bare == "localhost"
        || bare.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    let verified = matches!(value("sslmode").or_else(|| value("ssl-mode")), Some("verify-full" | "VERIFY_FULL"));
    (!is_here && !verified).then_some(host)
}

fn embedded_database(data: &Path) -> String {
    format!("sqlite://{}", data.join("conspectus.sqlite").display())
}

#[cfg(test)]
mod tests;
