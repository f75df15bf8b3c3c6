//! Which server the window talks to, and in whose name.

use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;
use tokio::sync::{Mutex, MutexGuard};

use crate::{
    address::ServerAddress,
    client::{Answer, Call, Client, Credentials},
    error::{ErrorCode, ShellError},
    settings::Settings,
    token::{self, Token, TokenStore},
};

#[cfg(test)]
mod tests;

/// What a start was told on the command line.
#[derive(Default)]
pub struct Start {
    pub server: Option<ServerAddress>,
    /// The secret of a one-time sign-in link.
    pub link: Option<String>,
}

/// Where things stand, for the page.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Connection {
    /// The server's origin; `null` until somebody named one.
    pub url: Option<String>,
    /// Whether the shell holds a token. The server may still refuse it.
    pub signed_in: bool,
    /// Something the user should know, for example that the session ends with the window.
    pub notice: Option<String>,
}

/// What `sign_in` came to.
#[derive(Debug, PartialEq, Serialize)]
pub struct SignedIn {
    /// The server's `Session`, without its token.
    pub session: Value,
    /// Why the session will not outlive the window, if it will not.
    pub notice: Option<String>,
}

/// The one session of this program.
pub struct Session {
    settings: Settings,
    store: Arc<dyn TokenStore>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// What still has to happen before the first command is answered.
    start: Option<Start>,
    client: Option<Client>,
    token: Option<Token>,
    /// Whether the keyring has the token too.
    kept: bool,
    notice: Option<String>,
}

impl Session {
    pub fn new(settings: Settings, store: Arc<dyn TokenStore>, start: Start) -> Self {
        Self { settings, store, state: Mutex::new(State { start: Some(start), ..State::default() }) }
    }

    pub async fn connection(&self) -> Connection {
        let state = self.ready().await;
        Connection {
            url: state.client.as_ref().map(|client| client.address.origin()),
            signed_in: state.token.is_some(),
            notice: state.notice.clone(),
        }
    }

    pub async fn request(&self, call: Call) -> Result<Answer, ShellError> {
        let (client, token) = {
            let state = self.ready().await;
            (state.client.clone(), state.token.clone())
        };
        let client = client.ok_or_else(|| ShellError::new(ErrorCode::NoServer, "Sign in to a server first"))?;
        client.request(call, token.as_ref()).await
    }

    pub async fn sign_in(&self, address: ServerAddress, credentials: &Credentials) -> Result<SignedIn, ShellError> {
        let mut state = self.ready().await;
        self.begin(&mut state, address, credentials).await
    }

    /// Forgets the token here and tells the server. What did not work becomes the notice of the sign-in screen: nobody
    /// stays signed in because a server or a keyring is out of reach.
    pub async fn sign_out(&self) {
        let mut state = self.ready().await;
        state.notice = None;
        let (Some(token), Some(client)) = (state.token.take(), state.client.clone()) else { return };
        let account = client.address.origin();
        let forgotten = token::ask(&self.store, move |store| store.forget(&account)).await;
        let told = client.sign_out(&token).await;
        state.notice = match (forgotten, told) {
            (_, Err(error)) => {
                Some(format!("The session ended here, but the server does not know: {}.", error.message))
            }
            (Err(why), Ok(())) if state.kept => {
                Some(format!("The session ended; its entry may still be listed, because {why}."))
            }
            (_, Ok(())) => None,
        };
    }

    /// The state, after what the start asked for was done. Commands that arrive meanwhile wait here.
    async fn ready(&self) -> MutexGuard<'_, State> {
        let mut state = self.state.lock().await;
        if let Some(start) = state.start.take() {
            self.restore(&mut state, start).await;
        }
        state
    }

    async fn restore(&self, state: &mut State, start: Start) {
        let Some(address) = start.server.or_else(|| self.settings.server()) else { return };
        if let Some(secret) = start.link {
            match self.begin(state, address.clone(), &Credentials::Link(secret)).await {
                Ok(_) => return,
                Err(error) => state.notice = Some(error.message),
            }
        }
        let account = address.origin();
        match Client::new(address) {
            Ok(client) => state.client = Some(client),
            Err(error) => state.notice = Some(error.message),
        }
        // Without a keyring there was nothing to find; signing in will say that it cannot be kept.
        if let Ok(Some(token)) = token::ask(&self.store, move |store| store.load(&account)).await {
            (state.token, state.kept, state.notice) = (Some(token), true, None);
        }
    }

    async fn begin(
        &self,
        state: &mut State,
        address: ServerAddress,
        credentials: &Credentials,
    ) -> Result<SignedIn, ShellError> {
        let client = Client::new(address)?;
        let (session, token) = client.sign_in(credentials).await?;
        let (account, copy) = (client.address.origin(), token.clone());
        let saved = token::ask(&self.store, move |store| store.save(&account, &copy)).await;
        let remembered = self.settings.remember(&client.address);
        let kept = saved.is_ok();
        let notice = match (saved, remembered) {
            (Err(why), _) => Some(format!("This session ends when the window closes, because {why}.")),
            (Ok(()), Err(error)) => Some(format!("The server's address could not be saved: {error}.")),
            (Ok(()), Ok(())) => None,
        };
        *state = State { start: None, client: Some(client), token: Some(token), kept, notice: notice.clone() };
        Ok(SignedIn { session, notice })
    }
}
