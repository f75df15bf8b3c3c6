use serde::Serialize;
use serde_json::Value;

/// Why a command of the shell failed. The page branches on `code` and shows `message`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{message}")]
pub struct ShellError {
    pub code: ErrorCode,
    pub message: String,
    /// The server's own words (RFC 9457), when it was the server that refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Value>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorCode {
    /// No server is known yet: show the sign-in screen.
    NoServer,
    /// The server's address breaks a rule; the message says which.
    BadAddress,
    /// The request is one that the shell does not make.
    BadRequest,
    /// The server did not answer.
    Unreachable,
    /// The server answered, and said no.
    Refused,
    /// The server's answer is not one the shell can hand on.
    BadAnswer,
    /// A file or a program of this computer.
    System,
}

impl ShellError {
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), problem: None }
    }
}
