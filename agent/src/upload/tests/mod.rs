use std::sync::Arc;
use std::time::Duration;

use conspectus_metadata::{
    AgentInfo, Body, Capture, CaptureId, Filing, Mode, Note, Outcome, Policy, Problem, ProblemCode,
};
use double::{Double, Reply};

use super::*;
use crate::ledger::{Entry, Ledger, State};
use crate::surroundings::Surroundings;
use crate::surroundings::testing::Steady;

mod double;

const LONG: Duration = Duration::from_mins(1);

struct Agent {
    ledger: Arc<Ledger>,
    surroundings: Arc<Steady>,
    _folder: tempfile::TempDir,
}

impl Agent {
    fn new(notes: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let surroundings = Arc::new(Steady::default());
        let ledger = Arc::new(Ledger::open(folder.path(), &*surroundings).expect("opens"));
        let agent = Self { ledger, surroundings, _folder: folder };
        for text in notes {
            agent.note(text);
        }
        agent
    }

    fn note(&self, text: &str) -> CaptureId {
        let capture = Capture {
            id: self.surroundings.capture_id(),
            captured_at: "2026-01-02T03:04:05.678Z".to_owned(),
            agent: AgentInfo { name: "test".to_owned(), version: "0".to_owned(), runtime: None },
            filing: Filing { project: "Flights".to_owned(), phase: None, iteration: None },
            name: None,
            body: Body::Note(Note { text: text.to_owned() }),
            lineage: Vec::new(),
        };
        self.ledger.append(&capture, None).expect("recorded");
        capture.id
    }

    fn upload_to(&self, address: &str, greeted: bool) -> Uploader {
        let client =
            Client::new(Server::parse(address).expect("an address"), "csp_pat_x".to_owned()).expect("a client");
        let (ledger, surroundings) = (Arc::clone(&self.ledger), Arc::clone(&self.surroundings));
        Uploader::start(ledger, surroundings, client, greeted).expect("a thread")
    }

    fn states(&self) -> Vec<State> {
        self.ledger.entries().expect("listed").iter().map(|entry| entry.state).collect()
    }

    fn entry(&self, index: usize) -> Entry {
        self.ledger.entries().expect("listed").swap_remove(index)
    }
}

/// Waits until the uploader says what is in the way.
fn reason(uploader: &Uploader) -> String {
    loop {
        if let Some(reason) = uploader.progress().reason() {
            return reason.to_owned();
        }
        std::thread::yield_now();
    }
}

fn text(capture: &Capture) -> String {
    let Body::Note(note) = &capture.body else { panic!("only notes are sent here") };
    note.text.clone()
}

#[test]
fn what_waits_is_sent_in_order_and_acknowledged() {
    let (agent, server) = (Agent::new(&["a", "b"]), Double::start(vec![]));
    let uploader = agent.upload_to(&server.address, true);
    assert_eq!(uploader.flush(LONG).expect("flushed"), 0);
    assert_eq!(server.batch(), ["a", "b"]);
    assert_eq!(agent.states(), [State::Acknowledged; 2]);
    assert_eq!(agent.entry(0).server.as_deref(), Some(server.address.as_str()));
    let request = server.requests.lock().expect("not poisoned")[0].to_ascii_lowercase();
    assert!(request.starts_with("post /api/v1/captures http/1.1"));
    assert!(request.contains("authorization: bearer csp_pat_x") && request.contains("content-encoding: zstd"));
}

#[test]
fn a_retry_after_a_lost_answer_sends_the_same_captures_again() {
    let (agent, server) = (Agent::new(&["a", "b"]), Double::start(vec![Reply::Lost]));
    let uploader = agent.upload_to(&server.address, true);
    assert_eq!(server.batch(), ["a", "b"]);
    assert_eq!(uploader.flush(LONG).expect("flushed"), 0);
    assert_eq!(server.batch(), ["a", "b"]);
    assert_eq!(agent.states(), [State::Acknowledged; 2]);
}

#[test]
fn a_server_that_asks_for_patience_gets_it() {
    let script = vec![
        Reply::Problem(Problem::new(ProblemCode::RateLimited, "slowly"), Some(1)),
        Reply::Problem(Problem::new(ProblemCode::Unavailable, "starting"), None),
    ];
    let (agent, server) = (Agent::new(&["a"]), Double::start(script));
    let uploader = agent.upload_to(&server.address, true);
    server.batch();
    assert_eq!(uploader.flush(Duration::ZERO).expect("asked"), 1, "a hurry does not shorten what the server asked for");
    assert_eq!(uploader.flush(LONG).expect("flushed"), 0);
    assert_eq!(agent.states(), [State::Acknowledged]);
    assert_eq!(uploader.progress().reason(), None);
}

