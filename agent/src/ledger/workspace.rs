//! What is known of a server's workspace, so that its policy holds offline too.

use conspectus_metadata::Policy;
use rusqlite::{OptionalExtension, params};

use super::entry::unreadable;
use super::{Ledger, LedgerError};
use crate::surroundings::rfc3339;

/// A workspace, as the server described it last.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownWorkspace {
    /// The server's id of it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it demands of captures.
    pub policy: Policy,
}

impl Ledger {
    /// The workspace behind `server`, as last seen.
    pub fn workspace(&self, server: &str) -> Result<Option<KnownWorkspace>, LedgerError> {
        self.gate.with(|connection| {
            connection
                .query_row("SELECT id, name, policy FROM workspace WHERE server = ?1", [server], |row| {
                    let policy: String = row.get(2)?;
                    let policy = serde_json::from_str(&policy).map_err(|e| unreadable(2, e))?;
                    Ok(KnownWorkspace { id: row.get(0)?, name: row.get(1)?, policy })
                })
                .optional()
        })
    }

    /// Remembers what a workspace that is known demands now.
    pub fn remember_policy(&self, server: &str, policy: &Policy, now: jiff::Timestamp) -> Result<(), LedgerError> {
        self.gate.write(|transaction| {
            let policy = serde_json::to_string(policy).map_err(|e| unreadable(1, e))?;
            transaction
                .execute(
                    "UPDATE workspace SET policy = ?2, fetched_at = ?3 WHERE server = ?1 AND policy <> ?2",
                    params![server, policy, rfc3339(now)],
                )
                .map(drop)
        })
    }

    /// Remembers what the server said of its workspace.
    pub fn remember_workspace(
        &self,
        server: &str,
        workspace: &KnownWorkspace,
        now: jiff::Timestamp,
    ) -> Result<(), LedgerError> {
        let KnownWorkspace { id, name, policy } = workspace;
        self.gate.write(|transaction| {
            let policy = serde_json::to_string(policy).map_err(|e| unreadable(3, e))?;
            transaction
                .execute(
                    "INSERT INTO workspace (server, id, name, policy, fetched_at) VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT (server) DO UPDATE SET id = excluded.id, name = excluded.name,
                         policy = excluded.policy, fetched_at = excluded.fetched_at",
                    params![server, id, name, policy, rfc3339(now)],
                )
                .map(drop)
        })
    }
}
