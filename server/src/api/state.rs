use std::sync::Arc;

use crate::environment::Environment;
use crate::identity::Passwords;
use crate::identity::sso::SingleSignOn;
use crate::integrations::Mailer;
use crate::store::Store;

/// What every handler can reach.
#[derive(Clone)]
pub struct AppState {
    pub store: Store,
    pub environment: Arc<dyn Environment>,
    pub passwords: Passwords,
    pub sso: SingleSignOn,
    /// Whether clients reach the server over HTTPS: decides the cookie's name and its `Secure` flag.
    pub secure: bool,
    pub site: Site,
}

/// Where people find this server, and how it reaches them.
#[derive(Clone)]
pub struct Site {
    /// Scheme, host and port, for example `https://conspectus.example.org`.
    pub origin: String,
    /// None where the operator named no mail server.
    pub mailer: Option<Mailer>,
}

impl Site {
    /// What an authenticator app shows: the server's name without its scheme.
    pub fn name(&self) -> String {
        let host = self.origin.split_once("://").map_or(self.origin.as_str(), |(_, host)| host);
        format!("Conspectus {host}")
    }
}
