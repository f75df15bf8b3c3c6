//! The user's config file: which server, which project, and the tokens that no keyring would take.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// `config.toml`. An argument or an environment variable goes before each of its keys.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The server's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The project captures are filed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    /// Tokens by server address, where there is no keyring.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tokens: BTreeMap<String, String>,
}

/// Why the config file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// It cannot be read or written.
    #[error("the config file {path} cannot be used: {reason}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// It says something nobody understands.
    #[error("the config file {path} is not valid at line {line}; it may hold url, project and [tokens]")]
    Syntax {
        /// The file.
        path: PathBuf,
        /// Where, counted from 1.
        line: usize,
    },
}

impl Config {
    /// Reads the file; one that does not exist is empty.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(e) => return Err(ConfigError::file(path, &e)),
        };
        // The parser's own message quotes the line, which may hold a token.
        toml::from_str(&text).map_err(|e| {
            let line = e.span().map_or(1, |span| 1 + text[..span.start].matches('\n').count());
            ConfigError::Syntax { path: path.to_owned(), line }
        })
    }

    /// Replaces the file as a whole, for its owner's eyes only.
    pub fn write(&self, path: &Path) -> Result<(), ConfigError> {
        let write = || {
            let folder = path.parent().unwrap_or(Path::new("."));
            fs::create_dir_all(folder)?;
            let text = toml::to_string(self).map_err(std::io::Error::other)?;
            let aside = path.with_extension(format!("{}.toml", std::process::id()));
            let mut file = crate::private_file().create(true).truncate(true).open(&aside)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&aside, path)
        };
        write().map_err(|e| ConfigError::file(path, &e))
    }
}

impl ConfigError {
    fn file(path: &Path, error: &std::io::Error) -> Self {
        Self::File { path: path.to_owned(), reason: error.to_string() }
    }
}

/// Without the tokens.
impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config").field("url", &self.url).field("project", &self.project).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back_and_only_its_owner_can_read_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("conspectus/config.toml");
        assert_eq!(Config::read(&path).expect("empty"), Config::default());
        let tokens = [("https://a.example".to_owned(), "csp_pat_x".to_owned())].into();
        let config = Config { url: Some("https://a.example".to_owned()), project: None, tokens };
        config.write(&path).expect("written");
        assert_eq!(Config::read(&path).expect("read"), config);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o077, 0);
        }
    }

    #[test]
    fn a_line_that_is_not_understood_is_named_but_not_quoted() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("config.toml");
        fs::write(&path, "url = \"https://a\"\ntokn = \"csp_pat_secret\"\n").expect("written");
        let error = Config::read(&path).expect_err("refused").to_string();
        assert!(error.contains("line 2") && !error.contains("secret"), "{error}");
    }
}
