use conspectus_server::identity::Scope;
use serde_json::{Value, json};

use crate::harness::{App, Kind, Request, capture, dataset, on_both_engines};

const PATH: &str = "/api/v1/workspace/policy";

fn change(token: &str, tag: Option<&str>, body: &Value) -> Request {
    let request = Request::new(axum::http::Method::PUT, PATH).bearer(Some(token)).json(body);
    match tag {
        Some(tag) => request.header("if-match", tag),
        None => request,
    }
}

fn policy(mode: &str) -> Value {
    json!({ "mode": mode, "min_rows": 100, "min_cell": 11 })
}

async fn events(app: &App, name: &str) -> Vec<Value> {
    let token = app.token(&[Scope::AuditRead, Scope::AuditSensitive]).await;
    let log = app.get("/api/v1/audit?limit=100", Some(&token)).await;
    let all = log.json["items"].as_array().cloned().unwrap_or_default();
    all.into_iter().filter(|event| event["event"] == name).collect()
}

on_both_engines! {
    async fn an_administrator_changes_the_policy_and_the_log_tells_why(app: App) {
        let admin = app.token(&[Scope::WorkspaceWrite, Scope::Read]).await;
        let before = app.get(PATH, Some(&admin)).await;
        assert_eq!((before.header("etag"), &before.json["policy"]), ("\"0\"", &policy("standard")));
        let exact = json!({ "policy": policy("exact"), "reason": "the regulator asks" });
        app.send(change(&admin, None, &exact)).await.is_problem("precondition-required");
        app.send(change(&admin, Some("\"7\""), &exact)).await.is_problem("stale");
        let unreasoned = json!({ "policy": policy("exact") });
        app.send(change(&admin, Some("\"0\""), &unreasoned)).await.is_problem("invalid-request");
        let nonsense = json!({ "policy": { "mode": "dp", "min_rows": 100, "min_cell": 1 } });
        app.send(change(&admin, Some("\"0\""), &nonsense)).await.is_problem("invalid-request");
        assert_eq!(events(&app, "policy.changed").await.len(), 0);
        let after = app.send(change(&admin, Some("\"0\""), &exact)).await;
        assert_eq!((after.status, after.header("etag")), (200, "\"1\""));
        assert_eq!(app.get(PATH, Some(&admin)).await.json["reason"], "the regulator asks");
        let again = app.send(change(&admin, Some("\"1\""), &exact)).await;
        assert_eq!(again.header("etag"), "\"1\"", "the same again is no change");
        let told = events(&app, "policy.changed").await;
        assert_eq!(told.len(), 1);
        assert_eq!(told[0]["payload"]["reason"], "the regulator asks");
        assert_eq!(told[0]["payload"]["from"]["mode"], "standard");
    }

    async fn only_the_scope_of_an_administrator_changes_the_policy(app: App) {
        let others = app.token(&[Scope::Read, Scope::CapturesWrite, Scope::TokensWrite]).await;
        assert_eq!(app.get(PATH, Some(&others)).await.status, 200);
        let body = json!({ "policy": policy("schema") });
        app.send(change(&others, Some("\"0\""), &body)).await.is_problem("forbidden");
    }

    async fn exact_figures_are_taken_where_they_are_allowed_and_each_is_in_the_log(app: App) {
        let token = app.token(&[Scope::CapturesWrite, Scope::WorkspaceWrite]).await;
        let mut body = dataset(1000, "delay");
        body["profile"]["policy"]["mode"] = json!("exact");
        body["profile"]["reason"] = json!("a finding of the auditors");
        let refused = app.capture(&token, &[capture(1, "flights", &body)]).await;
        let errors = refused[0]["problem"]["errors"].to_string();
        assert_eq!(refused[0]["problem"]["code"], "policy-violation");
        assert!(errors.contains("mode `exact`") && errors.contains("demands mode `standard`"), "{errors}");
        let allowed = json!({ "policy": policy("exact"), "reason": "the regulator asks" });
        assert_eq!(app.send(change(&token, Some("\"0\""), &allowed)).await.status, 200);
        let recorded = app.capture(&token, &[capture(2, "flights", &body)]).await;
        assert_eq!(recorded[0]["outcome"], "created", "{}", recorded[0]);
        let told = events(&app, "capture.exact").await;
        assert_eq!(told.len(), 1);
        assert_eq!(told[0]["payload"]["reason"], "a finding of the auditors");
        body["profile"].as_object_mut().expect("an object").remove("reason");
        let silent = app.capture(&token, &[capture(3, "flights", &body)]).await;
        assert!(silent[0]["problem"]["errors"].to_string().contains("need a reason"), "{}", silent[0]);
    }

    async fn each_answer_to_captures_tells_the_policy_that_holds(app: App) {
        let token = app.token(&[Scope::CapturesWrite, Scope::WorkspaceWrite]).await;
        let stricter = json!({ "policy": policy("dp") });
        assert_eq!(app.send(change(&token, Some("\"0\""), &stricter)).await.status, 200);
        let mut body = dataset(1000, "delay");
        body["profile"]["columns"][0]["nulls"] = json!(0);
        let send = Request::new(axum::http::Method::POST, "/api/v1/captures")
            .bearer(Some(&token))
            .json(&json!({ "captures": [capture(1, "flights", &body)] }));
        let answer = app.send(send).await.json;
        assert_eq!(answer["policy"]["mode"], "dp");
        let errors = answer["receipts"][0]["problem"]["errors"].to_string();
        assert!(errors.contains("column `delay` breaks the rule `noise` (R18)"), "{errors}");
    }
}