#[test]
fn a_conflict_is_kept_with_its_problem_and_blocks_nobody() {
    let reply = Reply::Receipts(|text| if text == "b" { Outcome::Problem } else { Outcome::Created });
    let (agent, server) = (Agent::new(&["a", "b", "c"]), Double::start(vec![reply]));
    assert_eq!(agent.upload_to(&server.address, true).flush(LONG).expect("flushed"), 0);
    assert_eq!(agent.states(), [State::Acknowledged, State::Refused, State::Acknowledged]);
    assert_eq!(agent.entry(1).problem().expect("a problem").code, ProblemCode::CaptureIdReused);
}

#[test]
fn a_batch_refused_as_a_whole_is_halved_until_one_stands_alone() {
    let problem = || Problem::new(ProblemCode::InvalidRequest, "unknown field");
    let script = (0..8).map(|_| Reply::ProblemWith("bad", problem())).collect();
    let (agent, server) = (Agent::new(&["a", "b", "bad", "d"]), Double::start(script));
    assert_eq!(agent.upload_to(&server.address, true).flush(LONG).expect("flushed"), 0);
    let sent: Vec<_> = (0..5).map(|_| server.batch().join(" ")).collect();
    assert_eq!(sent, ["a b bad d", "a b", "bad d", "bad", "d"]);
    assert_eq!(agent.states(), [State::Acknowledged, State::Acknowledged, State::Refused, State::Acknowledged]);
}

#[test]
fn a_token_that_is_not_accepted_waits_for_the_user() {
    let script = vec![Reply::Problem(Problem::new(ProblemCode::Unauthenticated, "this token has expired"), None)];
    let (agent, server) = (Agent::new(&["a"]), Double::start(script));
    let uploader = agent.upload_to(&server.address, true);
    let reason = reason(&uploader);
    assert!(reason.contains("expired") && reason.contains("conspectus login"), "{reason}");
    assert_eq!(agent.states(), [State::Waiting]);
    assert_eq!(uploader.flush(LONG).expect("flushed"), 0, "a new attempt finds the token accepted");
}

#[test]
fn an_answer_of_something_else_loses_nothing() {
    let (agent, server) = (Agent::new(&["a"]), Double::start(vec![Reply::Html(404)]));
    let uploader = agent.upload_to(&server.address, true);
    assert!(reason(&uploader).contains("check the address"));
    assert!(matches!(uploader.progress(), Progress::Blocked { .. }));
    assert_eq!(agent.states(), [State::Waiting]);
}

#[test]
fn the_workspaces_policy_is_read_before_the_first_capture_goes() {
    let (agent, server) = (Agent::new(&["a"]), Double::start(vec![]));
    assert_eq!(agent.upload_to(&server.address, false).flush(LONG).expect("flushed"), 0);
    let known = agent.ledger.workspace(&server.address).expect("read").expect("known");
    assert_eq!(known.policy, Policy { mode: Mode::Schema, min_rows: 500, ..Policy::STANDARD });
}

#[test]
fn a_server_that_is_down_leaves_everything_waiting_with_the_reason() {
    let agent = Agent::new(&["a"]);
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("bound");
    let uploader = agent.upload_to(&format!("http://{free}"), true);
    let reason = reason(&uploader);
    assert_eq!(uploader.flush(Duration::ZERO).expect("asked"), 1);
    assert!(reason.contains("cannot be reached"), "{reason}");
    assert_eq!(agent.states(), [State::Waiting]);
}

#[test]
fn large_captures_travel_in_batches_the_server_takes() {
    let large = "x".repeat(5 * 1024 * 1024);
    let (agent, server) = (Agent::new(&[&large, &large]), Double::start(vec![]));
    assert_eq!(agent.upload_to(&server.address, true).flush(LONG).expect("flushed"), 0);
    assert_eq!((server.batch().len(), server.batch().len()), (1, 1));
}

#[test]
fn two_uploaders_of_one_ledger_send_each_capture_once() {
    let (agent, server) = (Agent::new(&["a", "b"]), Double::start(vec![]));
    let uploaders = [(); 2].map(|()| agent.upload_to(&server.address, true));
    agent.note("c");
    for uploader in &uploaders {
        uploader.wake();
        assert_eq!(uploader.flush(LONG).expect("flushed"), 0);
    }
    drop(uploaders);
    let mut sent = Vec::new();
    while sent.len() < 3 {
        sent.extend(server.batch());
    }
    assert_eq!(sent, ["a", "b", "c"]);
}
