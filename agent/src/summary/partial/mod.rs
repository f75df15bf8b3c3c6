//! The byte form in which a summary of some of a table's rows travels inside the user's own cluster.
//!
//! It is as sensitive as the rows and is no wire format: it is signed under the ledger's summary key, read only by the
//! same version of this crate, and each struct's form stands beside the struct as its [`Part`].
//!
//! ```text
//! "conspart" | length and text of the version | parts … | HMAC-SHA-256 of all before
//! ```

mod part;
mod reader;
#[cfg(test)]
mod tests;
mod writer;

pub(super) use part::{Part, fields};
pub(super) use reader::Reader;
pub(super) use writer::Writer;

use super::{FrameSummary, SummaryError, SummaryKey};

const MAGIC: &[u8; 8] = b"conspart";
const TAG: usize = 32;
/// Grows with every change of a struct's form; the crate's version alone would not tell two builds apart.
const LAYOUT: u64 = 3;

/// What tells summaries of this build from those of another.
fn version() -> String {
    format!("{}+{LAYOUT}", env!("CARGO_PKG_VERSION"))
}

impl FrameSummary {
    /// The summary as bytes for [`Self::from_bytes`]: for the user's own cluster, never for the wire.
    pub fn to_bytes(&self, key: &SummaryKey) -> Vec<u8> {
        let mut out = Writer::new(MAGIC);
        version().write(&mut out);
        self.write(&mut out);
        let mut bytes = out.into_bytes();
        let tag = signature(key, &bytes);
        bytes.extend(tag);
        bytes
    }

    /// Reads what [`Self::to_bytes`] made under the same key; anything else is an error.
    pub fn from_bytes(bytes: &[u8], key: &SummaryKey) -> Result<Self, SummaryError> {
        let foreign = |reason: &str| SummaryError::Foreign(reason.to_owned());
        let body = bytes.strip_prefix(MAGIC).ok_or_else(|| foreign("it is none"))?;
        let (body, tag) = body.split_last_chunk::<TAG>().ok_or_else(|| foreign("it is cut short"))?;
        let mut input = Reader::new(body);
        let theirs = String::read(&mut input).filter(|text| text.len() < 64).ok_or_else(|| foreign("it is damaged"))?;
        if theirs != version() {
            let plain = |version: &str| version.chars().filter(char::is_ascii_graphic).collect::<String>();
            let reason = format!("it was made by version {} of conspectus, this is {}", plain(&theirs), version());
            return Err(SummaryError::Foreign(reason));
        }
        if !equal(tag, &signature(key, &bytes[..bytes.len() - TAG])) {
            return Err(foreign("it was made with the key of another ledger, or it is damaged"));
        }
        let summary = Self::read(&mut input).filter(|_| input.is_empty());
        summary.ok_or_else(|| foreign("it is damaged"))
    }
}

fn signature(key: &SummaryKey, bytes: &[u8]) -> [u8; TAG] {
    SummaryKey::new(key.sign(b"partial summaries")).sign(bytes)
}

/// Takes the same time wherever the two differ.
fn equal(a: &[u8; TAG], b: &[u8; TAG]) -> bool {
    a.iter().zip(b).fold(0, |differing, (a, b)| differing | (a ^ b)) == 0
}
