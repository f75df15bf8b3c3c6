use conspectus_metadata::{Body, Capture, Mode, Outcome, Problem, ProblemCode, RecordedVersion};
use uuid::Uuid;

use super::append::{LockedAsset, NewVersion, Newest};
use super::{Row, SealedNote, Store, StoreError, Transaction};
use crate::audit::{Event, Reach};
use crate::environment::Environment;
use crate::identity::Actor;
use crate::moment::Moment;
use crate::vault::Table;

/// How often a transaction that met another is run again.
const TRIES: u32 = 5;

/// What became of a capture.
pub type Recorded = Result<(Outcome, Option<RecordedVersion>), Problem>;

/// A capture that was checked, with what the server made of it.
#[derive(Debug)]
pub struct Arrival<'a> {
    /// As it was sent: a second arrival must equal it.
    pub sent: &'a Capture,
    /// Its body with the figure re-encoded.
    pub body: &'a Body,
    pub captured_at: Moment,
}

impl Store {
    /// Records one capture: all of it, with its audit event, or nothing.
    pub async fn record(
        &self,
        arrival: &Arrival<'_>,
        actor: &Actor,
        environment: &dyn Environment,
    ) -> Result<Recorded, StoreError> {
        let mut tries = 1;
        loop {
            match self.try_record(arrival, actor, environment).await {
                Err(error) if error.is_collision() && tries < TRIES => tries += 1,
                done => return done,
            }
        }
    }

    async fn try_record(
        &self,
        arrival: &Arrival<'_>,
        actor: &Actor,
        environment: &dyn Environment,
    ) -> Result<Recorded, StoreError> {
        let mut transaction = self.write(actor.workspace).await?;
        if let Some(known) = transaction.seen_before(arrival.sent).await? {
            return Ok(known);
        }
        let recorded = Arriving { transaction: &mut transaction, arrival, actor, environment, at: environment.now() }
            .file()
            .await?;
        if recorded.is_ok() {
            transaction.commit().await?;
        }
        Ok(recorded)
    }
}

/// A capture on its way into a transaction.
struct Arriving<'a, 'b> {
    transaction: &'a mut Transaction,
    arrival: &'a Arrival<'b>,
    actor: &'a Actor,
    environment: &'a dyn Environment,
    at: Moment,
}

impl Arriving<'_, '_> {
    async fn file(&mut self) -> Result<Recorded, StoreError> {
        let filing = &self.arrival.sent.filing;
        let project = match self.project(&filing.project).await? {
            Ok(project) => project,
            Err(problem) => return Ok(Err(problem)),
        };
        let phase = match &filing.phase {
            Some(name) => Some(self.transaction.ensure_phase(project, name, self.at, self.environment).await?),
            None => None,
        };
        let iteration = match &filing.iteration {
            Some(name) => {
                let place = (project, phase);
                Some(self.transaction.ensure_iteration(place, name, self.at, self.environment).await?)
            }
            None => None,
        };
        match (self.arrival.body, &self.arrival.sent.name) {
            (Body::Note(note), _) => self.note(project, iteration, &note.text).await,
            (_, Some(name)) => self.version(project, iteration, name).await,
            (_, None) => {
                Ok(Err(Problem::new(ProblemCode::InvalidCapture, "An asset needs a name.")
                    .with_field("name", "is missing")))
            }
        }
    }

    /// The project the capture is filed in, unless the token is bound to another.
    async fn project(&mut self, name: &str) -> Result<Result<Uuid, Problem>, StoreError> {
        let Some(only) = self.actor.project else {
            let project = self.transaction.ensure_project(name, self.actor, self.at, self.environment).await?;
            return Ok(Ok(project));
        };
        if self.transaction.project_named(name).await? == Some(only) {
            return Ok(Ok(only));
        }
        let detail = "This token may write to one project only, and the capture is filed in another.";
        Ok(Err(Problem::new(ProblemCode::Forbidden, detail).with_field("filing.project", "is not the token's project")))
    }

