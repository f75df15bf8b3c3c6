//! The log in a file, checked by whoever holds it: what it proves, and every way to forge it.

use conspectus_proof::export::{Expected, Fault, Report, verify};
use conspectus_proof::{Checkpoint, PublicKey};
use conspectus_server::identity::{Role, Scope};
use serde_json::Value;

use crate::harness::{App, Kind, capture, document, on_both_engines};

const JSON_LINES: &str = "/api/v1/audit/export";
const CSV: &str = "/api/v1/audit/export?format=csv";

/// An export made by an auditor after some work, with names that a spreadsheet would run.
async fn exported(app: &App, path: &str) -> String {
    let account = app.member(app.workspace, "=cmd()@example.org", Role::Analyst).await;
    let session = app.session_of(app.workspace, account).await;
    let captures = [capture(1, "plan, \"quoted\"\nand broken", &document("one")), capture(2, "plan", &document("two"))];
    app.post("/api/v1/captures", Some(&session), &serde_json::json!({ "captures": captures })).await;
    let auditor = app.token(&[Scope::AuditSensitive]).await;
    let answer = app.get(path, Some(&auditor)).await;
    assert_eq!(answer.status, 200, "{}", answer.json);
    String::from_utf8(answer.bytes).expect("text")
}

fn check(text: &str) -> Result<Report, Fault> {
    verify(text.as_bytes(), &Expected::default())
}

/// The text with one change to the JSON of one line.
fn with_line(text: &str, line: usize, change: impl FnOnce(&mut Value)) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut json = serde_json::from_str(&lines[line]).expect("JSON");
    change(&mut json);
    lines[line] = json.to_string();
    lines.join("\n") + "\n"
}

fn without_line(text: &str, line: usize) -> String {
    let kept = text.split_inclusive('\n').enumerate().filter(|(number, _)| *number != line);
    kept.map(|(_, line)| line).collect()
}

