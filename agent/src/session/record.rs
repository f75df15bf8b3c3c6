use conspectus_metadata::{Body, Capture, CaptureId, Filing, LineageEdge};

use super::Session;
use crate::Error;
use crate::surroundings::rfc3339;

/// Longer names help nobody.
const MAX_NAME_CHARS: usize = 200;

/// A capture before it has an id.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Where it belongs.
    pub filing: Filing,
    /// The asset's name; none for a note.
    pub name: Option<String>,
    /// What it says.
    pub body: Body,
    /// Where it came from.
    pub lineage: Vec<LineageEdge>,
}

/// A capture that is in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Its id.
    pub id: CaptureId,
    /// The bytes that will leave.
    pub bytes: Vec<u8>,
}

impl Session {
    /// Gives the draft an id and a time, records it durably, and has it sent when there is a server.
    pub fn record(&self, draft: Draft) -> Result<Recorded, Error> {
        let capture = self.capture(draft)?;
        let bytes = self.ledger.append(&capture, self.server().as_deref())?;
        self.wake();
        Ok(Recorded { id: capture.id, bytes })
    }

    pub(super) fn wake(&self) {
        if let Some(link) = &*self.link() {
            link.uploader.wake();
        }
    }

    /// The draft with an id and a time.
    pub(super) fn capture(&self, draft: Draft) -> Result<Capture, Error> {
        check_name("project", &draft.filing.project)?;
        for (argument, name) in
            [("phase", &draft.filing.phase), ("iteration", &draft.filing.iteration), ("name", &draft.name)]
        {
            name.as_ref().map_or(Ok(()), |name| check_name(argument, name))?;
        }
        let Draft { filing, name, body, lineage } = draft;
        let id = self.surroundings.capture_id();
        let captured_at = rfc3339(self.surroundings.now());
        Ok(Capture { id, captured_at, agent: self.agent.clone(), filing, name, body, lineage })
    }
}

fn check_name(argument: &'static str, name: &str) -> Result<(), Error> {
    let wrong = |reason: &str| Err(Error::Argument { argument, reason: reason.to_owned() });
    if name.trim().is_empty() {
        wrong("give a name that is not empty")
    } else if name.chars().count() > MAX_NAME_CHARS {
        wrong("give a name of at most 200 characters")
    } else if name.chars().any(char::is_control) {
        wrong("give a name on one line, without control characters")
    } else {
        Ok(())
    }
}
