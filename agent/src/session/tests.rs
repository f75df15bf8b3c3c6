use conspectus_metadata::{Body, Filing, Note};

use super::*;
use crate::ledger::{KnownWorkspace, LedgerError, MAX_CAPTURE_BYTES};
use crate::surroundings::testing::Steady;
use crate::upload::Server;

fn session(folder: &Path) -> Session {
    let agent = AgentInfo { name: "test".to_owned(), version: "0".to_owned(), runtime: None };
    Session::open(folder, Arc::new(Steady::default()), agent).expect("opens")
}

fn note(text: &str) -> Draft {
    let filing = Filing { project: "Flights".to_owned(), phase: None, iteration: None };
    Draft { filing, name: None, body: Body::Note(Note { text: text.to_owned() }), lineage: Vec::new() }
}

#[test]
fn without_a_server_captures_wait_and_flush_says_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = session(folder.path());
    let recorded = session.record(note("one")).expect("recorded");
    assert_eq!(session.ledger().bytes(recorded.id).expect("read"), Some(recorded.bytes));
    let flushed = session.flush(Duration::from_mins(1)).expect("asked");
    assert_eq!(flushed.waiting, 1);
    assert!(flushed.reason.expect("a reason").contains("connect(url="));
}

#[test]
fn the_workspaces_stricter_policy_holds_offline_and_the_user_can_only_add_to_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = session(folder.path());
    assert_eq!(session.policy().expect("read"), Policy::STANDARD);
    let server = Server::parse("http://127.0.0.1:9").expect("an address");
    let policy = Policy { min_rows: 500, min_cell: 5, ..Policy::STANDARD };
    let known = KnownWorkspace { id: "w".to_owned(), name: "Bank".to_owned(), policy };
    session.ledger().remember_workspace(&server.to_string(), &known, Steady::default().now()).expect("remembered");
    session.connect_later(server, "csp_pat_x".to_owned()).expect("started");
    let in_force = Policy { min_rows: 500, ..Policy::STANDARD };
    assert_eq!(session.policy().expect("read"), in_force);
    session.choose_mode(Mode::Schema);
    assert_eq!(session.policy().expect("read"), Policy { mode: Mode::Schema, ..in_force });
}

#[test]
fn a_capture_no_server_would_take_is_refused_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = session(folder.path());
    let error = session.record(note(&"x".repeat(MAX_CAPTURE_BYTES))).expect_err("refused");
    assert!(matches!(error, Error::Ledger(LedgerError::TooLarge { .. })), "{error}");
    assert_eq!(session.ledger().entries().expect("listed"), []);
}

#[test]
fn a_name_is_one_short_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = session(folder.path());
    for name in ["", "  ", "two\nlines", &"x".repeat(201)] {
        let mut draft = note("one");
        draft.name = Some(name.to_owned());
        let error = session.record(draft).expect_err("refused");
        assert!(error.is_argument() && error.to_string().starts_with("name: "), "{error}");
    }
}
