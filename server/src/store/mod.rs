//! All SQL, and nothing but SQL: one method is one use case is one transaction.
//!
//! # How to add one more use case
//! 1. Give it a method on [`Store`] in the file of its subject (`store/<subject>.rs`). It starts with
//!    [`Store::read`] or [`Store::write`], which name the workspace and bring its keys.
//! 2. Write the SQL once, with `$1` placeholders and the types TEXT, BIGINT and BLOB: both engines take it. The
//!    workspace's id is bound as `$1` in every statement.
//! 3. What people wrote goes through [`Transaction::seal`] and comes back through [`Transaction::unseal`]; what must be
//!    found by value goes through [`Transaction::blind`].
//! 4. A write appends its audit event with [`Transaction::audit`] last, then commits.
//! 5. A new table is a new numbered file in `migrations/`, and calls `protect_rows` on PostgreSQL, which shows a
//!    transaction the rows of its workspace alone. Its test in `tests/it/` runs on both engines.

mod access;
mod account;
mod append;
mod assets;
mod attempt;
mod audit;
mod capture;
mod directory;
mod documents;
mod edges;
mod error;
mod federation;
mod filing;
mod flow;
mod invitation;
mod iterations;
mod keyring;
mod keys;
mod lineage;
mod link;
mod listing;
mod members;
mod migrations;
mod own_sessions;
mod projects;
mod provider;
mod roles;
mod rotation;
mod rows;
mod search;
mod second_factor;
mod session;
mod sign_in_rules;
mod summaries;
mod token;
mod transaction;
mod versions;
mod words;
mod workspace;

use std::sync::Arc;
use std::time::Duration;

use sqlx::any::AnyPoolOptions;
use sqlx::{AnyPool, AssertSqlSafe, Executor};
use tokio::sync::Mutex as Gate;
use uuid::Uuid;

use crate::vault::Custody;

pub use account::Account;
pub use append::{LockedAsset, NewVersion, Newest, kind_of};
pub use attempt::{Admission, Attempt};
pub use audit::{AuditActor, AuditEvent, AuditExport, SignedCheckpoint};
pub use capture::{Arrival, Recorded};
pub use directory::DirectoryEntry;
pub use documents::{Destination, Unwritten, Writing, Written};
pub use edges::relation_name;
pub use error::StoreError;
pub use flow::{Flow, SealedFlow};
pub use invitation::Invitation;
pub use iterations::IterationWithEntries;
pub use keyring::KeyLease;
use keyring::Keyring;
pub use keys::{KeyRow, OwnKey};
pub use listing::Slice;
pub use members::{Member, MemberChange, MemberRefusal, Standing};
pub use own_sessions::OwnSession;
pub use provider::{Provider, ProviderConflict};
pub use rotation::{DataRotation, MasterRotation, ResealedBatch};
pub use rows::{Named, Row, SealedAccount, SealedNote, SealedVersion, SealedWorkspace};
pub use search::Found;
pub use second_factor::Factor;
pub use session::{NewSession, Session};
pub use token::{NewToken, Token};
pub use transaction::Transaction;
pub use versions::VersionKey;
pub use workspace::{PolicyChange, StalePolicy};

/// The workspace that accounts and sign-ins belong to; no member can enter it.
pub const INSTALLATION: Uuid = Uuid::nil();

/// The two engines. SQL is the same; how a writing transaction starts is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// The database, with the keys to read it.
#[derive(Clone)]
pub struct Store {
    pool: AnyPool,
    engine: Engine,
    keyring: Arc<Keyring>,
    subjects: audit::Subjects,
    /// SQLite has one writer at a time: waiting in line here is fairer and faster than its polling.
    writer: Arc<Gate<()>>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("engine", &self.engine).finish_non_exhaustive()
    }
}

