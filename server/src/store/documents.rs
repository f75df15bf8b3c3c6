use conspectus_metadata::{AssetKind, Body, Document};
use serde_json::json;
use uuid::Uuid;

use super::{LockedAsset, NewVersion, Row, Store, StoreError, Transaction, VersionKey};
use crate::audit::Event;
use crate::catalog::Version;
use crate::environment::Environment;
use crate::identity::Actor;
use crate::moment::Moment;

/// How often a transaction that met another is run again.
const TRIES: u32 = 5;

/// Where a text written on the page goes.
#[derive(Debug, Clone, Copy)]
pub enum Destination<'a> {
    /// A new document of this name in a project.
    New { project: Uuid, name: &'a str },
    /// The revision after the given one of a document.
    After { asset: Uuid, number: u32 },
}

/// A text somebody wrote on the page.
#[derive(Debug)]
pub struct Writing<'a> {
    pub destination: Destination<'a>,
    pub document: Document,
    /// Under which a repetition is recognised; the second part is the request that may be repeated.
    pub idempotency: Option<(&'a str, Vec<u8>)>,
}

/// What a text written on the page became.
#[derive(Debug)]
pub enum Written {
    Created(Version),
    /// The text is the newest revision's: nothing was made.
    Unchanged(Version),
}

/// Why a text was not recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unwritten {
    NotFound,
    /// The project has a document of this name.
    NameTaken,
    /// Assets of other kinds are captured, not written.
    NotADocument,
    /// Somebody wrote a revision meanwhile: this is its number.
    Stale(u32),
    /// The key stands for another request.
    KeyReused,
}

impl Store {
    /// Records a text: a version with its words and its audit event, or nothing.
    pub async fn write_document(
        &self,
        writing: &Writing<'_>,
        actor: &Actor,
        environment: &dyn Environment,
    ) -> Result<Result<Written, Unwritten>, StoreError> {
        let mut tries = 1;
        loop {
            match self.try_write(writing, actor, environment).await {
                Err(error) if error.is_collision() && tries < TRIES => tries += 1,
                done => return done,
            }
        }
    }

    async fn try_write(
        &self,
        writing: &Writing<'_>,
        actor: &Actor,
        environment: &dyn Environment,
    ) -> Result<Result<Written, Unwritten>, StoreError> {
        let mut transaction = self.write(actor.workspace).await?;
        if let Some((key, request)) = &writing.idempotency
            && let Some(answered) = transaction.answered(actor, key, request).await?
        {
            return Ok(answered.map(Written::Created));
        }
        let at = environment.now();
        let asset = match transaction.lock_destination(writing.destination, actor, at, environment).await? {
            Ok(asset) => asset,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let body = Body::Document(writing.document.clone());
        if let Some(newest) = transaction.newest(&asset).await?
            && newest.content == transaction.content_of(&body)?
        {
            let version = transaction.version(actor, VersionKey::Id(newest.id)).await?;
            return Ok(version.map(Written::Unchanged).ok_or(Unwritten::NotFound));
        }
        let new = NewVersion {
            body: &body,
            actor,
            agent: None,
            capture: None,
            iteration: None,
            captured_at: at,
            recorded_at: at,
        };
        let recorded = transaction.append_version(&asset, &new, environment).await?;
        if let Some((key, request)) = &writing.idempotency {
            transaction.remember_answer(actor, key, request, (recorded.id, at)).await?;
        }
        let version = transaction.version(actor, VersionKey::Id(recorded.id)).await?;
        let payload = json!({ "kind": asset.kind, "number": recorded.number, "asset": asset.id });
        let event = Event::new(environment.id(), at, "version.created", actor).about(recorded.id).with(payload);
        transaction.audit(event).await?;
        transaction.commit().await?;
        Ok(version.map(Written::Created).ok_or(Unwritten::NotFound))
    }
}

impl Transaction {
    async fn lock_destination(
        &mut self,
        destination: Destination<'_>,
        actor: &Actor,
        at: Moment,
        environment: &dyn Environment,
    ) -> Result<Result<LockedAsset, Unwritten>, StoreError> {
        match destination {
            Destination::New { project, name } => {
                if !self.sees_project(actor, project).await? {
                    return Ok(Err(Unwritten::NotFound));
                }
                let asset = self.lock_asset(project, (AssetKind::Document, name), at, environment).await?;
                Ok(if asset.versions == 0 { Ok(asset) } else { Err(Unwritten::NameTaken) })
            }
            Destination::After { asset, number } => {
                let Some(asset) = self.lock_asset_by_id(asset).await?.filter(|asset| actor.sees(asset.project)) else {
                    return Ok(Err(Unwritten::NotFound));
                };
                Ok(match asset.versions {
                    _ if asset.kind != AssetKind::Document => Err(Unwritten::NotADocument),
                    newest if newest != number => Err(Unwritten::Stale(newest)),
                    _ => Ok(asset),
                })
            }
        }
    }

    /// What a request of this key was answered with before.
    async fn answered(
        &mut self,
        actor: &Actor,
        key: &str,
        request: &[u8],
    ) -> Result<Option<Result<Version, Unwritten>>, StoreError> {
        let row = sqlx::query(
            "SELECT request_index, version_id FROM idempotency
             WHERE workspace_id = $1 AND actor_id = $2 AND key_index = $3",
        )
        .bind(self.scope())
        .bind(actor.id.to_string())
        .bind(self.blind("idempotency.key", key)?)
        .fetch_optional(self.connection())
        .await?;
        let Some(row) = row else { return Ok(None) };
        if row.bytes("request_index")? != self.blind("idempotency.request", request)? {
            return Ok(Some(Err(Unwritten::KeyReused)));
        }
        let version = self.version(actor, VersionKey::Id(row.id("version_id")?)).await?;
        Ok(Some(version.ok_or(Unwritten::NotFound)))
    }

    async fn remember_answer(
        &mut self,
        actor: &Actor,
        key: &str,
        request: &[u8],
        (version, at): (Uuid, Moment),
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO idempotency (workspace_id, actor_id, key_index, request_index, version_id, created_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(self.scope())
        .bind(actor.id.to_string())
        .bind(self.blind("idempotency.key", key)?)
        .bind(self.blind("idempotency.request", request)?)
        .bind(version.to_string())
        .bind(at.millis())
        .execute(self.connection())
        .await?;
        Ok(())
    }
}
