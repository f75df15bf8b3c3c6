use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use conspectus_metadata::{
    AgentInfo, Body, Budget, Filing, Mode, Note, Outcome, Policy, Problem, ProblemCode, Receipt,
};

use super::*;
use crate::surroundings::testing::Steady;

/// Set for a test that runs again as a child process, to the ledger's folder.
const CHILD_FOLDER: &str = "CONSPECTUS_TEST_CHILD_FOLDER";

fn note(surroundings: &Steady, text: &str) -> Capture {
    Capture {
        id: surroundings.capture_id(),
        captured_at: "2026-01-02T03:04:05.678Z".to_owned(),
        agent: AgentInfo { name: "test".to_owned(), version: "0".to_owned(), runtime: None },
        filing: Filing { project: "Flights".to_owned(), phase: None, iteration: None },
        name: None,
        body: Body::Note(Note { text: text.to_owned() }),
        lineage: Vec::new(),
    }
}

fn settled(id: CaptureId, problem: Option<Problem>) -> Settlement {
    let (state, outcome) = match problem {
        Some(_) => (State::Refused, Outcome::Problem),
        None => (State::Acknowledged, Outcome::Created),
    };
    Settlement { state, receipt: Receipt { id, outcome, version: None, problem } }
}

/// Runs the test `name` of this file once more, in another process.
fn child(name: &str, folder: &Path) -> Child {
    Command::new(std::env::current_exe().expect("this test's binary"))
        .args(["--exact", &format!("ledger::tests::{name}"), "--nocapture"])
        .env(CHILD_FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a child process")
}

/// The ids a child says it recorded.
fn recorded(line: &str) -> Option<CaptureId> {
    line.split_once("recorded ").map(|(_, id)| CaptureId(id.trim().parse().expect("an id")))
}

/// Records up to 200 notes when run as a child; on its own it only shows that the test works.
#[test]
fn writes_until_it_is_killed() {
    let Some(folder) = std::env::var_os(CHILD_FOLDER) else { return };
    let surroundings = Steady::default();
    let ledger = Ledger::open(Path::new(&folder), &surroundings).expect("opens");
    for _ in 0..200 {
        let capture = note(&surroundings, &"x".repeat(3000));
        ledger.append(&capture, None).expect("recorded");
        println!("recorded {}", capture.id);
    }
}

#[test]
fn what_was_recorded_survives_a_kill_at_any_moment() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut claimed = Vec::new();
    for lines in [1, 2, 17, 40] {
        let mut child = child("writes_until_it_is_killed", folder.path());
        let output = BufReader::new(child.stdout.take().expect("its output"));
        claimed.extend(output.lines().map_while(Result::ok).filter_map(|line| recorded(&line)).take(lines));
        child.kill().expect("killed");
        child.wait().expect("gone");
    }
    assert_eq!(claimed.len(), 60);
    let ledger = Ledger::open(folder.path(), &Steady::default()).expect("opens after the kills");
    for id in claimed {
        let bytes = ledger.bytes(id).expect("readable").expect("what was claimed is there");
        assert_eq!(serde_json::from_slice::<Capture>(&bytes).expect("whole").id, id);
    }
}

#[test]
fn two_processes_share_one_ledger_and_one_secret() {
    let folder = tempfile::tempdir().expect("a folder");
    let children = [(); 2].map(|()| child("writes_until_it_is_killed", folder.path()));
    for child in children {
        assert!(child.wait_with_output().expect("runs").status.success());
    }
    let ledger = Ledger::open(folder.path(), &Steady::default()).expect("opens");
    assert_eq!(ledger.count_waiting(None).expect("counted"), 400);
    assert_eq!(ledger.secret(), Ledger::open(folder.path(), &Steady::default()).expect("opens").secret());
}

