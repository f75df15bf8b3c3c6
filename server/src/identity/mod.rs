//! Who acts: accounts, sessions, tokens, roles and scopes.

mod actor;
pub mod directory;
mod password;
mod recovery;
mod scope;
mod secret;
mod session;
pub mod sso;
mod strength;
mod totp;

pub use actor::{Actor, ActorKind, Credential};
pub use password::{PasswordError, Passwords, hash_password};
pub use recovery::{RECOVERY_CODES, new_recovery_codes, read_recovery_code};
pub use scope::{Role, Scope, Scopes};
pub use secret::{Secret, SecretKind, read_secret};
pub use session::{Factors, SessionClient, SignInRules};
pub use strength::{LONGEST_PASSWORD, PasswordRules, SHORTEST_BESIDE_A_FACTOR, SHORTEST_PASSWORD, check_password};
pub use totp::{NewTotp, TotpError, matched_step, new_totp};

/// A session without a request for this long ends.
pub const SESSION_IDLE_SECONDS: i64 = 8 * 3600;
/// And each ends at last after this long.
pub const SESSION_SECONDS: i64 = 7 * 24 * 3600;
/// What is dangerous needs a proof of identity that is not older than this.
pub const PROOF_SECONDS: i64 = 15 * 60;
/// A sign-in link nobody followed expires.
pub const LINK_SECONDS: i64 = 24 * 3600;
/// An invitation nobody accepted expires.
pub const INVITATION_SECONDS: i64 = 7 * 24 * 3600;
/// The longest life of an access token.
pub const LONGEST_TOKEN_DAYS: u32 = 366;
/// Failed sign-ins allowed within [`ATTEMPT_WINDOW_SECONDS`], for each identifier and for each address.
pub const ATTEMPTS: i64 = 5;
pub const ATTEMPT_WINDOW_SECONDS: i64 = 15 * 60;
