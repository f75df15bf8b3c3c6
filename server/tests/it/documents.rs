use axum::http::Method;
use conspectus_server::identity::Scope;
use serde_json::{Value, json};

use crate::harness::{Answer, App, Kind, Request, capture, document, model, on_both_engines};

const WRITER: &[Scope] = &[Scope::DocumentsWrite, Scope::Read, Scope::CapturesWrite];

/// A project with one captured document in it: its id and the writer's token.
async fn begun(app: &App) -> (String, String) {
    let token = app.token(WRITER).await;
    app.capture(&token, &[capture(1, "notes", &document("first"))]).await;
    let projects = app.get("/api/v1/projects", Some(&token)).await.json;
    (projects["items"][0]["id"].as_str().expect("a project").to_owned(), token)
}

async fn create(app: &App, (project, token): (&str, &str), body: &Value, key: Option<&str>) -> Answer {
    let request = Request::new(Method::POST, &format!("/api/v1/projects/{project}/documents")).bearer(Some(token));
    let request = match key {
        Some(key) => request.json(body).header("idempotency-key", key),
        None => request.json(body),
    };
    app.send(request).await
}

async fn revise(app: &App, (asset, token): (&str, &str), tag: Option<&str>, body: &Value) -> Answer {
    let request =
        Request::new(Method::POST, &format!("/api/v1/assets/{asset}/versions")).bearer(Some(token)).json(body);
    let request = match tag {
        Some(tag) => request.header("if-match", tag),
        None => request,
    };
    app.send(request).await
}

async fn events(app: &App) -> Vec<String> {
    let token = app.token(&[Scope::AuditRead]).await;
    let log = app.get("/api/v1/audit?limit=200", Some(&token)).await.json;
    let name = |event: &Value| event["event"].as_str().expect("a name").to_owned();
    log["items"].as_array().expect("events").iter().map(name).collect()
}

