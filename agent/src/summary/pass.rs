use std::sync::Arc;

use rayon::ThreadPool;

use super::stream::{Batch, Columns, quietly};
use super::{ArrowStream, FrameSummary, Summariser, SummaryError, SummaryKey};

/// Values between two looks at whether the caller wants to go on: some milliseconds of work.
const STRIDE: usize = 1 << 20;

/// One pass over a table that arrives in one or several streams.
///
/// The thread that calls reads the streams, for their producers may need it; the work is done on a pool of threads.
pub struct Pass {
    key: SummaryKey,
    threads: Arc<ThreadPool>,
    /// Known with the first stream.
    begun: Option<(Columns, Summariser)>,
    /// Whether memory ran short; then columns that were not begun are left out, and the pass ends.
    is_short: fn() -> bool,
    /// A stream failed half-way, so that nothing can be said of the whole.
    broken: bool,
}

impl Pass {
    /// A pass whose hashes are keyed by `key`.
    pub fn new(key: SummaryKey, threads: Arc<ThreadPool>) -> Self {
        Self { key, threads, begun: None, is_short: || false, broken: false }
    }

    /// The same, ending with [`SummaryError::Memory`] soon after `is_short` says so. It is asked before each column.
    #[must_use]
    pub fn watching_memory(self, is_short: fn() -> bool) -> Self {
        Self { is_short, ..self }
    }

    /// How many rows were added so far.
    pub fn rows(&self) -> u64 {
        self.begun.as_ref().map_or(0, |(_, summariser)| summariser.rows())
    }

    /// Adds every row of a stream; its columns are those of the streams before.
    ///
    /// Every few milliseconds `watch` hears how many rows there are so far; false ends the pass.
    pub fn add(&mut self, mut stream: ArrowStream, watch: &mut dyn FnMut(u64) -> bool) -> Result<(), SummaryError> {
        let done = self.add_all(&mut stream, watch);
        self.broken |= done.is_err();
        done
    }

    fn add_all(&mut self, stream: &mut ArrowStream, watch: &mut dyn FnMut(u64) -> bool) -> Result<(), SummaryError> {
        let columns = stream.columns()?;
        let begun = match self.begun.take() {
            None => {
                let summariser =
                    self.threads.install(|| Summariser::new(&columns, &self.key)).watching_memory(self.is_short);
                (columns, summariser)
            }
            Some(begun) if begun.0 == columns => begun,
            Some(begun) => return Err(SummaryError::Schema(begun.0.difference(&columns))),
        };
        let (columns, summariser) = self.begun.insert(begun);
        while let Some(batch) = stream.next(columns)? {
            add_batch(summariser, &batch, &self.threads, self.is_short, watch)?;
        }
        Ok(())
    }

    /// The summary of all rows that were added.
    pub fn finish(self) -> Result<FrameSummary, SummaryError> {
        let (_, summariser) = self.begun.filter(|_| !self.broken).ok_or(SummaryError::Stopped)?;
        let summary = quietly(|| self.threads.install(|| summariser.finish())).ok_or(SummaryError::Failed)?;
        if (self.is_short)() { Err(SummaryError::Memory) } else { Ok(summary) }
    }
}

fn add_batch(
    summariser: &mut Summariser,
    batch: &Batch,
    threads: &ThreadPool,
    is_short: fn() -> bool,
    watch: &mut dyn FnMut(u64) -> bool,
) -> Result<(), SummaryError> {
    let stride = (STRIDE / batch.columns.len().max(1)).next_multiple_of(Summariser::BLOCK);
    for start in (0..batch.rows).step_by(stride) {
        let rows = start..batch.rows.min(start + stride);
        quietly(|| threads.install(|| summariser.add_rows(batch, rows))).ok_or(SummaryError::Failed)?;
        if is_short() {
            return Err(SummaryError::Memory);
        }
        if !watch(summariser.rows()) {
            return Err(SummaryError::Stopped);
        }
    }
    quietly(|| threads.install(|| summariser.end_batch(batch))).ok_or(SummaryError::Failed)
}

impl std::fmt::Debug for Pass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pass").field("rows", &self.rows()).finish_non_exhaustive()
    }
}
