//! The background thread, and the ways to wake it and to wait for it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use super::client::{Client, Failure};
use super::drain::{Interruption, drain};
use super::{backoff, turn::Turn};
use crate::ledger::{Ledger, LedgerError};
use crate::surroundings::Surroundings;

/// How soon to look again while another process uploads.
const TURN_WAIT: Duration = Duration::from_millis(100);

/// A handle on the background upload to one server.
#[derive(Debug)]
pub struct Uploader {
    shared: Arc<Shared>,
}

/// How the upload stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Progress {
    /// Nothing is known to wait.
    #[default]
    Idle,
    /// A pass is under way.
    Sending,
    /// The last pass failed; it is tried again later.
    Retrying {
        /// One sentence for people.
        reason: String,
    },
    /// It waits for the user.
    Blocked {
        /// One sentence for people, with the remedy.
        reason: String,
    },
}

impl Progress {
    /// Why captures wait, if something is in the way.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Idle | Self::Sending => None,
            Self::Retrying { reason } | Self::Blocked { reason } => Some(reason),
        }
    }
}

struct Shared {
    ledger: Arc<Ledger>,
    surroundings: Arc<dyn Surroundings>,
    client: Client,
    /// Something new waits.
    wake: Notify,
    /// Somebody waits for it.
    hurry: Notify,
    stopped: AtomicBool,
    /// Whether the workspace's policy was read since it last turned out to be another one.
    greeted: AtomicBool,
    progress: Mutex<Progress>,
    changed: Condvar,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared").field("client", &self.client).field("progress", &self.progress).finish_non_exhaustive()
    }
}

impl Uploader {
    /// Starts the thread; `greeted` says that the workspace's policy was read just now.
    pub fn start(
        ledger: Arc<Ledger>,
        surroundings: Arc<dyn Surroundings>,
        client: Client,
        greeted: bool,
    ) -> std::io::Result<Self> {
        let shared = Arc::new(Shared {
            ledger,
            surroundings,
            client,
            wake: Notify::new(),
            hurry: Notify::new(),
            stopped: AtomicBool::new(false),
            greeted: AtomicBool::new(greeted),
            progress: Mutex::default(),
            changed: Condvar::new(),
        });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let work = Arc::clone(&shared);
        std::thread::Builder::new().name("conspectus-upload".to_owned()).spawn(move || runtime.block_on(work.run()))?;
        let uploader = Self { shared };
        uploader.wake();
        Ok(uploader)
    }

    /// Says that something waits now. Between two attempts it changes nothing: patience is kept.
    pub fn wake(&self) {
        self.shared.wake.notify_one();
    }

    /// How the upload stands.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.shared.lock().clone()
    }

    /// Tries at once, then waits until nothing waits for the server, the user has to help, or `timeout` has passed;
    /// answers how many wait.
    pub fn flush(&self, timeout: Duration) -> Result<u64, LedgerError> {
        let (shared, deadline) = (&*self.shared, Instant::now() + timeout);
        let server = shared.client.server().to_string();
        if matches!(self.progress(), Progress::Blocked { .. }) {
            shared.set(Progress::Sending);
        }
        shared.wake.notify_one();
        shared.hurry.notify_one();
        loop {
            let waiting = shared.ledger.count_waiting(Some(&server))?;
            let left = deadline.saturating_duration_since(Instant::now());
            let progress = shared.lock();
            if waiting == 0 || left.is_zero() || matches!(*progress, Progress::Blocked { .. }) {
                return Ok(waiting);
            }
            // Another process may be the one that sends: look again even if nothing changed here.
            let (guard, _) =
                shared.changed.wait_timeout(progress, left.min(TURN_WAIT)).unwrap_or_else(PoisonError::into_inner);
            drop(guard);
        }
    }
}

/// The thread ends after the request it is in; what waits stays in the ledger.
impl Drop for Uploader {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::Release);
        self.shared.wake.notify_one();
        self.shared.hurry.notify_one();
    }
}

struct Pause {
    delay: Duration,
    /// Whether the server asked for it.
    asked_for: bool,
}

impl Shared {
    async fn run(&self) {
        let mut failures = 0;
        loop {
            self.wake.notified().await;
            while !self.stopped.load(Ordering::Acquire) {
                let Some(pause) = self.pass(&mut failures).await else { break };
                self.rest(pause).await;
            }
            if self.stopped.load(Ordering::Acquire) {
                return;
            }
        }
    }

    /// Waits before the next attempt; a server that named a time is not asked sooner, whoever is in a hurry.
    async fn rest(&self, pause: Pause) {
        let until = tokio::time::Instant::now() + pause.delay;
        while tokio::time::timeout_at(until, self.hurry.notified()).await.is_ok() {
            if !pause.asked_for || self.stopped.load(Ordering::Acquire) {
                return;
            }
        }
    }

    /// One pass; answers how long to wait before the next, or none when there is nothing left to do.
    async fn pass(&self, failures: &mut u32) -> Option<Pause> {
        let Some(turn) = Turn::take(self.ledger.folder()) else {
            return Some(Pause { delay: TURN_WAIT, asked_for: false });
        };
        self.set(Progress::Sending);
        let done = self.upload().await;
        drop(turn);
        let (progress, retry_after) = match done {
            Ok(()) => {
                *failures = 0;
                self.set(Progress::Idle);
                return None;
            }
            Err(Interruption::Failure(Failure::Transient { reason, retry_after })) => {
                (Progress::Retrying { reason }, retry_after)
            }
            Err(Interruption::Failure(failure)) => (Progress::Blocked { reason: failure.to_string() }, None),
            Err(Interruption::Ledger(error)) => (Progress::Retrying { reason: error.to_string() }, None),
        };
        self.set(progress);
        *failures += 1;
        let delay = backoff::delay(*failures, retry_after, self.surroundings.jitter());
        Some(Pause { delay, asked_for: retry_after.is_some() })
    }

    async fn upload(&self) -> Result<(), Interruption> {
        if !self.greeted.load(Ordering::Acquire) {
            let workspace = self.client.workspace().await?;
            self.ledger.remember_workspace(&self.client.server().to_string(), &workspace, self.surroundings.now())?;
            self.greeted.store(true, Ordering::Release);
        }
        drain(&self.ledger, &self.client, &*self.surroundings).await
    }

    fn set(&self, progress: Progress) {
        *self.lock() = progress;
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
