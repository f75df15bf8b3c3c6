use crate::moment::Moment;
use crate::store::{Row, StoreError, Transaction};

impl Transaction {
    /// Version, bodies done and start of the rotation that was not finished.
    pub(super) async fn unfinished(&mut self, purpose: &str) -> Result<Option<(u32, u64, Moment)>, StoreError> {
        let row = sqlx::query(
            "SELECT to_version, done, started_at FROM key_rotation
             WHERE workspace_id = $1 AND purpose = $2 AND finished_at IS NULL",
        )
        .bind(self.scope())
        .bind(purpose.to_owned())
        .fetch_optional(self.connection())
        .await?;
        let read = |row: &sqlx::any::AnyRow| {
            let done = u64::try_from(row.integer("done")?).unwrap_or_default();
            Ok((row.number("to_version")?, done, row.moment("started_at")?))
        };
        row.as_ref().map(read).transpose()
    }

    pub(super) async fn last_rotation(&mut self, purpose: &str) -> Result<u32, StoreError> {
        let row = sqlx::query(
            "SELECT COALESCE(MAX(to_version), 0) AS last FROM key_rotation WHERE workspace_id = $1 AND purpose = $2",
        )
        .bind(self.scope())
        .bind(purpose.to_owned())
        .fetch_one(self.connection())
        .await?;
        row.number("last")
    }

    pub(super) async fn insert_rotation(&mut self, purpose: &str, to: u32, at: Moment) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO key_rotation (workspace_id, purpose, to_version, started_at, done) VALUES ($1, $2, $3, $4, 0)",
        )
        .bind(self.scope())
        .bind(purpose.to_owned())
        .bind(i64::from(to))
        .bind(at.millis())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    pub(super) async fn count_done(&mut self, purpose: &str, to: u32, more: u64) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE key_rotation SET done = done + $4 WHERE workspace_id = $1 AND purpose = $2 AND to_version = $3",
        )
        .bind(self.scope())
        .bind(purpose.to_owned())
        .bind(i64::from(to))
        .bind(i64::try_from(more).unwrap_or(i64::MAX))
        .execute(self.connection())
        .await?;
        Ok(())
    }

    pub(super) async fn end_rotation(&mut self, purpose: &str, to: u32, at: Moment) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE key_rotation SET finished_at = $4 WHERE workspace_id = $1 AND purpose = $2 AND to_version = $3",
        )
        .bind(self.scope())
        .bind(purpose.to_owned())
        .bind(i64::from(to))
        .bind(at.millis())
        .execute(self.connection())
        .await?;
        Ok(())
    }
}
