use conspectus_metadata::AssetKind;
use uuid::Uuid;

use super::summaries::{Reader, version_columns, version_tables};
use super::{Row, Slice, Store, StoreError, Transaction};
use crate::catalog::{Asset, AssetSummary, VersionSummary};
use crate::identity::Actor;

impl Store {
    /// A project's assets with the moment each was last recorded, newest first; none when there is no such project.
    pub async fn assets(
        &self,
        actor: &Actor,
        project: Uuid,
        kind: Option<AssetKind>,
        slice: Slice,
    ) -> Result<Option<Vec<(i64, AssetSummary)>>, StoreError> {
        let mut transaction = self.read(actor.workspace).await?;
        if !transaction.sees_project(actor, project).await? {
            return Ok(None);
        }
        let (key, id) = slice.below();
        let rows = sqlx::query(concat!(
            "SELECT asset.updated_at, ",
            version_columns!(),
            " FROM ",
            version_tables!(),
            " WHERE asset.workspace_id = $1 AND asset.project_id = $2 AND asset.kind = COALESCE($3, asset.kind)
              AND version.number = asset.versions AND (asset.updated_at, asset.id) < ($4, $5)
              ORDER BY asset.updated_at DESC, asset.id DESC LIMIT $6"
        ))
        .bind(transaction.scope())
        .bind(project.to_string())
        .bind(kind.map(AssetKind::as_str))
        .bind(key)
        .bind(id)
        .bind(slice.surplus())
        .fetch_all(transaction.connection())
        .await?;
        let mut reader = Reader::new(&transaction);
        let asset = |row| Ok((Row::integer(row, "updated_at")?, reader.asset(row)?));
        rows.iter().map(asset).collect::<Result<_, StoreError>>().map(Some)
    }

    /// An asset and where it is filed.
    pub async fn asset(&self, actor: &Actor, id: Uuid) -> Result<Option<Asset>, StoreError> {
        let mut transaction = self.read(actor.workspace).await?;
        let Some(summary) = transaction.asset_summary(id).await? else { return Ok(None) };
        if !actor.sees(summary.project_id) {
            return Ok(None);
        }
        let project_name = transaction.project_name(summary.project_id).await?;
        Ok(Some(Asset { summary, project_name }))
    }

    /// An asset's versions, newest first; none when there is no such asset.
    pub async fn versions(
        &self,
        actor: &Actor,
        asset: Uuid,
        slice: Slice,
    ) -> Result<Option<Vec<VersionSummary>>, StoreError> {
        let mut transaction = self.read(actor.workspace).await?;
        if !transaction.asset_summary(asset).await?.is_some_and(|summary| actor.sees(summary.project_id)) {
            return Ok(None);
        }
        let rows = sqlx::query(concat!(
            "SELECT ",
            version_columns!(),
            " FROM ",
            version_tables!(),
            " WHERE version.workspace_id = $1 AND version.asset_id = $2 AND version.number < $3
              ORDER BY version.number DESC LIMIT $4"
        ))
        .bind(transaction.scope())
        .bind(asset.to_string())
        .bind(slice.below().0)
        .bind(slice.surplus())
        .fetch_all(transaction.connection())
        .await?;
        let mut reader = Reader::new(&transaction);
        rows.iter().map(|row| reader.version(row)).collect::<Result<_, _>>().map(Some)
    }
}

impl Transaction {
    pub(super) async fn asset_summary(&mut self, id: Uuid) -> Result<Option<AssetSummary>, StoreError> {
        let row = sqlx::query(concat!(
            "SELECT ",
            version_columns!(),
            " FROM ",
            version_tables!(),
            " WHERE asset.workspace_id = $1 AND asset.id = $2 AND version.number = asset.versions"
        ))
        .bind(self.scope())
        .bind(id.to_string())
        .fetch_optional(self.connection())
        .await?;
        row.map(|row| Reader::new(self).asset(&row)).transpose()
    }
}
