use std::sync::Arc;

use crate::environment::Environment;
use crate::identity::Passwords;
use crate::identity::sso::SingleSignOn;
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
}
