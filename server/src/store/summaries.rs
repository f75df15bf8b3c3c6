//! How rows become the summaries that lists, graphs and hits show. Every query that reads versions selects
//! [`version_columns!`] from [`version_tables!`], every one that reads assets [`asset_columns!`] besides.

use std::collections::HashMap;

use conspectus_metadata::{AgentInfo, AssetKind};
use sqlx::any::AnyRow;
use uuid::Uuid;

use super::{Named as SealedName, Row, SealedVersion, StoreError, Transaction};
use crate::catalog::{ActorName, AssetSummary, Named, VersionSummary};
use crate::vault::Table;

macro_rules! version_columns {
    () => {
        "version.id, version.asset_id, version.number, version.captured_at, version.recorded_at, version.actor_kind,
         version.sealed, version.iteration_id, iteration.sealed AS iteration_sealed, asset.kind,
         asset.sealed AS asset_sealed, version.project_id, asset.versions"
    };
}

macro_rules! version_tables {
    () => {
        "version JOIN asset ON asset.id = version.asset_id LEFT JOIN iteration ON iteration.id = version.iteration_id"
    };
}

pub(super) use {version_columns, version_tables};

/// Opens what rows hold. Names that many rows share are opened once.
pub(super) struct Reader<'a> {
    transaction: &'a Transaction,
    names: HashMap<Uuid, String>,
}

impl<'a> Reader<'a> {
    pub fn new(transaction: &'a Transaction) -> Self {
        Self { transaction, names: HashMap::new() }
    }

    /// The name in a sealed body of `table`.
    pub fn name(&mut self, table: Table, row: Uuid, sealed: &[u8]) -> Result<String, StoreError> {
        if let Some(name) = self.names.get(&row) {
            return Ok(name.clone());
        }
        let SealedName { name } = self.transaction.unseal(table, row, sealed)?;
        self.names.insert(row, name.clone());
        Ok(name)
    }

    pub fn version(&mut self, row: &AnyRow) -> Result<VersionSummary, StoreError> {
        Ok(self.version_and_agent(row)?.0)
    }

    pub fn version_and_agent(&mut self, row: &AnyRow) -> Result<(VersionSummary, Option<AgentInfo>), StoreError> {
        let (id, asset_id) = (row.id("id")?, row.id("asset_id")?);
        let sealed: SealedVersion = self.transaction.unseal(Table::Version, id, &row.bytes("sealed")?)?;
        let iteration = match (row.id_or_none("iteration_id")?, row.bytes_or_none("iteration_sealed")?) {
            (Some(id), Some(sealed)) => Some(Named { id, name: self.name(Table::Iteration, id, &sealed)? }),
            _ => None,
        };
        let actor_kind = row.text("actor_kind")?.parse().map_err(|()| StoreError::Unreadable("actor_kind"))?;
        let summary = VersionSummary {
            id,
            asset_id,
            kind: kind(row)?,
            name: self.name(Table::Asset, asset_id, &row.bytes("asset_sealed")?)?,
            number: row.number("number")?,
            captured_at: row.moment("captured_at")?,
            recorded_at: row.moment("recorded_at")?,
            actor: ActorName { kind: actor_kind, name: sealed.actor },
            iteration,
            digest: sealed.digest,
        };
        Ok((summary, sealed.agent))
    }

    /// An asset from the row of its newest version.
    pub fn asset(&mut self, row: &AnyRow) -> Result<AssetSummary, StoreError> {
        let newest = self.version(row)?;
        Ok(AssetSummary {
            id: newest.asset_id,
            kind: newest.kind,
            name: newest.name.clone(),
            project_id: row.id("project_id")?,
            versions: row.number("versions")?,
            newest,
        })
    }
}

fn kind(row: &AnyRow) -> Result<AssetKind, StoreError> {
    let text = row.text("kind")?;
    AssetKind::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(StoreError::Unreadable("kind"))
}
