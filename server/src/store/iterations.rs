use sqlx::any::AnyRow;
use uuid::Uuid;

use super::summaries::{Reader, version_columns, version_tables};
use super::{Row, SealedNote, Slice, Store, StoreError, Transaction};
use crate::catalog::{ActorName, Entry, IterationSummary, Named};
use crate::identity::Actor;
use crate::vault::Table;

macro_rules! iteration_columns {
    () => {
        "iteration.id, iteration.project_id, iteration.phase_id, iteration.started_at, iteration.last_at,
         iteration.sealed, phase.sealed AS phase_sealed,
         (SELECT COUNT(*) FROM version WHERE version.workspace_id = $1 AND version.iteration_id = iteration.id)
             AS versions,
         (SELECT COUNT(*) FROM note WHERE note.workspace_id = $1 AND note.iteration_id = iteration.id) AS notes
         FROM iteration LEFT JOIN phase ON phase.id = iteration.phase_id"
    };
}

/// An iteration, the name of its project, and a slice of what happened in it, each entry with its sort key and id.
pub type IterationWithEntries = (IterationSummary, String, Vec<((i64, Uuid), Entry)>);

impl Store {
    /// A project's iterations, the one last recorded in first; none when there is no such project.
    pub async fn iterations(
        &self,
        actor: &Actor,
        project: Uuid,
        phase: Option<Uuid>,
        slice: Slice,
    ) -> Result<Option<Vec<IterationSummary>>, StoreError> {
        let mut transaction = self.read(actor.workspace).await?;
        if !transaction.sees_project(actor, project).await? {
            return Ok(None);
        }
        let (key, id) = slice.below();
        let rows = sqlx::query(concat!(
            "SELECT ",
            iteration_columns!(),
            " WHERE iteration.workspace_id = $1 AND iteration.project_id = $2
              AND (iteration.last_at, iteration.id) < ($3, $4)
              AND COALESCE(iteration.phase_id, '') = COALESCE($5, iteration.phase_id, '')
              ORDER BY iteration.last_at DESC, iteration.id DESC LIMIT $6"
        ))
        .bind(transaction.scope())
        .bind(project.to_string())
        .bind(key)
        .bind(id)
        .bind(phase.map(|phase| phase.to_string()))
        .bind(slice.surplus())
        .fetch_all(transaction.connection())
        .await?;
        let mut reader = Reader::new(&transaction);
        rows.iter().map(|row| summary(&mut reader, row)).collect::<Result<_, _>>().map(Some)
    }

    /// An iteration and a slice of its entries, in the order they were recorded.
    pub async fn iteration(
        &self,
        actor: &Actor,
        id: Uuid,
        slice: Slice,
    ) -> Result<Option<IterationWithEntries>, StoreError> {
        let mut transaction = self.read(actor.workspace).await?;
        let row = sqlx::query(concat!(
            "SELECT ",
            iteration_columns!(),
            " WHERE iteration.workspace_id = $1 AND iteration.id = $2"
        ))
        .bind(transaction.scope())
        .bind(id.to_string())
        .fetch_optional(transaction.connection())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let summary = summary(&mut Reader::new(&transaction), &row)?;
        if !actor.sees(summary.project_id) {
            return Ok(None);
        }
        let project_name = transaction.project_name(summary.project_id).await?;
        let mut entries = transaction.recorded_in(id, slice).await?;
        entries.extend(transaction.noted_in(id, slice).await?);
        entries.sort_by_key(|(key, _)| *key);
        entries.truncate(slice.limit as usize + 1);
        Ok(Some((summary, project_name, entries)))
    }
}

impl Transaction {
    async fn recorded_in(&mut self, iteration: Uuid, slice: Slice) -> Result<Vec<((i64, Uuid), Entry)>, StoreError> {
        let (key, id) = slice.above();
        let rows = sqlx::query(concat!(
            "SELECT ",
            version_columns!(),
            " FROM ",
            version_tables!(),
            " WHERE version.workspace_id = $1 AND version.iteration_id = $2
              AND (version.recorded_at, version.id) > ($3, $4) ORDER BY version.recorded_at, version.id LIMIT $5"
        ))
        .bind(self.scope())
        .bind(iteration.to_string())
        .bind(key)
        .bind(id)
        .bind(slice.surplus())
        .fetch_all(self.connection())
        .await?;
        let mut reader = Reader::new(self);
        let entry = |row: &AnyRow| {
            let version = reader.version(row)?;
            let entry =
                Entry { at: version.captured_at, actor: version.actor.clone(), version: Some(version), note: None };
            Ok(((row.integer("recorded_at")?, row.id("id")?), entry))
        };
        rows.iter().map(entry).collect()
    }

    async fn noted_in(&mut self, iteration: Uuid, slice: Slice) -> Result<Vec<((i64, Uuid), Entry)>, StoreError> {
        let (key, id) = slice.above();
        let rows = sqlx::query(
            "SELECT id, actor_kind, captured_at, recorded_at, sealed FROM note
             WHERE workspace_id = $1 AND iteration_id = $2 AND (recorded_at, id) > ($3, $4)
             ORDER BY recorded_at, id LIMIT $5",
        )
        .bind(self.scope())
        .bind(iteration.to_string())
        .bind(key)
        .bind(id)
        .bind(slice.surplus())
        .fetch_all(self.connection())
        .await?;
        let entry = |row: &AnyRow| {
            let id = row.id("id")?;
            let SealedNote { actor, text } = self.unseal(Table::Note, id, &row.bytes("sealed")?)?;
            let kind = row.text("actor_kind")?.parse().map_err(|()| StoreError::Unreadable("actor_kind"))?;
            let actor = ActorName { kind, name: actor };
            let entry = Entry { at: row.moment("captured_at")?, actor, version: None, note: Some(text) };
            Ok(((row.integer("recorded_at")?, id), entry))
        };
        rows.iter().map(entry).collect()
    }
}

fn summary(reader: &mut Reader<'_>, row: &AnyRow) -> Result<IterationSummary, StoreError> {
    let id = row.id("id")?;
    let phase = match (row.id_or_none("phase_id")?, row.bytes_or_none("phase_sealed")?) {
        (Some(id), Some(sealed)) => Some(Named { id, name: reader.name(Table::Phase, id, &sealed)? }),
        _ => None,
    };
    Ok(IterationSummary {
        id,
        name: reader.name(Table::Iteration, id, &row.bytes("sealed")?)?,
        project_id: row.id("project_id")?,
        phase,
        started_at: row.moment("started_at")?,
        last_at: row.moment("last_at")?,
        versions: row.integer("versions")?.unsigned_abs(),
        notes: row.integer("notes")?.unsigned_abs(),
    })
}
