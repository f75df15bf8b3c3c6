//! Who acts: accounts, sessions, tokens, roles and scopes.

mod actor;
mod scope;

pub use actor::{Actor, ActorKind, Credential};
pub use scope::{Role, Scope, Scopes};