on_both_engines! {
    async fn a_document_is_written_shown_found_and_logged(app: App) {
        let (project, token) = begun(&app).await;
        let body = json!({ "name": "report", "markdown": "# Delays\n", "message": "first draft" });
        let written = create(&app, (&project, &token), &body, None).await;
        assert_eq!((written.status, written.header("etag")), (201, "\"1\""));
        assert_eq!(
            written.json["body"],
            json!({ "kind": "document", "markdown": "# Delays\n", "message": "first draft" })
        );
        assert_eq!((&written.json["digest"]["message"], &written.json["agent"]), (&json!("first draft"), &Value::Null));
        let shown =
            app.get(&format!("/api/v1/versions/{}", written.json["id"].as_str().expect("an id")), Some(&token)).await;
        assert_eq!(shown.json, written.json);
        let found = app.get("/api/v1/search?q=delays", Some(&token)).await.json;
        assert_eq!(found["items"][0]["asset"]["name"], "report");
        let created = events(&app).await.into_iter().filter(|event| event == "version.created").count();
        assert_eq!(created, 2, "the captured one and the written one");
    }

    async fn a_second_document_of_one_name_is_a_conflict(app: App) {
        let (project, token) = begun(&app).await;
        let answer = create(&app, (&project, &token), &json!({ "name": "notes", "markdown": "mine" }), None).await;
        answer.is_problem("conflict");
        assert_eq!(answer.json["errors"][0]["field"], "name");
    }

    async fn a_revision_names_what_it_was_written_from(app: App) {
        let (project, token) = begun(&app).await;
        let first = create(&app, (&project, &token), &json!({ "name": "report", "markdown": "one" }), None).await;
        let asset = first.json["asset_id"].as_str().expect("an id").to_owned();
        let place = (asset.as_str(), token.as_str());
        let text = |text: &str| json!({ "markdown": text });
        revise(&app, place, None, &text("two")).await.is_problem("precondition-required");
        let second = revise(&app, place, Some(first.header("etag")), &text("two")).await;
        assert_eq!((second.status, second.header("etag"), &second.json["number"]), (201, "\"2\"", &json!(2)));
        let stale = revise(&app, place, Some("\"1\""), &text("three")).await;
        stale.is_problem("stale");
        assert!(stale.json["detail"].as_str().expect("a detail").contains("is 2 by now"));
        for tag in ["*", "2", "W/\"2\"", "\"1\", \"2\"", "\"two\""] {
            revise(&app, place, Some(tag), &text("three")).await.is_problem("invalid-request");
        }
        let versions = app.get(&format!("/api/v1/assets/{asset}/versions"), Some(&token)).await.json;
        assert_eq!(versions["items"].as_array().expect("items").len(), 2, "what was refused left nothing");
    }

    async fn the_same_text_again_makes_no_revision(app: App) {
        let (project, token) = begun(&app).await;
        let first = create(&app, (&project, &token), &json!({ "name": "report", "markdown": "one" }), None).await;
        let asset = first.json["asset_id"].as_str().expect("an id");
        let before = events(&app).await.len();
        let again =
            revise(&app, (asset, &token), Some("\"1\""), &json!({ "markdown": "one", "message": "nothing" })).await;
        assert_eq!((again.status, &again.json["id"]), (200, &first.json["id"]));
        // The log grew by the token that read it.
        assert_eq!(events(&app).await.len(), before + 1);
    }

    async fn a_repeated_request_with_its_key_is_answered_as_before(app: App) {
        let (project, token) = begun(&app).await;
        let place = (project.as_str(), token.as_str());
        let body = json!({ "name": "report", "markdown": "one" });
        let first = create(&app, place, &body, Some("k-1")).await;
        let again = create(&app, place, &body, Some("k-1")).await;
        assert_eq!((again.status, &again.json), (201, &first.json));
        create(&app, place, &json!({ "name": "other", "markdown": "one" }), Some("k-1"))
            .await
            .is_problem("idempotency-key-reused");
        create(&app, place, &body, Some("")).await.is_problem("invalid-request");
        create(&app, place, &body, None).await.is_problem("conflict");
    }

    async fn two_writers_of_one_revision_do_not_overwrite_each_other(app: App) {
        let (project, token) = begun(&app).await;
        let first = create(&app, (&project, &token), &json!({ "name": "report", "markdown": "one" }), None).await;
        let asset = first.json["asset_id"].as_str().expect("an id");
        let texts = [json!({ "markdown": "mine" }), json!({ "markdown": "yours" })];
        let (mine, yours) = tokio::join!(
            revise(&app, (asset, &token), Some("\"1\""), &texts[0]),
            revise(&app, (asset, &token), Some("\"1\""), &texts[1]),
        );
        let mut statuses = [mine.status, yours.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 412]);
    }

    async fn only_documents_are_written_and_only_where_one_may(app: App) {
        let (project, token) = begun(&app).await;
        let receipts = app.capture(&token, &[capture(2, "m", &model("Ridge", 0.5))]).await;
        let model = receipts[0]["version"]["asset_id"].as_str().expect("an id");
        let text = json!({ "markdown": "x" });
        revise(&app, (model, &token), Some("\"1\""), &text).await.is_problem("invalid-request");
        revise(&app, (&project, &token), Some("\"1\""), &text).await.is_problem("not-found");
        let bound = app.token_for(app.workspace, WRITER, Some("Elsewhere")).await;
        let body = json!({ "name": "report", "markdown": "x" });
        create(&app, (&project, &bound), &body, None).await.is_problem("not-found");
        let notes = app.get(&format!("/api/v1/projects/{project}/assets?kind=document"), Some(&token)).await.json;
        let notes = notes["items"][0]["id"].as_str().expect("an id").to_owned();
        revise(&app, (&notes, &bound), Some("\"1\""), &text).await.is_problem("not-found");
    }

    async fn names_and_texts_beyond_their_bounds_are_refused(app: App) {
        let (project, token) = begun(&app).await;
        let place = (project.as_str(), token.as_str());
        for name in ["", " ", " report", "re\nport", &"x".repeat(201)] {
            let answer = create(&app, place, &json!({ "name": name, "markdown": "x" }), None).await;
            answer.is_problem("invalid-request");
            assert_eq!(answer.json["errors"][0]["field"], "name");
        }
        let long = json!({ "name": "report", "markdown": "x".repeat(1_000_001) });
        create(&app, place, &long, None).await.is_problem("too-large");
        create(&app, place, &json!({ "name": "r", "markdown": "x", "html": "" }), None)
            .await
            .is_problem("invalid-request");
    }
}
