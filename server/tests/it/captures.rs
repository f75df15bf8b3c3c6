use std::collections::BTreeSet;

use axum::http::Method;
use conspectus_metadata::{Mode, Policy};
use conspectus_server::identity::Scope;
use conspectus_server::store::PolicyChange;
use serde_json::{Value, json};

use crate::harness::{
    App, Kind, Request, all_at_once, capture, dataset, document, model, note, numbered, on_both_engines,
};

const WRITE: &[Scope] = &[Scope::CapturesWrite, Scope::Read];

fn derived_from(mut capture: Value, target: &Value) -> Value {
    capture["lineage"] = json!([{ "relation": "derived-from", "target": target }]);
    capture
}

async fn upstream_of(app: &App, token: &str, version: &Value) -> Vec<String> {
    let id = version["id"].as_str().expect("an id");
    let answer = app.get(&format!("/api/v1/versions/{id}"), Some(token)).await;
    let edges = answer.json["lineage"]["upstream"].as_array().expect("edges").clone();
    edges.iter().map(|edge| edge["version"]["name"].as_str().expect("a name").to_owned()).collect()
}

on_both_engines! {
    async fn a_capture_becomes_a_version_and_its_second_arrival_is_a_duplicate_of_it(app: App) {
        let token = app.token(WRITE).await;
        let first = capture(1, "flights", &dataset(1000, "delay"));
        let receipts = app.capture(&token, std::slice::from_ref(&first)).await;
        let version = receipts[0]["version"].clone();
        let expected = json!({
            "id": numbered(1),
            "outcome": "created",
            "version": {
                "id": version["id"], "asset_id": version["asset_id"],
                "kind": "dataset", "name": "flights", "number": 1,
            },
        });
        assert_eq!(receipts[0], expected);
        app.pass_seconds(60);
        let again = app.capture(&token, &[first]).await;
        assert_eq!(again[0], json!({ "id": numbered(1), "outcome": "duplicate", "version": version }));
    }

    async fn the_same_id_with_another_body_is_a_conflict_and_changes_nothing(app: App) {
        let token = app.token(WRITE).await;
        app.capture(&token, &[capture(1, "plan", &document("first"))]).await;
        let receipts = app.capture(&token, &[capture(1, "plan", &document("second"))]).await;
        assert_eq!(receipts[0]["outcome"], "problem");
        assert_eq!(receipts[0]["problem"]["code"], "capture-id-reused");
        let next = app.capture(&token, &[capture(2, "plan", &document("second"))]).await;
        assert_eq!(next[0]["version"]["number"], 2);
    }

    async fn metadata_that_equals_the_newest_version_makes_no_new_one(app: App) {
        let token = app.token(WRITE).await;
        let bodies = [dataset(1000, "delay"), model("RandomForestClassifier", 0.81), document("# Plan")];
        for (place, body) in (0..).zip(&bodies) {
            let first = app.capture(&token, &[capture(10 * place + 1, "asset", body)]).await;
            let mut later = capture(10 * place + 2, "asset", body);
            later["captured_at"] = json!("2026-03-01T10:00:00.000Z");
            let second = app.capture(&token, &[later.clone()]).await;
            assert_eq!(second[0]["outcome"], "unchanged", "{body}");
            assert_eq!(second[0]["version"], first[0]["version"]);
            assert_eq!(app.capture(&token, &[later]).await[0]["outcome"], "duplicate");
        }
    }

    async fn going_back_to_an_older_state_is_a_new_version(app: App) {
        let token = app.token(WRITE).await;
        let states = [(1, 0.8), (2, 0.9), (3, 0.8)].map(|(number, auc)| capture(number, "m", &model("Ridge", auc)));
        let receipts = app.capture(&token, &states).await;
        let numbers: Vec<&Value> = receipts.iter().map(|receipt| &receipt["version"]["number"]).collect();
        assert_eq!(numbers, [1, 2, 3]);
    }

    async fn a_capture_that_is_not_valid_is_refused_alone(app: App) {
        let token = app.token(WRITE).await;
        let mut unknown_field = capture(2, "b", &document("two"));
        unknown_field["body"]["rows"] = json!([[1, 2]]);
        let mut bad_time = note(3, "three");
        bad_time["captured_at"] = json!("yesterday");
        let mut nameless = capture(4, "d", &document("four"));
        nameless.as_object_mut().expect("an object").remove("name");
        let captures = [capture(1, "a", &document("one")), unknown_field, bad_time, nameless, note(5, "five")];
        let receipts = app.capture(&token, &captures).await;
        let outcomes: Vec<&Value> = receipts.iter().map(|receipt| &receipt["outcome"]).collect();
        assert_eq!(outcomes, ["created", "problem", "problem", "problem", "created"]);
        for receipt in &receipts[1..4] {
            assert_eq!(receipt["problem"]["code"], "invalid-capture", "{receipt}");
        }
    }

    async fn concurrent_versions_of_one_asset_get_consecutive_numbers(app: App) {
        const MANY: u32 = 24;
        let token = app.token(WRITE).await;
        let sent = (1..=MANY).map(|number| {
            let captures = [capture(number, "race", &document(&format!("text {number}")))];
            let (app, token) = (&app, &token);
            async move { app.capture(token, &captures).await }
        });
        let receipts = all_at_once(sent).await;
        let numbers: BTreeSet<u64> =
            receipts.iter().map(|receipts| receipts[0]["version"]["number"].as_u64().expect("a number")).collect();
        assert_eq!(numbers, (1..=u64::from(MANY)).collect());
        assert!(app.store.verify_audit(app.workspace).await.expect("reads").is_ok());
    }

    async fn one_capture_sent_by_many_at_once_becomes_one_version(app: App) {
        let token = app.token(WRITE).await;
        let sent = (0..12).map(|_| {
            let (app, token) = (&app, &token);
            async move { app.capture(token, &[capture(1, "once", &document("text"))]).await }
        });
        let receipts = all_at_once(sent).await;
        let created = receipts.iter().filter(|receipts| receipts[0]["outcome"] == "created").count();
        let duplicates = receipts.iter().filter(|receipts| receipts[0]["outcome"] == "duplicate").count();
        assert_eq!((created, duplicates), (1, 11));
    }

    async fn lineage_is_resolved_by_capture_and_by_name(app: App) {
        let token = app.token(WRITE).await;
        let by_capture = json!({ "by": "capture", "id": numbered(1) });
        let by_name = json!({ "by": "name", "kind": "dataset", "name": "flights" });
        let receipts = app.capture(&token, &[
            capture(1, "flights", &dataset(1000, "delay")),
            derived_from(capture(2, "cleaned", &dataset(900, "delay")), &by_capture),
            derived_from(capture(3, "sampled", &dataset(500, "delay")), &by_name),
        ]).await;
        assert_eq!(upstream_of(&app, &token, &receipts[1]["version"]).await, ["flights"]);
        assert_eq!(upstream_of(&app, &token, &receipts[2]["version"]).await, ["flights"]);
    }

    async fn an_edge_to_a_capture_that_arrives_later_is_drawn_then(app: App) {
        let token = app.token(WRITE).await;
        let later = json!({ "by": "capture", "id": numbered(1) });
        let receipts = app.capture(&token, &[derived_from(capture(2, "cleaned", &dataset(900, "d")), &later)]).await;
        assert!(upstream_of(&app, &token, &receipts[0]["version"]).await.is_empty());
        app.capture(&token, &[capture(1, "flights", &dataset(1000, "d"))]).await;
        assert_eq!(upstream_of(&app, &token, &receipts[0]["version"]).await, ["flights"]);
    }

    async fn an_edge_to_a_name_that_does_not_exist_is_refused_with_its_place(app: App) {
        let token = app.token(WRITE).await;
        let nowhere = json!({ "by": "name", "kind": "dataset", "name": "nowhere" });
        let receipts = app.capture(&token, &[derived_from(capture(1, "a", &dataset(900, "d")), &nowhere)]).await;
        assert_eq!(receipts[0]["problem"]["code"], "invalid-capture");
        assert_eq!(receipts[0]["problem"]["errors"][0]["field"], "lineage[0].target");
        let projects = app.get("/api/v1/projects", Some(&token)).await;
        assert_eq!(projects.json["items"], json!([]), "nothing of a refused capture is kept");
    }

    async fn a_profile_looser_than_the_workspace_demands_is_refused(app: App) {
        let token = app.token(WRITE).await;
        let policy = Policy { mode: Mode::Schema, ..Policy::STANDARD };
        let change = PolicyChange { policy, reason: None, expected: None };
        app.store.set_policy(&app.admin, change, &*app.clock).await.expect("reached").expect("set");
        let receipts = app.capture(&token, &[capture(1, "flights", &dataset(1000, "delay"))]).await;
        assert_eq!(receipts[0]["problem"]["code"], "policy-violation");
        assert_eq!(receipts[0]["problem"]["errors"][0]["field"], "body.profile.policy");
        let demanded = app.get("/api/v1/workspace", Some(&token)).await;
        assert_eq!(demanded.json["policy"]["mode"], "schema");
    }

    async fn a_figure_that_stands_for_too_few_rows_is_refused_by_column_and_rule(app: App) {
        let token = app.token(WRITE).await;
        let mut body = dataset(1000, "delay");
        body["profile"]["columns"][0]["nulls"] = json!(3);
        let receipts = app.capture(&token, &[capture(1, "flights", &body)]).await;
        assert_eq!(receipts[0]["problem"]["code"], "policy-violation", "{}", receipts[0]);
        let error = &receipts[0]["problem"]["errors"][0];
        assert!(error["field"].as_str().expect("a field").starts_with("body.profile.columns[0]"), "{error}");
        assert!(error["message"].as_str().expect("a message").contains("delay"), "{error}");
    }

    async fn a_compressed_batch_is_taken_and_one_too_large_is_not(app: App) {
        let token = app.token(WRITE).await;
        let send = |markdown: String| {
            let body = json!({ "captures": [capture(1, "long", &document(&markdown))] }).to_string();
            let packed = zstd::encode_all(body.as_bytes(), 3).expect("compresses");
            Request::new(Method::POST, "/api/v1/captures")
                .bearer(Some(&token))
                .header("content-type", "application/json")
                .header("content-encoding", "zstd")
                .body(packed)
        };
        app.send(send("x".repeat(9 * 1024 * 1024))).await.is_problem("too-large");
        assert_eq!(app.send(send("x".repeat(4 * 1024 * 1024))).await.json["receipts"][0]["outcome"], "created");
    }
}
