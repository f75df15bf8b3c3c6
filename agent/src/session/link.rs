use std::sync::Arc;
use std::time::Duration;

use super::{Link, Session};
use crate::Error;
use crate::ledger::KnownWorkspace;
use crate::upload::{Client, Failure, Server, Uploader};

/// A call that connects waits no longer for the server than this.
const GREETING_TIMEOUT: Duration = Duration::from_secs(4);

/// What connecting found.
#[derive(Debug, Clone, PartialEq)]
pub struct Connected {
    /// The server, as the ledger names it.
    pub server: String,
    /// The workspace, as far as known; from the ledger when the server could not be asked.
    pub workspace: Option<KnownWorkspace>,
    /// Why the server could not be asked. Captures wait meanwhile.
    pub offline: Option<String>,
}

impl Session {
    /// Reads the workspace's policy and starts to send what waits.
    ///
    /// A server that cannot be reached is no error: captures wait. A token that is not accepted is one.
    pub fn connect(&self, server: Server, token: String) -> Result<Connected, Error> {
        let client = Client::new(server, token)?;
        let name = client.server().to_string();
        let offline = match greet(&client) {
            Ok(workspace) => {
                self.ledger.remember_workspace(&name, &workspace, self.surroundings.now())?;
                None
            }
            Err(Failure::Transient { reason, .. }) => Some(reason),
            Err(failure) => return Err(failure.into()),
        };
        let workspace = self.ledger.workspace(&name)?;
        self.start(client, offline.is_none())?;
        Ok(Connected { server: name, workspace, offline })
    }

    /// Starts to send without asking the server anything first: for settings found, not given.
    pub fn connect_later(&self, server: Server, token: String) -> Result<(), Error> {
        self.start(Client::new(server, token)?, false)
    }

    fn start(&self, client: Client, greeted: bool) -> Result<(), Error> {
        let server = client.server().to_string();
        let (ledger, surroundings) = (Arc::clone(&self.ledger), Arc::clone(&self.surroundings));
        let uploader = Uploader::start(ledger, surroundings, client, greeted)
            .map_err(|e| Error::System(format!("no thread for the upload: {e}")))?;
        *self.link() = Some(Link { server, uploader: Arc::new(uploader) });
        Ok(())
    }
}

/// Asks the server for the workspace of a token.
pub fn greet(client: &Client) -> Result<KnownWorkspace, Failure> {
    let late = |reason: &str| Failure::Transient {
        reason: format!("the server {} {reason}", client.server()),
        retry_after: None,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|e| late(&format!("could not be asked: {e}")))?;
    runtime.block_on(async {
        tokio::time::timeout(GREETING_TIMEOUT, client.workspace())
            .await
            .unwrap_or_else(|_| Err(late("did not answer in time")))
    })
}
