//! Who acts: accounts, sessions, tokens, roles and scopes.

mod actor;
pub mod directory;
mod password;
mod scope;
mod secret;
pub mod sso;

pub use actor::{Actor, ActorKind, Credential};
pub use password::{PasswordError, Passwords, SHORTEST_PASSWORD, hash_password};
pub use scope::{Role, Scope, Scopes};
pub use secret::{Secret, SecretKind, read_secret};

/// A session without a request for this long ends.
pub const SESSION_IDLE_SECONDS: i64 = 8 * 3600;
/// And each ends at last after this long.
pub const SESSION_SECONDS: i64 = 7 * 24 * 3600;
/// A sign-in link nobody followed expires.
pub const LINK_SECONDS: i64 = 24 * 3600;
/// The longest life of an access token.
pub const LONGEST_TOKEN_DAYS: u32 = 366;
/// Failed sign-ins allowed within [`ATTEMPT_WINDOW_SECONDS`], for each identifier and for each address.
pub const ATTEMPTS: i64 = 5;
pub const ATTEMPT_WINDOW_SECONDS: i64 = 15 * 60;