impl Store {
    /// Connects to `sqlite://path` or `postgres://…`. The SQLite file is made when it does not exist.
    pub async fn open(url: &str, custody: impl Into<Custody>) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let (engine, url, connections) = if url.starts_with("sqlite:") {
            let separator = if url.contains('?') { '&' } else { '?' };
            (Engine::Sqlite, format!("{url}{separator}mode=rwc"), 8)
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            (Engine::Postgres, url.to_owned(), 16)
        } else {
            return Err(StoreError::UnknownEngine);
        };
        let mut options = AnyPoolOptions::new().max_connections(connections).acquire_timeout(Duration::from_secs(30));
        if engine == Engine::Sqlite {
            options = options.after_connect(|connection, _| {
                Box::pin(async move { connection.execute(SQLITE_SETTINGS).await.map(|_| ()) })
            });
        }
        let pool = options.connect(&url).await?;
        let keyring = Arc::new(Keyring::new(custody.into(), KeyLease::default()));
        Ok(Self { pool, engine, keyring, subjects: Arc::default(), writer: Arc::default() })
    }

    /// With another pace at which servers learn of changed keys; it must be the same for all of one database.
    #[must_use]
    pub fn with_lease(mut self, lease: KeyLease) -> Self {
        self.keyring = Arc::new(Keyring::new(self.keyring.custody().clone(), lease));
        self
    }

    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// Applies the migrations this binary knows and the database lacks. Several processes may call it at once:
    /// PostgreSQL makes them wait for each other, on SQLite the one that came second looks again.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let _turn = self.writer.lock().await;
        let mut tries = 1;
        loop {
            match migrations::of(self.engine).run(&self.pool).await {
                Err(_) if self.engine == Engine::Sqlite && tries < MIGRATION_TRIES => tries += 1,
                done => return Ok(done?),
            }
        }
    }

    /// Whether the database answers and has the schema of this binary.
    pub async fn is_ready(&self) -> Result<bool, StoreError> {
        let sql = "SELECT COUNT(*), COALESCE(MAX(version), 0) FROM _sqlx_migrations WHERE success";
        let applied: (i64, i64) = sqlx::query_as(sql).fetch_one(&self.pool).await?;
        Ok(applied == migrations::complete(self.engine))
    }

    /// A transaction that reads one workspace.
    pub async fn read(&self, workspace: Uuid) -> Result<Transaction, StoreError> {
        let held = self.keys_of(workspace).await?;
        let mut transaction = self.read_without_keys(workspace).await?;
        transaction.hold_keys(held);
        transaction.subjects = self.subjects.clone();
        Ok(transaction)
    }

    /// For what is in the clear, of a workspace whose keys may be gone.
    pub(crate) async fn read_without_keys(&self, workspace: Uuid) -> Result<Transaction, StoreError> {
        let inner = match self.engine {
            Engine::Sqlite => self.pool.begin_with("BEGIN DEFERRED").await?,
            Engine::Postgres => self.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", workspace).await?,
        };
        Ok(Transaction::new(inner, workspace, None))
    }

    /// A transaction that may write to one workspace. Nothing is kept unless [`Transaction::commit`] is called.
    pub async fn write(&self, workspace: Uuid) -> Result<Transaction, StoreError> {
        let held = self.keys_of(workspace).await?;
        let mut transaction = self.write_without_keys(workspace).await?;
        transaction.hold_keys(held);
        transaction.subjects = self.subjects.clone();
        Ok(transaction)
    }

    /// For the birth of a workspace, whose keys do not exist yet.
    pub(crate) async fn write_without_keys(&self, workspace: Uuid) -> Result<Transaction, StoreError> {
        match self.engine {
            Engine::Sqlite => {
                let turn = self.writer.clone().lock_owned().await;
                let inner = self.pool.begin_with("BEGIN IMMEDIATE").await?;
                Ok(Transaction::new(inner, workspace, Some(turn)))
            }
            Engine::Postgres => Ok(Transaction::new(self.begin("BEGIN", workspace).await?, workspace, None)),
        }
    }

    /// Begins on PostgreSQL, and says in the same message which workspace's rows the transaction may see.
    async fn begin(&self, begin: &'static str, workspace: Uuid) -> sqlx::Result<sqlx::Transaction<'static, sqlx::Any>> {
        // A UUID's letters cannot end the literal.
        self.pool.begin_with(AssertSqlSafe(format!("{begin}; SET LOCAL conspectus.workspace = '{workspace}'"))).await
    }

    pub(crate) fn custody(&self) -> &Custody {
        self.keyring.custody()
    }

    /// Waits for the connections in use, then closes all.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// More than processes that could reasonably start together on one embedded database.
const MIGRATION_TRIES: u32 = 50;

/// FULL: what was acknowledged survives a power cut. The time-out only matters between processes.
const SQLITE_SETTINGS: &str = "PRAGMA busy_timeout = 15000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                               PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;";
