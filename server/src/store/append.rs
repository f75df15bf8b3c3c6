use conspectus_metadata::{AgentInfo, AssetKind, Body, CaptureId, RecordedVersion};
use uuid::Uuid;

use super::{Named, Row, SealedVersion, StoreError, Transaction};
use crate::catalog::{Digest, content_of};
use crate::environment::Environment;
use crate::identity::Actor;
use crate::moment::Moment;
use crate::vault::Table;

/// An asset whose row is locked until the transaction ends: nobody else can give it a version meanwhile.
#[derive(Debug)]
pub struct LockedAsset {
    pub id: Uuid,
    pub project: Uuid,
    pub kind: AssetKind,
    pub name: String,
    /// How many versions it has, which is the newest one's number.
    pub versions: u32,
}

/// The newest version of a locked asset.
#[derive(Debug)]
pub struct Newest {
    pub id: Uuid,
    pub number: u32,
    /// Equal for equal bodies.
    pub content: Vec<u8>,
}

/// A version to be appended to a locked asset.
#[derive(Debug)]
pub struct NewVersion<'a> {
    pub body: &'a Body,
    pub actor: &'a Actor,
    /// The program that captured it; none for what was written on the page.
    pub agent: Option<&'a AgentInfo>,
    pub capture: Option<CaptureId>,
    pub iteration: Option<Uuid>,
    pub captured_at: Moment,
    pub recorded_at: Moment,
}

