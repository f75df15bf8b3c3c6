use std::io::BufRead;

use uuid::Uuid;

use super::csv::records;
use super::{CSV_MARK, FORMAT, Fault, Header, Line};
use crate::tree::{Frontier, Hash, check_inclusion};
use crate::{Checkpoint, PublicKey};

/// What the reader knows from elsewhere. Without any of it, an export made up as a whole would pass: it says whose key
/// signed it, and only somebody who knows the key can tell.
#[derive(Debug, Clone, Default)]
pub struct Expected {
    /// The log's key.
    pub key: Option<PublicKey>,
    /// A checkpoint kept from earlier, which the log must extend. It can be checked where the file holds the whole log.
    pub kept: Option<String>,
}

/// What an export proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub workspace: Uuid,
    pub first: u64,
    pub last: u64,
    /// Of the whole log.
    pub checkpoint: Checkpoint,
    pub key: PublicKey,
    /// Whether the file holds the whole log up to its checkpoint.
    pub is_whole: bool,
    /// Events whose actor's name was erased.
    pub erased: u64,
}

/// Checks an export, JSON lines or CSV. The first fault found, with the event it is about.
pub fn verify(mut file: impl BufRead, expected: &Expected) -> Result<Report, Fault> {
    let mut first = String::new();
    file.read_line(&mut first)?;
    let (is_csv, json) = match first.strip_prefix(CSV_MARK) {
        Some(json) => (true, json),
        None => (false, first.as_str()),
    };
    let header: Header = serde_json::from_str(json).map_err(|error| Fault::Header(error.to_string()))?;
    let mut walk = Walk::start(&header, expected)?;
    if is_csv {
        for (number, line) in (3..).zip(records(file)) {
            walk.step(number, &line.map_err(|reason| Fault::Form { line: number, reason })?)?;
        }
    } else {
        for (number, text) in (2..).zip(file.lines()) {
            let form = |reason: serde_json::Error| Fault::Form { line: number, reason: reason.to_string() };
            walk.step(number, &serde_json::from_str(&text?).map_err(form)?)?;
        }
    }
    walk.end()
}

struct Walk {
    report: Report,
    next: u64,
    previous: Option<Hash>,
    frontier: Frontier,
    kept: Option<Checkpoint>,
}

impl Walk {
    fn start(header: &Header, expected: &Expected) -> Result<Self, Fault> {
        if header.format != FORMAT {
            return Err(Fault::Header(format!("it is {:?}", header.format)));
        }
        let key = PublicKey::parse(&header.key)?;
        if expected.key.as_ref().is_some_and(|expected| *expected != key) {
            return Err(Fault::OtherKey { found: header.key.clone() });
        }
        let checkpoint = Checkpoint::open(&header.checkpoint, &key)?;
        if checkpoint.origin != format!("conspectus/{}", header.workspace) {
            return Err(Fault::Header("the workspace is not that of the checkpoint".into()));
        }
        let is_range = header.first >= 1 && header.first <= header.last.saturating_add(1);
        if !is_range || header.last > checkpoint.size {
            return Err(Fault::Header("it promises events that the log has not".into()));
        }
        let kept = expected.kept.as_ref().map(|note| Checkpoint::open(note, &key)).transpose()?;
        if let Some(kept) = kept.as_ref().filter(|kept| kept.size > checkpoint.size) {
            return Err(Fault::Shorter { kept: kept.size, found: checkpoint.size });
        }
        let is_whole = header.first == 1 && header.last == checkpoint.size;
        let (workspace, first, last) = (header.workspace, header.first, header.last);
        let report = Report { workspace, first, last, checkpoint, key, is_whole, erased: 0 };
        let previous = (first == 1).then_some([0; 32]);
        Ok(Self { report, next: first, previous, frontier: Frontier::default(), kept })
    }

    fn step(&mut self, number: u64, line: &Line) -> Result<(), Fault> {
        let sequence = line.event.sequence;
        if sequence != self.next {
            return Err(Fault::Order { line: number, expected: self.next, found: sequence });
        }
        if sequence > self.report.last {
            return Err(Fault::Truncated { promised: self.report.last, found: sequence });
        }
        let leaf = line.leaf(self.report.workspace)?;
        if self.previous.is_some_and(|previous| previous != leaf.previous) {
            return Err(Fault::Unchained(sequence));
        }
        let proof = line.inclusion().ok_or_else(|| Fault::Form { line: number, reason: "a hash is not one".into() })?;
        let Checkpoint { size, root, .. } = &self.report.checkpoint;
        check_inclusion(root, *size, sequence - 1, &leaf.data(), &proof)
            .map_err(|reason| Fault::Inclusion { sequence, reason })?;
        self.previous = Some(leaf.hash());
        self.frontier.push(leaf.hash());
        self.report.erased += u64::from(line.event.actor.name.is_none());
        self.next += 1;
        self.check_kept()
    }

    /// Where the file holds the log from its start, it passes through the state that was kept.
    fn check_kept(&self) -> Result<(), Fault> {
        match &self.kept {
            Some(kept) if self.report.first == 1 && kept.size == self.frontier.leaves() => {
                let extends = kept.root == self.frontier.root();
                if extends { Ok(()) } else { Err(Fault::Rewritten { size: kept.size }) }
            }
            _ => Ok(()),
        }
    }

    fn end(self) -> Result<Report, Fault> {
        if self.next != self.report.last + 1 {
            return Err(Fault::Truncated { promised: self.report.last, found: self.next - 1 });
        }
        if self.report.is_whole && self.frontier.root() != self.report.checkpoint.root {
            return Err(Fault::OtherRoot { size: self.report.checkpoint.size });
        }
        Ok(self.report)
    }
}