    async fn note(&mut self, project: Uuid, iteration: Option<Uuid>, text: &str) -> Result<Recorded, StoreError> {
        let id = self.environment.id();
        let body = SealedNote { actor: self.actor.name.clone(), text: text.to_owned() };
        let sealed = self.transaction.seal(Table::Note, id, &body)?;
        sqlx::query(
            "INSERT INTO note (id, workspace_id, project_id, iteration_id, capture_id, actor_kind, actor_id,
                               captured_at, recorded_at, sealed)
             VALUES ($2, $1, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(self.transaction.scope())
        .bind(id.to_string())
        .bind(project.to_string())
        .bind(iteration.map(|iteration| iteration.to_string()))
        .bind(self.arrival.sent.id.to_string())
        .bind(self.actor.kind.as_str())
        .bind(self.actor.id.to_string())
        .bind(self.arrival.captured_at.millis())
        .bind(self.at.millis())
        .bind(sealed)
        .execute(self.transaction.connection())
        .await?;
        self.transaction.touch_project(project, self.at).await?;
        self.remember(project, None, Some(id)).await?;
        let event = Event::new(self.environment.id(), self.at, "note.created", self.actor).about(id);
        self.transaction.audit(event).await?;
        Ok(Ok((Outcome::Created, None)))
    }

    async fn version(&mut self, project: Uuid, iteration: Option<Uuid>, name: &str) -> Result<Recorded, StoreError> {
        let Some(kind) = self.arrival.body.asset_kind() else { return Err(StoreError::Unreadable("kind")) };
        let edges = match self.transaction.resolve(project, &self.arrival.sent.lineage).await? {
            Ok(edges) => edges,
            Err(place) => return Ok(Err(leads_nowhere(place))),
        };
        let asset = self.transaction.lock_asset(project, (kind, name), self.at, self.environment).await?;
        let content = self.transaction.content_of(self.arrival.body)?;
        let newest = self.transaction.newest(&asset).await?;
        let unchanged = newest.filter(|newest| newest.content == content);
        let (outcome, event, version) = if let Some(Newest { id, number, .. }) = unchanged {
            let version = RecordedVersion { id, asset_id: asset.id, kind, name: name.to_owned(), number };
            (Outcome::Unchanged, "version.confirmed", version)
        } else {
            let version = self.append(&asset, iteration).await?;
            (Outcome::Created, "version.created", version)
        };
        self.remember(project, Some(version.id), None).await?;
        let payload = serde_json::json!({ "kind": kind, "number": version.number, "asset": asset.id });
        let event = Event::new(self.environment.id(), self.at, event, self.actor).about(version.id).with(payload);
        self.transaction.audit(event).await?;
        self.audit_exact(version.id).await?;
        self.transaction.connect((project, version.id, self.arrival.sent.id), edges, self.at).await?;
        Ok(Ok((outcome, Some(version))))
    }

    /// Exact figures are an exception, and each has an event of its own, with the reason that was given.
    async fn audit_exact(&mut self, version: Uuid) -> Result<(), StoreError> {
        let Body::Dataset(dataset) = self.arrival.body else { return Ok(()) };
        if dataset.profile.policy.mode != Mode::Exact {
            return Ok(());
        }
        let event = Event::new(self.environment.id(), self.at, "capture.exact", self.actor)
            .about(version)
            .security(Reach::Project)
            .with(serde_json::json!({ "reason": dataset.profile.reason, "capture": self.arrival.sent.id }));
        self.transaction.audit(event).await
    }

    async fn append(&mut self, asset: &LockedAsset, iteration: Option<Uuid>) -> Result<RecordedVersion, StoreError> {
        let new = NewVersion {
            body: self.arrival.body,
            actor: self.actor,
            agent: Some(&self.arrival.sent.agent),
            capture: Some(self.arrival.sent.id),
            iteration,
            captured_at: self.arrival.captured_at,
            recorded_at: self.at,
        };
        self.transaction.append_version(asset, &new, self.environment).await
    }

    /// Keeps what became of the capture's id.
    async fn remember(&mut self, project: Uuid, version: Option<Uuid>, note: Option<Uuid>) -> Result<(), StoreError> {
        let content = self.transaction.capture_index(self.arrival.sent)?;
        sqlx::query(
            "INSERT INTO capture (workspace_id, id, content_index, project_id, version_id, note_id, recorded_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(self.transaction.scope())
        .bind(self.arrival.sent.id.to_string())
        .bind(content)
        .bind(project.to_string())
        .bind(version.map(|version| version.to_string()))
        .bind(note.map(|note| note.to_string()))
        .bind(self.at.millis())
        .execute(self.transaction.connection())
        .await?;
        Ok(())
    }
}

impl Transaction {
    /// What an id that arrived before became, or the problem when it arrives with another body.
    async fn seen_before(&mut self, capture: &Capture) -> Result<Option<Recorded>, StoreError> {
        let row = sqlx::query("SELECT content_index, version_id FROM capture WHERE workspace_id = $1 AND id = $2")
            .bind(self.scope())
            .bind(capture.id.to_string())
            .fetch_optional(self.connection())
            .await?;
        let Some(row) = row else { return Ok(None) };
        if row.bytes("content_index")? != self.capture_index(capture)? {
            let detail = "Another capture was recorded under this id. Nothing of this one was kept.";
            return Ok(Some(Err(Problem::new(ProblemCode::CaptureIdReused, detail))));
        }
        let version = match row.id_or_none("version_id")? {
            Some(version) => self.recorded(version).await?,
            None => None,
        };
        Ok(Some(Ok((Outcome::Duplicate, version))))
    }

    fn capture_index(&self, capture: &Capture) -> Result<Vec<u8>, StoreError> {
        let canonical = serde_json::to_vec(capture).map_err(|_| StoreError::Unreadable("capture"))?;
        self.blind("capture", canonical)
    }
}

fn leads_nowhere(place: usize) -> Problem {
    let detail = "An edge of its lineage leads to a version that does not exist in this project.";
    Problem::new(ProblemCode::InvalidCapture, detail).with_field(format!("lineage[{place}].target"), "does not exist")
}