on_both_engines! {
    async fn an_export_proves_itself_in_both_forms_and_is_itself_in_the_log(app: App) {
        let json = exported(&app, JSON_LINES).await;
        let report = check(&json).expect("holds");
        assert_eq!(report.workspace, app.workspace);
        assert!(report.is_whole && report.last as usize == json.lines().count() - 1, "{report:?}");
        assert!(json.lines().last().expect("lines").contains("\"audit.exported\""));
        let auditor = app.token(&[Scope::AuditSensitive]).await;
        let csv = String::from_utf8(app.get(CSV, Some(&auditor)).await.bytes).expect("text");
        assert!(check(&csv).expect("holds").is_whole);
        assert!(csv.contains(",'=cmd()@example.org,") && !csv.contains(",=cmd()"), "no cell is a formula");
        assert_eq!(app.store.checkpoint_key(app.workspace).await.expect("a key"), report.key);
    }

    async fn each_kind_of_forgery_is_found_and_the_event_named(app: App) {
        let text = exported(&app, JSON_LINES).await;
        let last = text.lines().count() - 1;
        for line in [1, 3, last] {
            let number = line as u64;
            let view = with_line(&text, line, |json| json["event"]["event"] = "version.forged".into());
            assert!(matches!(check(&view), Err(Fault::Inclusion { sequence, .. }) if sequence == number));
            let time = with_line(&text, line, |json| json["event"]["timestamp"] = "2020-01-01T00:00:00.000Z".into());
            assert!(matches!(check(&time), Err(Fault::View(sequence)) if sequence == number));
            let severity = with_line(&text, line, |json| json["event"]["severity"] = "critical".into());
            assert!(matches!(check(&severity), Err(Fault::View(sequence)) if sequence == number));
            let name = with_line(&text, line, |json| json["event"]["actor"]["name"] = "Mallory".into());
            assert!(matches!(check(&name), Err(Fault::View(sequence)) if sequence == number));
            let body = with_line(&text, line, |json| {
                let forged = json["proof"]["body"]["text"].as_str().expect("text").replace("info", "warn");
                json["proof"]["body"]["text"] = format!("{forged} ").into();
                json["event"]["severity"] = "warn".into();
            });
            assert!(matches!(check(&body), Err(Fault::Inclusion { sequence, .. } | Fault::View(sequence)) if sequence == number));
            let removed = without_line(&text, line);
            assert!(matches!(check(&removed), Err(Fault::Order { .. } | Fault::Truncated { .. })), "{:?}", check(&removed));
        }
        let mut swapped: Vec<&str> = text.lines().collect();
        swapped.swap(2, 3);
        assert!(matches!(check(&swapped.join("\n")), Err(Fault::Order { expected: 2, found: 3, .. })));
        let doubled = format!("{text}{}\n", text.lines().last().expect("lines"));
        assert!(check(&doubled).is_err());
        let extra = with_line(&text, 1, |json| json["more"] = true.into());
        assert!(matches!(check(&extra), Err(Fault::Form { line: 2, .. })));
        let shorter = with_line(&without_line(&text, last), 0, |json| json["last"] = (last as u64 - 1).into());
        let report = check(&shorter).expect("each event in it is proved");
        assert!(!report.is_whole, "and it does not claim to be all");
    }

    async fn an_export_made_up_as_a_whole_is_refused_by_whoever_knows_the_key_or_kept_a_checkpoint(app: App) {
        let ours = exported(&app, JSON_LINES).await;
        let key = check(&ours).expect("holds").key;
        let kept = app.store.checkpoint(app.workspace, 0).await.expect("signs").note;
        let other = App::start(Kind::Sqlite).await;
        let forged = exported(&other, JSON_LINES).await;
        check(&forged).expect("by itself it holds");
        let expected = Expected { key: Some(key.clone()), kept: None };
        assert!(matches!(verify(forged.as_bytes(), &expected), Err(Fault::OtherKey { .. })));
        let relabelled = with_line(&forged, 0, |json| json["key"] = key.to_string().into());
        assert!(matches!(check(&relabelled), Err(Fault::Checkpoint(_))));
        let expected = Expected { key: None, kept: Some(kept.clone()) };
        assert!(verify(forged.as_bytes(), &expected).is_err());
        assert!(verify(ours.as_bytes(), &expected).is_ok(), "its own newest state");
        app.token(&[Scope::Read]).await;
        let later = app.store.checkpoint(app.workspace, 0).await.expect("signs").note;
        let expected = Expected { key: Some(key), kept: Some(later) };
        assert!(matches!(verify(ours.as_bytes(), &expected), Err(Fault::Shorter { .. })));
    }

    async fn erasing_a_person_takes_their_name_and_leaves_every_proof(app: App) {
        let before = exported(&app, JSON_LINES).await;
        assert!(before.contains("=cmd()@example.org"));
        let person = app.member(app.workspace, "=cmd()@example.org", Role::Analyst).await;
        let kept = app.store.checkpoint(app.workspace, 0).await.expect("signs").note;
        assert!(app.store.erase_subject(&app.admin, person, &*app.clock).await.expect("erases"));
        let auditor = app.token(&[Scope::AuditSensitive, Scope::AuditRead]).await;
        let after = String::from_utf8(app.get(JSON_LINES, Some(&auditor)).await.bytes).expect("text");
        assert!(!after.contains("=cmd()@example.org"));
        let report = verify(after.as_bytes(), &Expected { key: None, kept: Some(kept.clone()) }).expect("holds");
        assert!(report.erased > 0);
        let examined = app.store.examine_audit(app.workspace, Some(&kept)).await.expect("reads");
        assert!(examined.is_ok(), "{examined:?}");
        let log = app.get("/api/v1/audit?limit=200", Some(&auditor)).await;
        assert!(log.json["items"].as_array().expect("items").iter().any(|event| event["actor"].get("name").is_none()));
    }

    async fn a_client_that_keeps_checkpoints_is_shown_that_each_extends_the_one_before(app: App) {
        let token = app.token(&[Scope::CapturesWrite]).await;
        let mut kept: Option<(Checkpoint, PublicKey)> = None;
        for round in 0..6 {
            let since = kept.as_ref().map_or(0, |(checkpoint, _)| checkpoint.size);
            let answer = app.get(&format!("/api/v1/audit/checkpoint?since={since}"), Some(&token)).await.json;
            let key = PublicKey::parse(answer["key"].as_str().expect("a key")).expect("a key");
            let checkpoint = Checkpoint::open(answer["note"].as_str().expect("a note"), &key).expect("signed");
            if let Some((old, known)) = kept {
                assert_eq!(known, key);
                let hashes = answer["consistency"].as_array().expect("hashes").iter();
                let proof: Vec<_> = hashes.map(|hash| conspectus_proof::from_hex(hash.as_str().expect("hex")).expect("hex")).collect();
                let (before, now) = ((old.size, &old.root), (checkpoint.size, &checkpoint.root));
                assert_eq!(conspectus_proof::tree::check_consistency(before, now, &proof), Ok(()));
            }
            kept = Some((checkpoint, key));
            app.capture(&token, &[capture(round, "plan", &document(&format!("text {round}")))]).await;
        }
    }
}

/// Every byte of the file matters.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_flipped_bit_of_an_export_goes_unnoticed() {
    let app = App::start(Kind::Sqlite).await;
    for path in [JSON_LINES, CSV] {
        let auditor = app.token(&[Scope::AuditSensitive]).await;
        let text = app.get(path, Some(&auditor)).await.bytes;
        verify(text.as_slice(), &Expected::default()).expect("holds");
        for place in 0..text.len() {
            let mut forged = text.clone();
            forged[place] ^= 1;
            let is_line_end = text[place] == b'\n';
            let result = verify(forged.as_slice(), &Expected::default());
            assert!(is_line_end || result.is_err(), "byte {place} of {path}: {:?}", forged[place] as char);
        }
    }
}
