use crate::config::ConfigError;
use crate::credentials::CredentialsError;
use crate::ledger::LedgerError;
use crate::summary::SummaryError;
use crate::upload::{AddressError, Failure};

/// What can go wrong between a call and its record in the ledger. No message holds a value of the data.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The ledger could not record or answer.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The table could not be read.
    #[error("frame: {}", table_reason(.0))]
    Summary(#[from] SummaryError),
    /// An argument makes no sense.
    #[error("{argument}: {reason}")]
    Argument {
        /// Its name in the call.
        argument: &'static str,
        /// What is wrong, and what would be right.
        reason: String,
    },
    /// The workspace's policy, or the mode asked for, does not allow it.
    #[error("{0}")]
    Policy(String),
    /// The dataset's budget for noisy figures does not suffice.
    #[error(
        "the dataset {name:?} has spent ε = {spent} of {most}, and this profile would cost {asked} more; ask for a \
         smaller epsilon, publish less often, or have the workspace's administrator raise the budget"
    )]
    Budget {
        /// The dataset.
        name: String,
        /// What its figures have spent.
        spent: f64,
        /// What they may spend.
        most: f64,
        /// What this profile costs.
        asked: f64,
    },
    /// An address that is none.
    #[error("url: {0}")]
    Address(#[from] AddressError),
    /// The server does not take the token, or is no server.
    #[error(transparent)]
    Server(#[from] Failure),
    /// The token could not be looked up.
    #[error(transparent)]
    Credentials(#[from] CredentialsError),
    /// The machine gave no thread, or no folder for the ledger.
    #[error("{0}")]
    System(String),
}

impl Error {
    /// Whether the caller's argument is at fault.
    #[must_use]
    pub const fn is_argument(&self) -> bool {
        matches!(self, Self::Argument { .. } | Self::Summary(_) | Self::Address(_))
    }

    /// Whether the policy forbids it.
    #[must_use]
    pub const fn is_policy(&self) -> bool {
        matches!(self, Self::Policy(_))
    }

    /// Whether the budget for noisy figures is spent.
    #[must_use]
    pub const fn is_budget(&self) -> bool {
        matches!(self, Self::Budget { .. })
    }

    /// Whether the library that holds the table, or the place it is read from, is at fault.
    #[must_use]
    pub const fn is_source(&self) -> bool {
        matches!(self, Self::Summary(SummaryError::Producer(_)))
    }

    /// Whether memory ran out.
    #[must_use]
    pub const fn is_memory(&self) -> bool {
        matches!(self, Self::Summary(SummaryError::Memory))
    }

    /// Whether the ledger is at fault: full, locked, unreadable.
    #[must_use]
    pub const fn is_ledger(&self) -> bool {
        matches!(self, Self::Ledger(_))
    }

    /// Whether the server, or the way to it, is at fault.
    #[must_use]
    pub const fn is_server(&self) -> bool {
        matches!(self, Self::Server(_))
    }
}

impl From<ConfigError> for Error {
    fn from(error: ConfigError) -> Self {
        Self::Credentials(error.into())
    }
}

/// Without the words of the library that holds the table: they may quote a cell.
fn table_reason(error: &SummaryError) -> String {
    let plain = match error {
        SummaryError::Column { name, reason } => {
            return format!(
                "the column {name:?} breaks the rules of Arrow: {reason}; update the library that holds the table, or \
                 leave the column out"
            );
        }
        SummaryError::Schema(reason) => {
            return format!("its columns are not the same throughout: {reason}; give all parts the same columns");
        }
        SummaryError::Foreign(reason) => {
            return format!(
                "a part that was summarised elsewhere cannot be read: {reason}; install the same version of conspectus \
                 everywhere"
            );
        }
        SummaryError::Producer(_) => {
            "the library that holds the table failed while handing it over; convert it to a polars or pyarrow table first"
        }
        SummaryError::Released => "its Arrow stream was read already; pass the table itself",
        SummaryError::Memory => {
            "there is not enough memory for it; free some, or pass the file or query it comes from, which is read in parts"
        }
        SummaryError::Stopped => "it was not read to its end",
        SummaryError::Failed => "it could not be summarised, which is a fault of conspectus; please report it",
        SummaryError::Malformed(_) => "its Arrow stream is malformed; update the library that holds the table",
    };
    plain.to_owned()
}
