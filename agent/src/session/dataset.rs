use std::sync::Arc;

use conspectus_metadata::{Body, Budget, Dataset, DatasetRole, Filing, LineageEdge, Profile, Source, SourceFile};

use ring::digest::{Context, SHA256};

use super::{Draft, Manner, Recorded, Session};
use crate::Error;
use crate::disclosure::source::{clean_file_name, clean_location, clean_query};
use crate::disclosure::{History, disclose};
use crate::ledger::{Asset, Before, Next};
use crate::summary::{ArrowStream, FrameSummary, Pass, SummaryKey};

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
    /// How it is described.
    pub manner: Manner,
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
        let mut pass = self.pass();
        pass.add(stream, &mut |_| true)?;
        Ok(pass.finish()?)
    }

    /// The same for a table that arrives bit by bit.
    pub fn pass(&self) -> Pass {
        Pass::new(self.summary_key(), Arc::clone(&self.threads))
    }

    /// What keys the summaries of this ledger.
    pub fn summary_key(&self) -> SummaryKey {
        SummaryKey::of_ledger(self.ledger.secret())
    }

    /// What would leave of it as the next version of `asset` (project and name), or as the first of an unnamed one.
    pub fn profile(
        &self,
        summary: &FrameSummary,
        asset: Option<(&str, &str)>,
        manner: Manner,
    ) -> Result<Profile, Error> {
        let policy = self.policy_for(&manner)?;
        let request = self.request(&policy, manner)?;
        let columns = digest(summary);
        let asset = asset.map(|(project, name)| Asset { project, name, columns: &columns });
        let before = asset.as_ref().map(|asset| self.ledger.before(asset)).transpose()?;
        let name = asset.map_or("", |asset| asset.name);
        let history = before.as_ref().map(history).unwrap_or_default();
        let mut profile = self.threads.install(|| disclose(summary, &policy, &request, &history));
        let spent = before.map_or(Budget { epsilon: 0.0, delta: 0.0 }, |before| before.spent);
        pay(&mut profile, &history, spent, name)?;
        Ok(profile)
    }

    /// Records the dataset's next version.
    pub fn dataset(&self, summary: &FrameSummary, draft: DatasetDraft) -> Result<Recorded, Error> {
        let DatasetDraft { filing, name, role, origin, manner, lineage } = draft;
        let policy = self.policy_for(&manner)?;
        let request = self.request(&policy, manner)?;
        let source = origin.clean();
        // The id, the time and the checks of names come first; the profile replaces this one below.
        let body = Body::Dataset(Dataset { role, source, profile: Profile::empty(policy.clone()) });
        let mut capture = self.capture(Draft { filing, name: Some(name.clone()), body, lineage })?;
        let project = capture.filing.project.clone();
        let columns = digest(summary);
        let asset = Asset { project: &project, name: &name, columns: &columns };
        let bytes = self.ledger.append_next(&asset, self.server().as_deref(), |before| {
            let mut history = history(&before);
            let mut profile = self.threads.install(|| disclose(summary, &policy, &request, &history));
            let spent = pay(&mut profile, &history, before.spent, &name)?;
            history.record(&profile, summary);
            if let Body::Dataset(dataset) = &mut capture.body {
                dataset.profile = profile;
            }
            Ok::<_, Error>(Next { capture: capture.clone(), history: history.to_bytes(), spent })
        })??;
        self.wake();
        Ok(Recorded { id: capture.id, bytes })
    }
}

/// A history that cannot be read was written by another version: nothing is known of earlier figures.
fn history(before: &Before) -> History {
    let read = |bytes: &Vec<u8>| History::from_bytes(bytes);
    let own = before.history.as_ref().and_then(read).unwrap_or_default();
    own.beside(before.beside.iter().filter_map(read))
}

/// What is spent on the dataset with this profile. Figures that were published before cost nothing again.
fn pay(profile: &mut Profile, history: &History, spent: Budget, name: &str) -> Result<Budget, Error> {
    let budget = profile.policy.budget();
    let Some(privacy) = profile.privacy.as_mut() else { return Ok(spent) };
    let (epsilon, delta) = (spent.epsilon + privacy.epsilon, spent.delta + privacy.delta);
    let paid = history.price_of(&profile.columns);
    if let Some(known) = paid {
        *privacy = known;
        return Ok(spent);
    }
    if epsilon > budget.epsilon * (1.0 + 1e-9) || delta > budget.delta * (1.0 + 1e-9) {
        let (spent, most) = (spent.epsilon, budget.epsilon);
        return Err(Error::Budget { name: name.to_owned(), spent, most, asked: privacy.epsilon });
    }
    (privacy.spent_epsilon, privacy.spent_delta) = (epsilon, delta);
    Ok(Budget { epsilon, delta })
}

/// Names and types of the columns, as one short number.
fn digest(summary: &FrameSummary) -> Vec<u8> {
    let mut context = Context::new(&SHA256);
    for column in &summary.columns {
        for text in [&column.name, &column.arrow_type] {
            context.update(&(text.len() as u64).to_le_bytes());
            context.update(text.as_bytes());
        }
    }
    context.finish().as_ref()[..16].to_vec()
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
