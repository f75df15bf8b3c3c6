//! Signed tree heads, in the form of C2SP's `tlog-checkpoint` and `signed-note`, which other tools read as well.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{ED25519, UnparsedPublicKey};
use sha2::{Digest, Sha256};

use crate::to_hex;
use crate::tree::{Hash, MOST_LEAVES};

/// How many events a log has, and the root over all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log: `conspectus/<workspace id>`.
    pub origin: String,
    pub size: u64,
    pub root: Hash,
}

/// Why a checkpoint says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    #[error("it has not the form of a checkpoint")]
    Form,
    #[error("it is of another log")]
    OtherLog,
    #[error("it is not signed by the key of this log")]
    Signature,
    #[error("the key has not the form of a key")]
    Key,
}

/// Ed25519, with the name of its log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    name: String,
    bytes: [u8; 32],
}

/// Of the note's standard: the kind of signature, in front of the key.
const ED25519_KIND: u8 = 1;

impl PublicKey {
    #[must_use]
    pub fn new(name: impl Into<String>, bytes: [u8; 32]) -> Self {
        Self { name: name.into(), bytes }
    }

    /// Reads `name+id+key`.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let (name, rest) = text.trim().split_once('+').ok_or(CheckpointError::Key)?;
        let (id, key) = rest.split_once('+').ok_or(CheckpointError::Key)?;
        let bytes = STANDARD.decode(key).map_err(|_| CheckpointError::Key)?;
        let [ED25519_KIND, key @ ..] = bytes.as_slice() else { return Err(CheckpointError::Key) };
        let key = Self::new(name, key.try_into().map_err(|_| CheckpointError::Key)?);
        if name.is_empty() || name.contains(char::is_whitespace) || to_hex(&key.id()) != id {
            return Err(CheckpointError::Key);
        }
        Ok(key)
    }

    /// The log whose checkpoints it signs.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    fn id(&self) -> [u8; 4] {
        let digest = Sha256::new_with_prefix(self.name.as_bytes()).chain_update([b'\n', ED25519_KIND]);
        let digest: Hash = digest.chain_update(self.bytes).finalize().into();
        [digest[0], digest[1], digest[2], digest[3]]
    }
}

impl std::fmt::Display for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let key = [&[ED25519_KIND], self.bytes.as_slice()].concat();
        write!(f, "{}+{}+{}", self.name, to_hex(&self.id()), STANDARD.encode(key))
    }
}

impl Checkpoint {
    /// What is signed.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root))
    }

    /// The whole note, with the signature that `sign` makes of its text.
    #[must_use]
    pub fn signed(&self, key: &PublicKey, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
        let text = self.text();
        let signature = [key.id().as_slice(), &sign(text.as_bytes())].concat();
        format!("{text}\n— {} {}\n", key.name, STANDARD.encode(signature))
    }

    /// Reads a note and checks that `key` has signed it for its own log.
    pub fn open(note: &str, key: &PublicKey) -> Result<Self, CheckpointError> {
        let (body, signatures) = note.split_once("\n\n").ok_or(CheckpointError::Form)?;
        let text = format!("{body}\n");
        let checkpoint = Self::read(&text)?;
        if checkpoint.origin != key.name {
            return Err(CheckpointError::OtherLog);
        }
        let public = UnparsedPublicKey::new(&ED25519, key.bytes);
        let is_ours = |line: &str| {
            let (name, signature) = line.strip_prefix("— ")?.split_once(' ')?;
            let bytes = STANDARD.decode(signature).ok().filter(|_| name == key.name)?;
            let signature = bytes.strip_prefix(key.id().as_slice())?;
            public.verify(text.as_bytes(), signature).ok()
        };
        if !note.ends_with('\n') || !signatures.lines().any(|line| is_ours(line).is_some()) {
            return Err(CheckpointError::Signature);
        }
        Ok(checkpoint)
    }

    fn read(text: &str) -> Result<Self, CheckpointError> {
        let mut lines = text.lines();
        let (Some(origin), Some(size), Some(root), None) = (lines.next(), lines.next(), lines.next(), lines.next())
        else {
            return Err(CheckpointError::Form);
        };
        let number: u64 = size.parse().map_err(|_| CheckpointError::Form)?;
        let root = STANDARD.decode(root).ok().and_then(|root| root.try_into().ok()).ok_or(CheckpointError::Form)?;
        let checkpoint = Self { origin: origin.to_owned(), size: number, root };
        // One text for each checkpoint: no sign, no leading zero, no other base64.
        if checkpoint.text() != text || number > MOST_LEAVES {
            return Err(CheckpointError::Form);
        }
        Ok(checkpoint)
    }
}

/// The root as it is shown to people.
impl std::fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} events, root {}", self.size, to_hex(&self.root))
    }
}

#[cfg(test)]
mod tests {
    use ring::signature::{Ed25519KeyPair, KeyPair};

    use super::*;

    fn pair(seed: u8, name: &str) -> (Ed25519KeyPair, PublicKey) {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).expect("a seed");
        let bytes = pair.public_key().as_ref().try_into().expect("32 bytes");
        (pair, PublicKey::new(name, bytes))
    }

    fn checkpoint() -> Checkpoint {
        Checkpoint { origin: "conspectus/a".into(), size: 7, root: [3; 32] }
    }

    #[test]
    fn a_checkpoint_opens_with_its_key_and_reads_as_it_was_signed() {
        let (pair, key) = pair(1, "conspectus/a");
        let note = checkpoint().signed(&key, |text| pair.sign(text).as_ref().to_vec());
        assert_eq!(Checkpoint::open(&note, &key), Ok(checkpoint()));
        assert_eq!(PublicKey::parse(&key.to_string()), Ok(key));
    }

    #[test]
    fn every_changed_byte_of_a_checkpoint_is_noticed() {
        let (pair, key) = pair(1, "conspectus/a");
        let note = checkpoint().signed(&key, |text| pair.sign(text).as_ref().to_vec());
        for place in 0..note.len() {
            let mut bytes = note.clone().into_bytes();
            bytes[place] ^= 1;
            let Ok(forged) = String::from_utf8(bytes) else { continue };
            assert!(Checkpoint::open(&forged, &key).is_err(), "byte {place}");
        }
        assert!(Checkpoint::open("", &key).is_err());
        assert!(Checkpoint::open(&note.replace("\n7\n", "\n07\n"), &key).is_err());
    }

    #[test]
    fn another_key_or_another_logs_checkpoint_is_refused() {
        let (ours, key) = pair(1, "conspectus/a");
        let (theirs, _) = pair(2, "conspectus/a");
        let note = checkpoint().signed(&key, |text| theirs.sign(text).as_ref().to_vec());
        assert_eq!(Checkpoint::open(&note, &key), Err(CheckpointError::Signature));
        let other = Checkpoint { origin: "conspectus/b".into(), ..checkpoint() };
        let note = other.signed(&key, |text| ours.sign(text).as_ref().to_vec());
        assert_eq!(Checkpoint::open(&note, &key), Err(CheckpointError::OtherLog));
    }

    #[test]
    fn a_key_whose_id_does_not_fit_is_refused() {
        let text = pair(1, "conspectus/a").1.to_string();
        assert!(PublicKey::parse(&text.replace("conspectus/a+", "conspectus/b+")).is_err());
        for nonsense in ["", "a+b", "a+b+c", "+00000000+AQ=="] {
            assert!(PublicKey::parse(nonsense).is_err(), "{nonsense}");
        }
    }
}
