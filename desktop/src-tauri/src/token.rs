//! Where the session token lives: in the keyring of the operating system, and never in the page.

use std::{sync::Arc, time::Duration};

use zeroize::Zeroizing;

/// The name under which keyring programs list the entries; the account is the server's origin.
const SERVICE: &str = "conspectus-desktop";
/// A locked keyring asks its owner; when nobody answers, the session does without.
const PATIENCE: Duration = Duration::from_mins(1);

/// The secret of a session. It has no `Debug`, no `Display` and no `Serialize`.
#[derive(Clone)]
pub struct Token(Arc<Zeroizing<String>>);

impl Token {
    pub fn new(secret: String) -> Self {
        Self(Arc::new(Zeroizing::new(secret)))
    }

    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// A place that outlives the program. Failures are sentences for the user.
pub trait TokenStore: Send + Sync + 'static {
    fn save(&self, account: &str, token: &Token) -> Result<(), String>;
    fn load(&self, account: &str) -> Result<Option<Token>, String>;
    fn forget(&self, account: &str) -> Result<(), String>;
}

/// Secret Service, Keychain or Credential Manager.
pub struct SystemKeyring;

impl SystemKeyring {
    fn entry(account: &str) -> Result<keyring::Entry, String> {
        keyring::Entry::new(SERVICE, account).map_err(|error| explain(&error))
    }
}

impl TokenStore for SystemKeyring {
    fn save(&self, account: &str, token: &Token) -> Result<(), String> {
        Self::entry(account)?.set_password(token.expose()).map_err(|error| explain(&error))
    }

    fn load(&self, account: &str) -> Result<Option<Token>, String> {
        match Self::entry(account)?.get_password() {
            Ok(secret) => Ok(Some(Token::new(secret))),
            // A locked keyring without a display also reports that there is no entry.
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(explain(&error)),
        }
    }

    fn forget(&self, account: &str) -> Result<(), String> {
        match Self::entry(account)?.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(error) => Err(explain(&error)),
        }
    }
}

fn explain(error: &keyring::Error) -> String {
    match error {
        keyring::Error::NoDefaultStore | keyring::Error::PlatformFailure(_) => "no keyring is running".to_owned(),
        keyring::Error::NoStorageAccess(_) => "the keyring is locked".to_owned(),
        other => other.to_string(),
    }
}

/// Asks the store on a thread of its own, for as long as a person may need to unlock it.
pub async fn ask<T: Send + 'static>(
    store: &Arc<dyn TokenStore>,
    question: impl FnOnce(&dyn TokenStore) -> Result<T, String> + Send + 'static,
) -> Result<T, String> {
    let store = Arc::clone(store);
    let answer = tokio::task::spawn_blocking(move || question(store.as_ref()));
    match tokio::time::timeout(PATIENCE, answer).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(_)) => Err("the keyring failed".to_owned()),
        Err(_) => Err("the keyring did not answer".to_owned()),
    }
}
