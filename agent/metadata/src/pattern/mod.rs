//! What a name must not look like: the shapes of personal data, secrets and plain values.
//!
//! The agent replaces such names before they leave; the server refuses what still carries one.

mod personal;
mod secret;
mod value;

pub use personal::holds_personal;
pub use secret::looks_secret;
pub use value::looks_like_value;

/// The longest name that is published, in characters.
pub const MAX_NAME: usize = 128;

/// Whether a name itself looks like data: personal data, a secret, a value or a text.
#[must_use]
pub fn looks_like_data(name: &str) -> bool {
    holds_personal(name) || looks_secret(name) || looks_like_value(name) || looks_like_text(name)
}

/// Too long for a name, or on several lines, or a sentence.
fn looks_like_text(name: &str) -> bool {
    name.chars().count() > MAX_NAME
        || name.chars().any(|c| c.is_control() && c != '\t')
        || name.split_whitespace().count() > 12
}

#[cfg(test)]
mod tests;
