//! The ledger's secret: 32 bytes that key every hash of content and never leave the machine.

use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

use super::LedgerError;
use crate::surroundings::Surroundings;

const FILE: &str = "secret";

/// Reads the secret, or makes it. Two processes that start at once end up with the same one.
pub(super) fn read_or_make(folder: &Path, surroundings: &dyn Surroundings) -> Result<[u8; 32], LedgerError> {
    let path = folder.join(FILE);
    if let Some(secret) = read(&path)? {
        return Ok(secret);
    }
    let mut secret = [0; 32];
    surroundings.fill(&mut secret);
    make(folder, &path, &secret, surroundings).map_err(|e| LedgerError::from_io(&path, &e))?;
    read(&path)?.ok_or_else(|| LedgerError::Damaged { path, reason: "the secret vanished".to_owned() })
}

fn read(path: &Path) -> Result<Option<[u8; 32]>, LedgerError> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(LedgerError::from_io(path, &e)),
    };
    restrict(&file).map_err(|e| LedgerError::from_io(path, &e))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(|e| LedgerError::from_io(path, &e))?;
    let reason = "the file `secret` does not hold 32 bytes".to_owned();
    bytes.try_into().map(Some).map_err(|_| LedgerError::Damaged { path: path.to_owned(), reason })
}

/// Written aside, made durable, then linked under its name: the name never stands for half a secret.
fn make(folder: &Path, path: &Path, secret: &[u8; 32], surroundings: &dyn Surroundings) -> std::io::Result<()> {
    let aside = folder.join(format!("secret.{}", surroundings.capture_id()));
    let written = (|| {
        let mut file = crate::private_file().create_new(true).open(&aside)?;
        file.write_all(secret)?;
        file.sync_all()?;
        match fs::hard_link(&aside, path) {
            Err(e) if e.kind() == ErrorKind::AlreadyExists => Ok(()),
            // Some file systems have no links; a rename may then replace a secret made in the same moment.
            Err(e) if e.kind() == ErrorKind::Unsupported => fs::rename(&aside, path),
            linked => linked,
        }
    })();
    let _ = fs::remove_file(&aside);
    written?;
    sync_folder(folder)
}

#[cfg(unix)]
fn restrict(file: &File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    if file.metadata()?.permissions().mode() & 0o077 != 0 {
        file.set_permissions(fs::Permissions::from_mode(0o600))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn restrict(_: &File) -> std::io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}
