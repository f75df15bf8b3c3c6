//! Where to send, with which token, and into which project: arguments over environment over keyring and config file.

use std::path::PathBuf;

use crate::Error;
use crate::config::Config;
use crate::credentials::{Keyring, Search, Token};
use crate::places::{self, Environment};
use crate::upload::Server;

/// What the caller gave explicitly.
#[derive(Clone, Copy, Default)]
pub struct Given<'a> {
    /// The server's address.
    pub url: Option<&'a str>,
    /// The token.
    pub token: Option<&'a str>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The server, if one is named anywhere.
    pub server: Option<Server>,
    /// The token for it, if there is one.
    pub token: Option<Token>,
}

impl Settings {
    /// Looks everywhere; asks nobody.
    pub fn find(given: Given<'_>, environment: Environment<'_>, keyring: &dyn Keyring) -> Result<Self, Error> {
        let path = config_file(environment)?;
        let config = Config::read(&path)?;
        let variable = || environment("CONSPECTUS_URL").filter(|value| !value.trim().is_empty());
        let url = given.url.map(str::to_owned).or_else(variable).or(config.url);
        let server = url.map(|url| Server::parse(&url)).transpose()?;
        let search = Search { argument: given.token, environment, keyring, config: &path };
        let token = server.as_ref().map(|server| search.token(&server.to_string())).transpose()?.flatten();
        Ok(Self { server, token })
    }
}

/// The project named in the environment or the config file.
pub fn project(environment: Environment<'_>) -> Result<Option<String>, Error> {
    let variable = environment("CONSPECTUS_PROJECT").filter(|value| !value.trim().is_empty());
    Ok(match variable {
        Some(project) => Some(project),
        None => Config::read(&config_file(environment)?)?.project,
    })
}

/// The user's config file.
pub fn config_file(environment: Environment<'_>) -> Result<PathBuf, Error> {
    places::config_file(environment).ok_or_else(nowhere)
}

/// The ledger's folder.
pub fn data_folder(environment: Environment<'_>) -> Result<PathBuf, Error> {
    places::data_folder(environment).ok_or_else(nowhere)
}

fn nowhere() -> Error {
    Error::System("there is no home folder here; set CONSPECTUS_HOME to a folder you can write to".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct NoKeyring;

    impl Keyring for NoKeyring {
        fn get(&self, _: &str) -> Option<String> {
            None
        }

        fn set(&self, _: &str, _: &str) -> bool {
            false
        }
    }

    #[test]
    fn arguments_go_before_the_environment_and_that_before_the_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let home = folder.path().to_string_lossy().into_owned();
        let config =
            Config { url: Some("https://file".to_owned()), project: Some("file".to_owned()), ..Config::default() };
        config.write(&folder.path().join("config.toml")).expect("written");
        let only_home = |name: &str| (name == "CONSPECTUS_HOME").then(|| home.clone());
        let all = |name: &str| match name {
            "CONSPECTUS_URL" => Some("https://variable".to_owned()),
            "CONSPECTUS_TOKEN" => Some("csp_pat_variable".to_owned()),
            other => only_home(other),
        };
        let find = |given, environment: Environment<'_>| {
            let found = Settings::find(given, environment, &NoKeyring).expect("found");
            (found.server.map(|s| s.to_string()), found.token.map(|t| t.value))
        };
        let text = |s: &str| Some(s.to_owned());
        assert_eq!(find(Given::default(), &only_home), (text("https://file"), None));
        assert_eq!(find(Given::default(), &all), (text("https://variable"), text("csp_pat_variable")));
        assert_eq!(project(&all).expect("read"), text("file"));
        let given = Given { url: Some("https://given"), token: Some("t") };
        assert_eq!(find(given, &all), (text("https://given"), text("t")));
    }
}
