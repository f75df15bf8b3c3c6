use conspectus_metadata::{CaptureId, Problem, Receipt, RecordedVersion};
use rusqlite::Row;
use rusqlite::types::Type;

/// One capture, as the ledger holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Order of arrival; also the order of upload.
    pub seq: i64,
    /// Made by this agent, known to the server.
    pub id: CaptureId,
    /// `dataset`, `model`, `document`, `figure` or `note`.
    pub kind: String,
    /// The project it is filed in.
    pub project: String,
    /// The asset's name; none for a note.
    pub name: Option<String>,
    /// RFC 3339 in UTC.
    pub captured_at: String,
    /// How many bytes leave, or left.
    pub bytes: u64,
    /// Where it stands.
    pub state: State,
    /// The server it is meant for or went to.
    pub server: Option<String>,
    /// When the server acknowledged or refused it.
    pub settled_at: Option<String>,
    /// What the server answered.
    pub receipt: Option<Receipt>,
}

/// Where a capture stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Not acknowledged yet.
    Waiting,
    /// The server has it.
    Acknowledged,
    /// The server will never take it; [`Entry::problem`] says why.
    Refused,
}

impl State {
    /// The word used in the file, in Python and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Acknowledged => "acknowledged",
            Self::Refused => "refused",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::Waiting, Self::Acknowledged, Self::Refused].into_iter().find(|state| state.as_str() == word)
    }
}

impl Entry {
    /// The version it became, once the server has said so.
    #[must_use]
    pub fn version(&self) -> Option<&RecordedVersion> {
        self.receipt.as_ref()?.version.as_ref()
    }

    /// Why it was refused.
    #[must_use]
    pub fn problem(&self) -> Option<&Problem> {
        self.receipt.as_ref()?.problem.as_ref()
    }

    pub(super) const COLUMNS: &str =
        "seq, id, kind, project, name, captured_at, length(bytes), state, server, settled_at, receipt";

    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let id: String = row.get(1)?;
        let state: String = row.get(7)?;
        let receipt: Option<String> = row.get(10)?;
        Ok(Self {
            seq: row.get(0)?,
            id: CaptureId(id.parse().map_err(|e| unreadable(1, e))?),
            kind: row.get(2)?,
            project: row.get(3)?,
            name: row.get(4)?,
            captured_at: row.get(5)?,
            bytes: row.get::<_, i64>(6)? as u64,
            state: State::parse(&state).ok_or_else(|| unreadable(7, format!("no state is called {state}")))?,
            server: row.get(8)?,
            settled_at: row.get(9)?,
            receipt: receipt.map(|r| serde_json::from_str(&r).map_err(|e| unreadable(10, e))).transpose()?,
        })
    }
}

pub(super) fn unreadable(column: usize, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, cause.into())
}
