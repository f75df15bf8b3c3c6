//! Where the token comes from: argument, environment, file, keyring, config file — in that order.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use crate::config::{Config, ConfigError};

/// A keyring that waits for somebody to unlock it is left alone after this long.
const KEYRING_PATIENCE: Duration = Duration::from_secs(2);
const KEYRING_SERVICE: &str = "conspectus";

/// A token and where it was found.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    /// The secret itself.
    pub value: String,
    /// Where it was found.
    pub origin: Origin,
}

/// Where a token was found or put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Given in the call.
    Argument,
    /// `CONSPECTUS_TOKEN`.
    Environment,
    /// The file named by `CONSPECTUS_TOKEN_FILE`.
    File(PathBuf),
    /// The operating system's keyring.
    Keyring,
    /// The config file.
    Config(PathBuf),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argument => f.write_str("the argument token="),
            Self::Environment => f.write_str("CONSPECTUS_TOKEN"),
            Self::File(path) => write!(f, "{} (CONSPECTUS_TOKEN_FILE)", path.display()),
            Self::Keyring => f.write_str("the operating system's keyring"),
            Self::Config(path) => write!(f, "{}", path.display()),
        }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("origin", &self.origin).finish_non_exhaustive()
    }
}

/// Why no token could be had.
#[derive(Debug, thiserror::Error)]
pub enum CredentialsError {
    /// The user named a file that cannot be read.
    #[error("the token file {path} named by CONSPECTUS_TOKEN_FILE cannot be read: {reason}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// A config file that cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
}

/// A place that keeps one secret per server.
pub trait Keyring: Send + Sync {
    /// The secret for `server`; none when there is none, or no keyring that answers.
    fn get(&self, server: &str) -> Option<String>;
    /// Whether the secret was stored.
    fn set(&self, server: &str, token: &str) -> bool;
}

/// The operating system's keyring, which may be missing, locked, or waiting for a person.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemKeyring;

impl Keyring for SystemKeyring {
    fn get(&self, server: &str) -> Option<String> {
        let server = server.to_owned();
        patiently(move || keyring::Entry::new(KEYRING_SERVICE, &server)?.get_password())
    }

    fn set(&self, server: &str, token: &str) -> bool {
        let (key, value) = (server.to_owned(), token.to_owned());
        patiently(move || keyring::Entry::new(KEYRING_SERVICE, &key)?.set_password(&value)).is_some()
            && self.get(server).as_deref() == Some(token)
    }
}

/// A thread of its own may hang; the caller does not.
fn patiently<T: Send + 'static>(work: impl FnOnce() -> keyring::Result<T> + Send + 'static) -> Option<T> {
    let (sender, receiver) = mpsc::channel();
    let named = std::thread::Builder::new().name("conspectus-keyring".to_owned());
    named.spawn(move || drop(sender.send(work()))).ok()?;
    receiver.recv_timeout(KEYRING_PATIENCE).ok()?.ok()
}

/// What the search looks at, in its order.
pub struct Search<'a> {
    /// Given in the call.
    pub argument: Option<&'a str>,
    /// Reads an environment variable.
    pub environment: &'a dyn Fn(&str) -> Option<String>,
    /// The keyring.
    pub keyring: &'a dyn Keyring,
    /// The config file.
    pub config: &'a Path,
}

impl Search<'_> {
    /// The first token there is for `server`.
    pub fn token(&self, server: &str) -> Result<Option<Token>, CredentialsError> {
        let found = |value: &str, origin| Some(Token { value: value.trim().to_owned(), origin });
        if let Some(value) = self.argument {
            return Ok(found(value, Origin::Argument));
        }
        if let Some(value) = self.variable("CONSPECTUS_TOKEN") {
            return Ok(found(&value, Origin::Environment));
        }
        if let Some(path) = self.variable("CONSPECTUS_TOKEN_FILE").map(PathBuf::from) {
            return match std::fs::read_to_string(&path) {
                Ok(value) => Ok(found(&value, Origin::File(path))),
                Err(e) => Err(CredentialsError::File { path, reason: e.to_string() }),
            };
        }
        if let Some(value) = self.keyring.get(server) {
            return Ok(found(&value, Origin::Keyring));
        }
        let config = Config::read(self.config)?;
        Ok(config.tokens.get(server).and_then(|value| found(value, Origin::Config(self.config.to_owned()))))
    }

    fn variable(&self, name: &str) -> Option<String> {
        (self.environment)(name).filter(|value| !value.trim().is_empty())
    }
}