impl Transaction {
    /// Finds or makes an asset by name, and locks it.
    pub async fn lock_asset(
        &mut self,
        project: Uuid,
        (kind, name): (AssetKind, &str),
        at: Moment,
        environment: &dyn Environment,
    ) -> Result<LockedAsset, StoreError> {
        let id = environment.id();
        let index = self.blind("asset.name", name)?;
        let sealed = self.seal(Table::Asset, id, &Named { name: name.to_owned() })?;
        // The update that changes nothing takes the row's lock on PostgreSQL; SQLite has one writer anyway.
        let row = sqlx::query(
            "INSERT INTO asset (id, workspace_id, project_id, kind, name_index, versions, created_at, updated_at,
                                sealed)
             VALUES ($2, $1, $3, $4, $5, 0, $6, $6, $7)
             ON CONFLICT (workspace_id, project_id, kind, name_index) DO UPDATE SET versions = asset.versions
             RETURNING id, versions",
        )
        .bind(self.scope())
        .bind(id.to_string())
        .bind(project.to_string())
        .bind(kind.as_str())
        .bind(index)
        .bind(at.millis())
        .bind(sealed)
        .fetch_one(self.connection())
        .await?;
        Ok(LockedAsset { id: row.id("id")?, project, kind, name: name.to_owned(), versions: row.number("versions")? })
    }

    /// Locks an asset by id; none when the workspace has none of that id.
    pub async fn lock_asset_by_id(&mut self, asset: Uuid) -> Result<Option<LockedAsset>, StoreError> {
        let row = sqlx::query(
            "UPDATE asset SET versions = versions WHERE workspace_id = $1 AND id = $2
             RETURNING project_id, kind, versions, sealed",
        )
        .bind(self.scope())
        .bind(asset.to_string())
        .fetch_optional(self.connection())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let named: Named = self.unseal(Table::Asset, asset, &row.bytes("sealed")?)?;
        let kind = kind_of(&row.text("kind")?)?;
        let (project, versions) = (row.id("project_id")?, row.number("versions")?);
        Ok(Some(LockedAsset { id: asset, project, kind, name: named.name, versions }))
    }

    /// The newest version of a locked asset.
    pub async fn newest(&mut self, asset: &LockedAsset) -> Result<Option<Newest>, StoreError> {
        let row = sqlx::query(
            "SELECT id, number, content_index FROM version WHERE workspace_id = $1 AND asset_id = $2 AND number = $3",
        )
        .bind(self.scope())
        .bind(asset.id.to_string())
        .bind(i64::from(asset.versions))
        .fetch_optional(self.connection())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let (id, number, content) = (row.id("id")?, row.number("number")?, row.bytes("content_index")?);
        Ok(Some(Newest { id, number, content }))
    }

    /// The keyed digest by which bodies are compared.
    pub fn content_of(&self, body: &Body) -> Result<Vec<u8>, StoreError> {
        self.blind("version.body", content_of(body))
    }

    /// Appends the next version: its rows, the words it is found by, the times of asset and project. The audit event
    /// and the edges are the caller's.
    pub async fn append_version(
        &mut self,
        asset: &LockedAsset,
        new: &NewVersion<'_>,
        environment: &dyn Environment,
    ) -> Result<RecordedVersion, StoreError> {
        let (id, number) = (environment.id(), asset.versions + 1);
        self.insert_version(asset, (id, number), new).await?;
        let sealed = self.seal(Table::VersionBody, id, new.body)?;
        sqlx::query("INSERT INTO version_body (version_id, workspace_id, sealed) VALUES ($2, $1, $3)")
            .bind(self.scope())
            .bind(id.to_string())
            .bind(sealed)
            .execute(self.connection())
            .await?;
        sqlx::query("UPDATE asset SET versions = $3, updated_at = $4 WHERE workspace_id = $1 AND id = $2")
            .bind(self.scope())
            .bind(asset.id.to_string())
            .bind(i64::from(number))
            .bind(new.recorded_at.millis())
            .execute(self.connection())
            .await?;
        self.index_words(asset, new.body).await?;
        self.touch_project(asset.project, new.recorded_at).await?;
        Ok(RecordedVersion { id, asset_id: asset.id, kind: asset.kind, name: asset.name.clone(), number })
    }

    async fn insert_version(
        &mut self,
        asset: &LockedAsset,
        (id, number): (Uuid, u32),
        new: &NewVersion<'_>,
    ) -> Result<(), StoreError> {
        let summary =
            SealedVersion { actor: new.actor.name.clone(), agent: new.agent.cloned(), digest: Digest::of(new.body) };
        let (sealed, content) = (self.seal(Table::Version, id, &summary)?, self.content_of(new.body)?);
        sqlx::query(
            "INSERT INTO version (id, workspace_id, project_id, asset_id, number, iteration_id, capture_id,
                                  actor_kind, actor_id, captured_at, recorded_at, content_index, sealed)
             VALUES ($2, $1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        )
        .bind(self.scope())
        .bind(id.to_string())
        .bind(asset.project.to_string())
        .bind(asset.id.to_string())
        .bind(i64::from(number))
        .bind(new.iteration.map(|iteration| iteration.to_string()))
        .bind(new.capture.map(|capture| capture.to_string()))
        .bind(new.actor.kind.as_str())
        .bind(new.actor.id.to_string())
        .bind(new.captured_at.millis())
        .bind(new.recorded_at.millis())
        .bind(content)
        .bind(sealed)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// A version as receipts name it.
    pub async fn recorded(&mut self, version: Uuid) -> Result<Option<RecordedVersion>, StoreError> {
        let row = sqlx::query(
            "SELECT v.asset_id, v.number, a.kind, a.sealed FROM version v JOIN asset a ON a.id = v.asset_id
             WHERE v.workspace_id = $1 AND v.id = $2",
        )
        .bind(self.scope())
        .bind(version.to_string())
        .fetch_optional(self.connection())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let asset_id = row.id("asset_id")?;
        let named: Named = self.unseal(Table::Asset, asset_id, &row.bytes("sealed")?)?;
        let (kind, number) = (kind_of(&row.text("kind")?)?, row.number("number")?);
        Ok(Some(RecordedVersion { id: version, asset_id, kind, name: named.name, number }))
    }
}

/// Reads the kind column.
pub fn kind_of(text: &str) -> Result<AssetKind, StoreError> {
    AssetKind::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(StoreError::Unreadable("kind"))
}