#[test]
fn a_full_disk_is_a_clear_error_and_leaves_nothing_half_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let surroundings = Steady::default();
    let ledger = Ledger::open(folder.path(), &surroundings).expect("opens");
    let first = note(&surroundings, "fits");
    ledger.append(&first, None).expect("fits");
    ledger.gate.with(|c| c.pragma_update(None, "max_page_count", 12)).expect("limited");
    let large = note(&surroundings, &"x".repeat(100_000));
    let error = ledger.append(&large, None).expect_err("does not fit");
    assert!(error.is_full(), "{error}");
    assert!(error.to_string().contains("free some space"));
    assert_eq!(ledger.bytes(large.id).expect("readable"), None);
    ledger.gate.with(|c| c.pragma_update(None, "max_page_count", 1_000_000)).expect("freed");
    ledger.append(&large, None).expect("fits now");
    let states: Vec<_> = ledger.entries().expect("listed").iter().map(|entry| entry.id).collect();
    assert_eq!(states, [first.id, large.id]);
}

#[test]
fn a_datasets_history_and_budget_are_recorded_with_its_capture_or_not_at_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let surroundings = Steady::default();
    let ledger = Ledger::open(folder.path(), &surroundings).expect("opens");
    let weather = Asset { project: "Flights", name: "weather", columns: b"abc" };
    let next = |text: &str, history: &[u8], epsilon: f64| {
        let mut seen = None;
        let done = ledger.append_next(&weather, None, |before| {
            seen = Some(before);
            let spent = Budget { epsilon, delta: 0.0 };
            if epsilon > 5.0 {
                Err("spent")
            } else {
                Ok(Next { capture: note(&surroundings, text), history: history.to_vec(), spent })
            }
        });
        (seen.expect("asked"), done)
    };
    let (before, done) = next("one", b"1", 1.0);
    assert!(before.history.is_none() && before.spent.epsilon == 0.0 && matches!(done, Ok(Ok(_))));
    assert!(matches!(next(&"x".repeat(MAX_CAPTURE_BYTES), b"2", 2.0).1, Err(LedgerError::TooLarge { .. })));
    assert!(matches!(next("refused", b"2", 9.0).1, Ok(Err("spent"))));
    let (before, _) = next("three", b"3", 3.0);
    assert_eq!((before.history.as_deref(), before.spent.epsilon), (Some(b"1".as_slice()), 1.0));
    let after = ledger.before(&weather).expect("read");
    assert_eq!((after.history.as_deref(), after.spent.epsilon), (Some(b"3".as_slice()), 3.0));
    assert_eq!(ledger.entries().expect("listed").len(), 2);
    let other = |columns| Asset { project: "Flights", name: "copy", columns };
    assert_eq!(ledger.before(&other(b"abc")).expect("read").beside, [b"3".to_vec()]);
    assert!(ledger.before(&other(b"abd")).expect("read").beside.is_empty());
}

#[test]
fn the_exact_bytes_are_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let surroundings = Steady::default();
    let ledger = Ledger::open(folder.path(), &surroundings).expect("opens");
    let capture = note(&surroundings, "größer \u{1f600}");
    let bytes = ledger.append(&capture, None).expect("recorded");
    assert_eq!(bytes, serde_json::to_vec(&capture).expect("serialises"));
    assert_eq!(ledger.bytes(capture.id).expect("readable"), Some(bytes));
}

#[test]
fn the_same_id_with_other_content_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let surroundings = Steady::default();
    let ledger = Ledger::open(folder.path(), &surroundings).expect("opens");
    let capture = note(&surroundings, "one");
    ledger.append(&capture, None).expect("recorded");
    ledger.append(&capture, None).expect("the same again is harmless");
    let other = Capture { id: capture.id, ..note(&surroundings, "two") };
    assert!(matches!(ledger.append(&other, None), Err(LedgerError::IdReused { id }) if id == capture.id));
}

