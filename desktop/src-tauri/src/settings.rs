//! What the shell remembers between two starts: the address of the server, and nothing secret.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::address::ServerAddress;

#[derive(Serialize, Deserialize)]
struct Remembered {
    server: String,
}

/// A small JSON file in the user's configuration folder.
pub struct Settings {
    file: PathBuf,
}

impl Settings {
    pub fn in_folder(folder: &Path) -> Self {
        Self { file: folder.join("desktop.json") }
    }

    /// The server of the last session; a file that cannot be read counts as none.
    pub fn server(&self) -> Option<ServerAddress> {
        let text = fs::read_to_string(&self.file).ok()?;
        let remembered: Remembered = serde_json::from_str(&text).ok()?;
        ServerAddress::parse(&remembered.server).ok()
    }

    /// Replaces the file in one step, so that a crash leaves the old one or the new one.
    pub fn remember(&self, server: &ServerAddress) -> io::Result<()> {
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        let next = self.file.with_extension("json.new");
        fs::write(&next, serde_json::to_vec_pretty(&Remembered { server: server.origin() })?)?;
        fs::rename(next, &self.file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_is_remembered() {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = Settings::in_folder(&folder.path().join("new"));
        assert_eq!(settings.server(), None);
        let server = ServerAddress::parse("https://conspectus.example.org").expect("a valid address");
        settings.remember(&server).expect("a written file");
        assert_eq!(settings.server(), Some(server));
    }

    #[test]
    fn a_file_that_was_tampered_with_does_not_loosen_the_rules() {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = Settings::in_folder(folder.path());
        for text in ["", "{}", r#"{"server":"http://evil.example.org"}"#] {
            fs::write(&settings.file, text).expect("a written file");
            assert_eq!(settings.server(), None, "{text}");
        }
    }
}
