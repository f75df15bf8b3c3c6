//! What a name must not look like: the shapes of personal data, secrets and plain values.
//!
//! The agent replaces such names before they leave; the server refuses what still carries one.

mod disguise;
mod personal;
mod secret;
mod value;

pub use disguise::{holds_invisible, undisguised};
pub use value::looks_like_value;

/// The longest name that is published, in characters.
pub const MAX_NAME: usize = 128;

/// Whether a name itself looks like data: personal data, a secret, a value or a text.
#[must_use]
pub fn looks_like_data(name: &str) -> bool {
    holds_personal(name) || looks_secret(name) || looks_like_value(&undisguised(name)) || looks_like_text(name)
}

/// Whether an e-mail address, a payment card, an IBAN, an IP or MAC address, a phone or social security number stands
/// anywhere in the text, in whatever characters it is written.
#[must_use]
pub fn holds_personal(text: &str) -> bool {
    personal::holds_personal(&undisguised(text))
}

/// Whether a part of the text looks like a token, a key or a digest.
#[must_use]
pub fn looks_secret(text: &str) -> bool {
    secret::looks_secret(&undisguised(text))
}

/// Too long for a name, or on several lines, or a sentence, or with characters that nobody sees.
fn looks_like_text(name: &str) -> bool {
    name.chars().count() > MAX_NAME
        || name.chars().any(|c| c.is_control() && c != '\t')
        || holds_invisible(name)
        || name.split_whitespace().count() > 12
}

#[cfg(test)]
mod tests;