/// Makes `server` the one to connect to and keeps its token: in the keyring, or else in the config file.
pub fn remember(keyring: &dyn Keyring, config: &Path, server: &str, token: &str) -> Result<Origin, CredentialsError> {
    let mut content = Config::read(config)?;
    content.url = Some(server.to_owned());
    content.tokens.remove(server);
    let origin = if keyring.set(server, token) {
        Origin::Keyring
    } else {
        content.tokens.insert(server.to_owned(), token.to_owned());
        Origin::Config(config.to_owned())
    };
    content.write(config)?;
    Ok(origin)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::Mutex;

    use super::*;

    const SERVER: &str = "https://a.example";

    /// None inside stands for a keyring that is missing or locked.
    struct Fake(Mutex<Option<HashMap<String, String>>>);

    impl Keyring for Fake {
        fn get(&self, server: &str) -> Option<String> {
            self.0.lock().expect("not poisoned").as_ref()?.get(server).cloned()
        }

        fn set(&self, server: &str, token: &str) -> bool {
            let mut slot = self.0.lock().expect("not poisoned");
            slot.as_mut().is_some_and(|all| all.insert(server.to_owned(), token.to_owned()).is_none())
        }
    }

    #[test]
    fn the_order_is_argument_environment_file_keyring_config() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, config) = (folder.path().join("token"), folder.path().join("config.toml"));
        std::fs::write(&file, "from-file\n").expect("written");
        remember(&Fake(Mutex::new(None)), &config, SERVER, "from-config").expect("remembered");
        let full = Fake(Mutex::new(Some([(SERVER.to_owned(), "from-keyring".to_owned())].into())));
        let empty = Fake(Mutex::new(None));
        let path = file.to_string_lossy().into_owned();
        let find = |argument, variables: &[(&str, &str)], keyring: &Fake| {
            let environment =
                |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
            let search = Search { argument, environment: &environment, keyring, config: &config };
            search.token(SERVER).expect("searched").map(|token| token.value)
        };
        let (token, by_file) = (("CONSPECTUS_TOKEN", "from-variable"), ("CONSPECTUS_TOKEN_FILE", path.as_str()));
        assert_eq!(find(Some("given"), &[token, by_file], &full).as_deref(), Some("given"));
        assert_eq!(find(None, &[token, by_file], &full).as_deref(), Some("from-variable"));
        assert_eq!(find(None, &[("CONSPECTUS_TOKEN", " "), by_file], &full).as_deref(), Some("from-file"));
        assert_eq!(find(None, &[], &full).as_deref(), Some("from-keyring"));
        assert_eq!(find(None, &[], &empty).as_deref(), Some("from-config"));
    }

    #[test]
    fn a_token_for_one_server_is_not_given_to_another() {
        let folder = tempfile::tempdir().expect("a folder");
        let config = folder.path().join("config.toml");
        let keyring = Fake(Mutex::new(None));
        remember(&keyring, &config, SERVER, "secret").expect("remembered");
        let search = Search { argument: None, environment: &|_| None, keyring: &keyring, config: &config };
        assert_eq!(search.token("https://b.example").expect("searched"), None);
    }

    #[test]
    fn a_keyring_keeps_the_token_out_of_the_config_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let config = folder.path().join("config.toml");
        let keyring = Fake(Mutex::new(Some(HashMap::new())));
        assert_eq!(remember(&keyring, &config, SERVER, "secret").expect("remembered"), Origin::Keyring);
        assert!(!std::fs::read_to_string(&config).expect("read").contains("secret"));
    }

    #[test]
    fn a_missing_token_file_is_an_error_that_names_it() {
        let environment = |name: &str| (name == "CONSPECTUS_TOKEN_FILE").then(|| "/nowhere/token".to_owned());
        let keyring = Fake(Mutex::new(None));
        let search = Search { argument: None, environment: &environment, keyring: &keyring, config: Path::new("none") };
        assert!(search.token(SERVER).expect_err("refused").to_string().contains("/nowhere/token"));
    }

    #[test]
    fn a_token_is_never_printed() {
        let token = Token { value: "csp_pat_secret".to_owned(), origin: Origin::Keyring };
        assert!(!format!("{token:?}").contains("secret"));
    }
}
