use crate::vault::VaultError;

/// Why a use case of the store did not happen.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the database URL must start with sqlite:// or postgres://")]
    UnknownEngine,
    #[error(
        "the database role {0} is a superuser or bypasses row-level security: give --database a plain role, and \
         --migration-database one that owns the tables"
    )]
    UnboundRole(String),
    #[error("the workspace does not exist")]
    NoWorkspace,
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    #[error("the schema could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error("this took so long that its keys may have changed: nothing was kept, try again")]
    KeysOutdated,
    #[error("column {0} holds what this version cannot read")]
    Unreadable(&'static str),
}

impl StoreError {
    /// Whether the same transaction can succeed when it is run again: two met, and the engine chose the other.
    pub fn is_collision(&self) -> bool {
        let Self::Database(sqlx::Error::Database(error)) = self else { return false };
        // PostgreSQL: serialization failure, deadlock. SQLite: BUSY and its snapshot variant.
        error.is_unique_violation() || matches!(error.code().as_deref(), Some("40001" | "40P01" | "5" | "517"))
    }
}
