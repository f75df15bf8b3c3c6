use std::io::Read;

use super::{Line, Proof};
use crate::event::{ActorView, Committed, EventView};

/// The columns of an export as CSV. Those up to `payload` are for readers, the others prove them.
pub const COLUMNS: [&str; 19] = [
    "sequence",
    "timestamp",
    "event",
    "scope",
    "sensitivity",
    "severity",
    "actor_type",
    "actor_id",
    "actor_name",
    "subject",
    "id",
    "payload",
    "at",
    "actor_kind",
    "previous",
    "body",
    "body_salt",
    "person_salt",
    "inclusion",
];

/// In front of a text that a spreadsheet would run as a formula, or that itself begins with it.
const QUOTE: char = '\'';

/// The cells of one event, in the order of [`COLUMNS`].
#[must_use]
pub(super) fn to_csv_record(line: &Line) -> Vec<String> {
    let Line { event, proof } = line;
    let payload = if event.payload.is_null() { String::new() } else { event.payload.to_string() };
    let person_salt = proof.person.as_ref().map_or_else(String::new, |person| person.salt.clone());
    let cells = [
        event.sequence.to_string(),
        event.timestamp.clone(),
        event.event.clone(),
        event.scope.clone(),
        event.sensitivity.clone(),
        event.severity.clone(),
        event.actor.kind.clone(),
        event.actor.id.to_string(),
        event.actor.name.clone().unwrap_or_default(),
        event.subject.map_or_else(String::new, |subject| subject.to_string()),
        event.id.to_string(),
        payload,
        proof.at.to_string(),
        proof.actor_kind.clone(),
        proof.previous.clone(),
        proof.body.text.clone(),
        proof.body.salt.clone(),
        person_salt,
        proof.inclusion.join(" "),
    ];
    cells.into_iter().map(|cell| if is_risky(&cell) { format!("{QUOTE}{cell}") } else { cell }).collect()
}

fn is_risky(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', QUOTE])
}

/// The events of a CSV file whose first line was read.
pub(super) fn records(file: impl Read) -> impl Iterator<Item = Result<Line, String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(true).from_reader(file);
    let header = reader.headers().map_err(|error| error.to_string()).and_then(|header| {
        if header.iter().eq(COLUMNS) { Ok(()) } else { Err("the columns are not those of an audit export".into()) }
    });
    let rows = reader.into_records().map(|row| read(&row.map_err(|error| error.to_string())?));
    header.err().map(Err).into_iter().chain(rows)
}

fn read(row: &csv::StringRecord) -> Result<Line, String> {
    let cell = |name: &str| {
        let place = COLUMNS.iter().position(|column| *column == name).unwrap_or_default();
        let cell = row.get(place).unwrap_or_default();
        cell.strip_prefix(QUOTE).unwrap_or(cell).to_owned()
    };
    let optional = |name: &str| Some(cell(name)).filter(|text| !text.is_empty());
    let wrong = |name: &'static str| move || format!("{name} is not one");
    let payload = optional("payload").map(|text| serde_json::from_str(&text)).transpose();
    let event = EventView {
        sequence: cell("sequence").parse().map_err(|_| wrong("sequence")())?,
        id: cell("id").parse().map_err(|_| wrong("id")())?,
        event: cell("event"),
        scope: cell("scope"),
        sensitivity: cell("sensitivity"),
        severity: cell("severity"),
        actor: ActorView {
            kind: cell("actor_type"),
            id: cell("actor_id").parse().map_err(|_| wrong("actor_id")())?,
            name: optional("actor_name"),
        },
        subject: optional("subject").map(|text| text.parse().map_err(|_| wrong("subject")())).transpose()?,
        timestamp: cell("timestamp"),
        payload: payload.map_err(|_| wrong("payload")())?.unwrap_or_default(),
    };
    let person = optional("person_salt").map(|salt| Committed { salt, text: cell("actor_name") });
    let proof = Proof {
        at: cell("at").parse().map_err(|_| wrong("at")())?,
        actor_kind: cell("actor_kind"),
        previous: cell("previous"),
        body: Committed { salt: cell("body_salt"), text: cell("body") },
        person,
        inclusion: cell("inclusion").split_whitespace().map(str::to_owned).collect(),
    };
    Ok(Line { event, proof })
}
