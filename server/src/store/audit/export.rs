use std::ops::RangeInclusive;
use std::sync::Arc;

use conspectus_proof::export::{FORMAT, Format, Header, Line};
use conspectus_proof::tree::Tree;
use uuid::Uuid;

use super::tree::stored;
use super::{Store, StoreError, UNREADABLE};
use crate::audit::{Event, Reach};
use crate::environment::Environment;
use crate::identity::Actor;

/// How many events are read and written at once.
const AT_ONCE: i64 = 256;

/// A log on its way out, piece by piece. Events that are appended meanwhile are not part of it.
pub struct AuditExport {
    store: Store,
    workspace: Uuid,
    format: Format,
    header: Option<Header>,
    tree: Arc<Tree>,
    next: u64,
    last: u64,
}

impl std::fmt::Debug for AuditExport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AuditExport").field("next", &self.next).field("last", &self.last).finish_non_exhaustive()
    }
}

impl Store {
    /// Begins to export the actor's log, all of it or these events. That it was exported is its newest event.
    pub async fn export_audit(
        &self,
        actor: &Actor,
        format: Format,
        range: Option<RangeInclusive<u64>>,
        environment: &dyn Environment,
    ) -> Result<AuditExport, StoreError> {
        let workspace = actor.workspace;
        let mut transaction = self.write(workspace).await?;
        let asked = range.as_ref().map(|range| [*range.start(), *range.end()]);
        let event = Event::new(environment.id(), environment.now(), "audit.exported", actor)
            .about(workspace)
            .security(Reach::Workspace)
            .with(serde_json::json!({ "events": asked }));
        transaction.audit(event).await?;
        transaction.commit().await?;
        let signed = self.checkpoint(workspace, 0).await?;
        let size = signed.checkpoint.size;
        let leaves = self.read(workspace).await?.leaves(0..size).await?;
        let range = range.unwrap_or(1..=size);
        let (first, last) = (*range.start().clamp(&1, &size), *range.end().min(&size));
        let header = Header {
            format: FORMAT.to_owned(),
            workspace,
            first,
            last: last.max(first),
            key: signed.key.to_string(),
            checkpoint: signed.note,
        };
        let last = header.last;
        let tree = Arc::new(Tree::new(leaves));
        Ok(AuditExport { store: self.clone(), workspace, format, header: Some(header), tree, next: first, last })
    }
}

impl AuditExport {
    /// The next piece; none at the end.
    pub async fn piece(&mut self) -> Result<Option<String>, StoreError> {
        let start = self.header.take().map(|header| self.format.start(&header));
        if start.is_some() || self.next > self.last {
            return Ok(start);
        }
        let mut transaction = self.store.read(self.workspace).await?;
        let wanted = AT_ONCE.min(stored(self.last - self.next + 1));
        let mut text = String::new();
        for recorded in transaction.events_after(stored(self.next - 1), wanted).await? {
            let opened = transaction.open_event(&recorded).await?;
            let inclusion = self.tree.inclusion(opened.leaf.sequence - 1).map_err(|_| UNREADABLE)?;
            let line = Line::new(&opened.leaf, opened.body, opened.person, &inclusion).ok_or(UNREADABLE)?;
            text.push_str(&self.format.line(&line));
            self.next = opened.leaf.sequence + 1;
        }
        Ok(Some(text).filter(|text| !text.is_empty()))
    }

    /// All of it at once, for the command line.
    pub async fn whole(mut self) -> Result<String, StoreError> {
        let mut text = String::new();
        while let Some(piece) = self.piece().await? {
            text.push_str(&piece);
        }
        Ok(text)
    }
}
