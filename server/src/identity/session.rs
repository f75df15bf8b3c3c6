use serde::{Deserialize, Serialize};

use super::SESSION_IDLE_SECONDS;

/// The longest text that is kept about a client.
const LONGEST_CLIENT: usize = 200;

/// By how many independent proofs somebody is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Factors {
    /// A password, or a one-time link.
    One,
    /// A password and a code, a passkey with its owner's presence checked, or what a single sign-on vouches for.
    Two,
}

impl Factors {
    pub const fn count(self) -> i64 {
        match self {
            Self::One => 1,
            Self::Two => 2,
        }
    }
}

/// The program and the network address a session was opened from, as its owner sees them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionClient {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

impl SessionClient {
    /// From what a request says; control characters and endless names are dropped.
    pub fn new(program: Option<&str>, address: Option<String>) -> Self {
        let told = |text: &str| text.chars().filter(|character| !character.is_control()).take(LONGEST_CLIENT).collect();
        Self { program: program.map(told), address }
    }
}

/// What a workspace demands of its members' sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SignInRules {
    /// A session without a request for this long ends.
    pub idle_seconds: i64,
    /// Whether a session that began with one factor may do nothing but add another.
    pub second_factor: bool,
}

impl Default for SignInRules {
    fn default() -> Self {
        Self { idle_seconds: SESSION_IDLE_SECONDS, second_factor: false }
    }
}
