//! One process uploads at a time. Two at once would be harmless; taking turns saves the server the work.

use std::fs::{File, OpenOptions};
use std::path::Path;

/// Held while uploading. The system releases it when the process ends, however it ends.
#[derive(Debug)]
pub(super) struct Turn {
    locked: File,
}

/// Closing the file would not do: a child forked in this moment has it open too.
impl Drop for Turn {
    fn drop(&mut self) {
        let _ = self.locked.unlock();
    }
}

impl Turn {
    /// None while another process uploads. A file system without locks gives every process its turn.
    pub(super) fn take(folder: &Path) -> Option<Self> {
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(folder.join("upload.lock")).ok()?;
        match file.try_lock() {
            Err(std::fs::TryLockError::WouldBlock) => None,
            Ok(()) | Err(std::fs::TryLockError::Error(_)) => Some(Self { locked: file }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_uploads_at_a_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let turn = Turn::take(folder.path()).expect("free");
        assert!(Turn::take(folder.path()).is_none());
        let forked = turn.locked.try_clone().expect("as a fork copies it");
        drop(turn);
        assert!(Turn::take(folder.path()).is_some());
        drop(forked);
    }
}
