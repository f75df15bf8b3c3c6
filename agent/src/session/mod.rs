//! One process's use of the agent: its ledger, the server it talks to, and the policy in force.

mod dataset;
mod link;
mod manner;
mod model;
mod record;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use conspectus_metadata::{AgentInfo, Mode, Policy};

pub use dataset::{DatasetDraft, Origin};
pub use link::{Connected, greet};
pub use manner::Manner;
pub use model::ModelDraft;
pub use record::{Draft, Recorded};

use crate::Error;
use crate::ledger::Ledger;
use crate::surroundings::Surroundings;
use crate::upload::{Progress, Uploader};

/// What a binding holds for its process. All methods may be called from any thread.
pub struct Session {
    ledger: Arc<Ledger>,
    surroundings: Arc<dyn Surroundings>,
    agent: AgentInfo,
    link: Mutex<Option<Link>>,
    /// The user's own choice; it can only be stricter than what holds anyway.
    mode: Mutex<Mode>,
    /// Threads of our own: those of a global pool would be missing after a fork.
    threads: Arc<rayon::ThreadPool>,
}

struct Link {
    server: String,
    uploader: Arc<Uploader>,
}

/// How a flush ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flushed {
    /// Captures that still wait.
    pub waiting: u64,
    /// Why, if something is in the way.
    pub reason: Option<String>,
}

impl Session {
    /// Opens the ledger in `folder`. Nothing is sent before [`Self::connect`].
    pub fn open(folder: &Path, surroundings: Arc<dyn Surroundings>, agent: AgentInfo) -> Result<Self, Error> {
        let ledger = Arc::new(Ledger::open(folder, &*surroundings)?);
        let threads = threads(0)?;
        Ok(Self { ledger, surroundings, agent, link: Mutex::default(), mode: Mutex::new(Mode::Standard), threads })
    }

    /// The ledger behind it.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The server it is connected to.
    #[must_use]
    pub fn server(&self) -> Option<String> {
        self.link().as_ref().map(|link| link.server.clone())
    }

    /// From now on, nothing looser than `mode`.
    pub fn choose_mode(&self, mode: Mode) {
        *self.mode.lock().unwrap_or_else(PoisonError::into_inner) = mode;
    }

    /// The policy in force: the standard, the user's choice and the workspace's demands, whichever is stricter.
    pub fn policy(&self) -> Result<Policy, Error> {
        let own = Policy { mode: self.mode().min(Mode::Standard), ..Policy::STANDARD };
        Ok(self.workspace_policy()?.map_or(own.clone(), |workspace| own.stricter(&workspace)))
    }

    fn mode(&self) -> Mode {
        *self.mode.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the workspace demands, as last seen.
    fn workspace_policy(&self) -> Result<Option<Policy>, Error> {
        let workspace = self.server().map(|server| self.ledger.workspace(&server)).transpose()?.flatten();
        Ok(workspace.map(|workspace| workspace.policy))
    }

    /// Tries at once to send everything, for at most `timeout`.
    pub fn flush(&self, timeout: Duration) -> Result<Flushed, Error> {
        let uploader = self.link().as_ref().map(|link| Arc::clone(&link.uploader));
        let Some(uploader) = uploader else {
            let reason = "no server is connected; call connect(url=…, token=…) or set CONSPECTUS_URL".to_owned();
            return Ok(Flushed { waiting: self.ledger.count_waiting(None)?, reason: Some(reason) });
        };
        let waiting = uploader.flush(timeout)?;
        let reason = (waiting > 0).then(|| uploader.progress().reason().unwrap_or("the time was too short").to_owned());
        Ok(Flushed { waiting, reason })
    }

    /// How the upload stands; idle without a server.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.link().as_ref().map_or(Progress::Idle, |link| link.uploader.progress())
    }

    fn link(&self) -> MutexGuard<'_, Option<Link>> {
        self.link.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Threads for summaries, as many as there are cores unless told. A panic there becomes an error of the call.
pub fn threads(count: usize) -> Result<Arc<rayon::ThreadPool>, Error> {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(count).thread_name(|n| format!("conspectus-{n}"));
    let built = builder.start_handler(|_| crate::summary::hush()).build();
    built.map(Arc::new).map_err(|e| Error::System(format!("no threads for summaries: {e}")))
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("ledger", &self.ledger.folder())
            .field("server", &self.server())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
