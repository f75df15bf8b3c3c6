use conspectus_metadata::{Body, Dataset, DatasetRole, Filing, LineageEdge, Profile, Source, SourceFile};

use super::{Draft, Recorded, Session};
use crate::Error;
use crate::disclosure::source::{clean_file_name, clean_location, clean_query};
use crate::disclosure::{DisclosureRequest, History, disclose};
use crate::summary::{ArrowStream, FrameSummary, SummaryKey, summarise};

/// A dataset as the user described it.
#[derive(Debug, Clone, PartialEq)]
pub struct DatasetDraft {
    /// Where it belongs.
    pub filing: Filing,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub role: Option<DatasetRole>,
    /// Where it was loaded from, as the user wrote it.
    pub origin: Origin,
    /// Text columns whose frequent values may be shown.
    pub reveal: Vec<String>,
    /// Where it came from.
    pub lineage: Vec<LineageEdge>,
}

/// Where a table was loaded from, before anything is removed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// A URL, path, table name or connection string.
    pub location: Option<String>,
    /// SQL.
    pub query: Option<String>,
    /// Paths and sizes.
    pub files: Vec<(String, Option<u64>)>,
}

impl Session {
    /// What is known of a table; it cannot leave.
    pub fn summarise(&self, stream: ArrowStream) -> Result<FrameSummary, Error> {
        let key = SummaryKey::new(*self.ledger.secret());
        Ok(self.threads.install(|| summarise(stream, &key))?)
    }

    /// What would leave of it as the next version of `asset` (project and name), or as the first of an unnamed one.
    pub fn profile(
        &self,
        summary: &FrameSummary,
        asset: Option<(&str, &str)>,
        reveal: Vec<String>,
    ) -> Result<Profile, Error> {
        let stored = asset.map(|(project, name)| self.ledger.history(project, name)).transpose()?.flatten();
        let request = DisclosureRequest { reveal, ..DisclosureRequest::default() };
        Ok(disclose(summary, &self.policy()?, &request, &history(stored)))
    }

    /// Records the dataset's next version.
    pub fn dataset(&self, summary: &FrameSummary, draft: DatasetDraft) -> Result<Recorded, Error> {
        let policy = self.policy()?;
        let DatasetDraft { filing, name, role, origin, reveal, lineage } = draft;
        let request = DisclosureRequest { reveal, ..DisclosureRequest::default() };
        let source = origin.clean();
        // The id, the time and the checks of names come first; the profile replaces this one below.
        let profile = Profile::empty(policy.clone());
        let body = Body::Dataset(Dataset { role, source, profile });
        let mut capture = self.capture(Draft { filing, name: Some(name.clone()), body, lineage })?;
        let project = capture.filing.project.clone();
        let bytes = self.ledger.append_next((&project, &name), self.server().as_deref(), |stored| {
            let mut history = history(stored);
            let profile = disclose(summary, &policy, &request, &history);
            history.record(&profile, &summary.row_set);
            if let Body::Dataset(dataset) = &mut capture.body {
                dataset.profile = profile;
            }
            (capture.clone(), history.to_bytes())
        })?;
        self.wake();
        Ok(Recorded { id: capture.id, bytes })
    }
}

/// A history that cannot be read was written by another version: nothing is known of earlier figures.
fn history(stored: Option<Vec<u8>>) -> History {
    stored.and_then(|bytes| History::from_bytes(&bytes)).unwrap_or_default()
}

impl Origin {
    fn clean(&self) -> Option<Source> {
        let source = Source {
            location: self.location.as_deref().map(clean_location),
            query: self.query.as_deref().map(clean_query),
            files: self
                .files
                .iter()
                .map(|(path, bytes)| SourceFile { name: clean_file_name(path), bytes: *bytes })
                .collect(),
        };
        (source != Source::default()).then_some(source)
    }
}
