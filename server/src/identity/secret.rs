use ring::digest::{SHA256, digest};
use zeroize::{Zeroize, Zeroizing};

use crate::vault::{VaultError, random_bytes};

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// 40 characters of 62 are 238 bits.
const RANDOM: usize = 40;
const CHECKSUM: usize = 6;

/// What a secret opens; each kind has a prefix that people and secret scanners recognise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretKind {
    /// A personal access token.
    Token,
    Session,
    /// A one-time sign-in link.
    Link,
    /// A link to join a workspace.
    Invitation,
}

impl SecretKind {
    const ALL: [Self; 4] = [Self::Token, Self::Session, Self::Link, Self::Invitation];

    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Token => "csp_pat_",
            Self::Session => "csp_ses_",
            Self::Link => "csp_lnk_",
            Self::Invitation => "csp_inv_",
        }
    }
}

/// A secret just made. It is shown once; the database keeps its digest.
pub struct Secret(Zeroizing<String>);

impl Secret {
    pub fn generate(kind: SecretKind) -> Result<Self, VaultError> {
        let mut text = Zeroizing::new(kind.prefix().to_owned());
        while text.len() < kind.prefix().len() + RANDOM {
            for byte in *random_bytes::<RANDOM>()? {
                // 248 is the largest multiple of 62 in a byte: what lies above would favour some letters.
                if byte < 248 && text.len() < kind.prefix().len() + RANDOM {
                    text.push(char::from(ALPHABET[usize::from(byte) % ALPHABET.len()]));
                }
            }
        }
        let checksum = checksum_of(&text);
        text.push_str(&checksum);
        Ok(Self(text))
    }

    /// What the database keeps.
    pub fn digest(&self) -> Vec<u8> {
        digest_of(&self.0)
    }

    /// The secret itself, to be handed to its owner.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// The kind and digest of a secret that was presented; none when it is not one of ours, or mistyped.
pub fn read_secret(text: &str) -> Option<(SecretKind, Vec<u8>)> {
    let kind = SecretKind::ALL.into_iter().find(|kind| text.starts_with(kind.prefix()))?;
    if text.len() != kind.prefix().len() + RANDOM + CHECKSUM || !text.is_ascii() {
        return None;
    }
    let (body, checksum) = text.split_at(text.len() - CHECKSUM);
    (checksum_of(body) == checksum).then(|| (kind, digest_of(text)))
}

fn digest_of(text: &str) -> Vec<u8> {
    let made = digest(&SHA256, text.as_bytes()).as_ref().to_vec();
    overwrite_stack();
    made
}

/// Hashing copies what it hashes to the stack, where it would stay until a call that reaches as deep.
#[inline(never)]
fn overwrite_stack() {
    let mut below = [0u64; 1024];
    below.zeroize();
    std::hint::black_box(&below);
}

fn checksum_of(text: &str) -> String {
    let mut rest = crc32fast::hash(text.as_bytes()) as usize;
    let mut letters = [b'0'; CHECKSUM];
    for letter in letters.iter_mut().rev() {
        *letter = ALPHABET[rest % ALPHABET.len()];
        rest /= ALPHABET.len();
    }
    letters.iter().copied().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_recognised_by_its_prefix_and_checksum() {
        let secret = Secret::generate(SecretKind::Token).expect("random");
        let (kind, digest) = read_secret(secret.expose()).expect("one of ours");
        assert_eq!((kind, digest), (SecretKind::Token, secret.digest()));
        assert!(secret.expose().starts_with("csp_pat_") && secret.expose().len() == 54);
    }

    #[test]
    fn a_mistyped_secret_is_refused_before_the_database_is_asked() {
        let secret = Secret::generate(SecretKind::Session).expect("random");
        for position in 0..secret.expose().len() {
            let mut text = secret.expose().to_owned();
            let other = if text.as_bytes()[position] == b'x' { "y" } else { "x" };
            text.replace_range(position..=position, other);
            assert!(read_secret(&text).is_none(), "character {position}");
        }
        assert!(read_secret("csp_ses_").is_none() && read_secret("").is_none());
    }
}
