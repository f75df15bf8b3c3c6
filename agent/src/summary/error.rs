/// Why a stream could not be summarised.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SummaryError {
    /// The pointer was null, or the stream was already released.
    #[error("the Arrow stream was already used or released")]
    Released,
    /// The producer of the stream reported an error.
    #[error("the producer of the Arrow stream failed: {0}")]
    Producer(String),
    /// The stream breaks the Arrow C data interface.
    #[error("the Arrow stream is malformed: {0}")]
    Malformed(String),
    /// One column breaks the Arrow C data interface.
    #[error("the column {name:?} is malformed: {reason}")]
    Column {
        /// Its name.
        name: String,
        /// What is wrong; no value is quoted.
        reason: String,
    },
    /// The producer had not enough memory, or the summary.
    #[error("there is not enough memory")]
    Memory,
    /// The caller wanted no more of it.
    #[error("summarising was stopped")]
    Stopped,
    /// The summary itself failed: a fault of this crate.
    #[error("summarising failed")]
    Failed,
    /// Two summaries of differently shaped tables cannot be merged.
    #[error("summaries of tables with different columns cannot be merged: {0}")]
    Schema(String),
    /// The bytes of a partial summary are not of this build, not of this ledger, or damaged.
    #[error("a partial summary cannot be read: {0}")]
    Foreign(String),
}