#[test]
fn batches_keep_the_order_and_the_size_and_the_server() {
    let folder = tempfile::tempdir().expect("a folder");
    let surroundings = Steady::default();
    let ledger = Ledger::open(folder.path(), &surroundings).expect("opens");
    let captures = [(); 4].map(|()| note(&surroundings, &"x".repeat(1000)));
    for (capture, server) in captures.iter().zip([None, Some("https://a"), Some("https://b"), Some("https://a")]) {
        ledger.append(capture, server).expect("recorded");
    }
    let ids = |batch: &[Outgoing]| batch.iter().map(|o| o.id).collect::<Vec<_>>();
    let all = ledger.waiting("https://a", 0, 1 << 20).expect("read");
    assert_eq!(ids(&all), [captures[0].id, captures[1].id, captures[3].id]);
    let one = ledger.waiting("https://a", 0, 10).expect("read");
    assert_eq!(ids(&one), [captures[0].id], "one goes even if it is larger than the limit");
    let rest = ledger.waiting("https://a", one[0].seq, 1 << 20).expect("read");
    assert_eq!(ids(&rest), [captures[1].id, captures[3].id]);
    assert_eq!(ledger.count_waiting(Some("https://b")).expect("counted"), 2);
    assert_eq!(ledger.redirect("https://b", "https://a").expect("moved"), 1);
    assert_eq!(ledger.count_waiting(Some("https://a")).expect("counted"), 4);
}

#[test]
fn a_refusal_keeps_the_problem_and_is_final() {
    let folder = tempfile::tempdir().expect("a folder");
    let surroundings = Steady::default();
    let ledger = Ledger::open(folder.path(), &surroundings).expect("opens");
    let capture = note(&surroundings, "one");
    ledger.append(&capture, None).expect("recorded");
    let problem = Problem::new(ProblemCode::CaptureIdReused, "another body came first");
    ledger.settle("https://a", &[settled(capture.id, Some(problem.clone()))], surroundings.now()).expect("settled");
    ledger.settle("https://a", &[settled(capture.id, None)], surroundings.now()).expect("ignored");
    let entry = ledger.entry(capture.id).expect("read").expect("there");
    assert_eq!((entry.state, entry.problem()), (State::Refused, Some(&problem)));
    assert_eq!(ledger.count_waiting(None).expect("counted"), 0);
}

#[test]
fn the_workspaces_policy_is_known_offline() {
    let folder = tempfile::tempdir().expect("a folder");
    let surroundings = Steady::default();
    let policy = Policy { mode: Mode::Schema, ..Policy::STANDARD };
    let known = KnownWorkspace { id: "w".to_owned(), name: "Bank".to_owned(), policy };
    let ledger = Ledger::open(folder.path(), &surroundings).expect("opens");
    ledger.remember_workspace("https://a", &known, surroundings.now()).expect("remembered");
    drop(ledger);
    let ledger = Ledger::open(folder.path(), &surroundings).expect("opens");
    assert_eq!(ledger.workspace("https://a").expect("read"), Some(known));
    assert_eq!(ledger.workspace("https://b").expect("read"), None);
}

#[test]
fn a_newer_ledger_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let ledger = Ledger::open(folder.path(), &Steady::default()).expect("opens");
    ledger.gate.with(|c| c.pragma_update(None, "user_version", 99)).expect("aged");
    let error = Ledger::open(folder.path(), &Steady::default()).expect_err("too new");
    assert!(matches!(error, LedgerError::Newer { found: 99, .. }), "{error}");
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_the_ledger_and_its_secret() {
    use std::os::unix::fs::PermissionsExt;
    let parent = tempfile::tempdir().expect("a folder");
    let folder = parent.path().join("conspectus");
    let ledger = Ledger::open(&folder, &Steady::default()).expect("opens");
    ledger.append(&note(&Steady::default(), "one"), None).expect("recorded");
    for entry in std::fs::read_dir(&folder).expect("listed") {
        let entry = entry.expect("an entry");
        let mode = entry.metadata().expect("metadata").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{:?}", entry.file_name());
    }
    assert_eq!(std::fs::metadata(&folder).expect("metadata").permissions().mode() & 0o077, 0);
}

#[test]
fn a_paused_ledger_makes_others_wait_and_opens_again_by_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let surroundings = Steady::default();
    let ledger = Ledger::open(folder.path(), &surroundings).expect("opens");
    ledger.append(&note(&surroundings, "one"), None).expect("recorded");
    ledger.pause();
    std::thread::scope(|scope| {
        let count = scope.spawn(|| ledger.entries().expect("listed").len());
        ledger.resume();
        assert_eq!(count.join().expect("no panic"), 1);
    });
}
