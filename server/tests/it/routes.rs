use axum::http::Method;
use conspectus_server::api::{Access, table};
use conspectus_server::identity::Scope;
use serde_json::{Value, json};

use crate::harness::{App, Kind, Request, capture, document, on_both_engines};

/// A body for each route that takes one: what it says does not matter, access is checked before.
fn request(method: &Method, path: &str) -> Request {
    let request = Request::new(method.clone(), path);
    let writes = [Method::POST, Method::PUT, Method::PATCH].contains(method);
    if writes { request.json(&json!({ "captures": [] })) } else { request }
}

/// Path parameters filled with ids by name; what is not known gets an id that nothing has.
fn filled(path: &str, ids: &Value) -> String {
    let mut parts: Vec<String> = path.split('/').map(str::to_owned).collect();
    for place in 0..parts.len() {
        if let Some(name) = parts[place].strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            let collection = parts[place - 1].clone();
            let kind = if collection == "comparison" { "versions" } else { collection.as_str() };
            parts[place] = match name {
                "number" => "1".to_owned(),
                _ => ids[kind].as_str().unwrap_or("01900000-0000-7000-8000-00000000ffff").to_owned(),
            };
        }
    }
    parts.join("/")
}

fn guarded() -> impl Iterator<Item = (Method, String, Access)> {
    let routes = table().into_iter().filter(|route| route.access() != Access::Public);
    routes.flat_map(|route| {
        let (path, access) = (route.path().to_owned(), route.access());
        route.methods().into_iter().map(move |method| (method, path.clone(), access))
    })
}

on_both_engines! {
    async fn every_guarded_route_refuses_the_anonymous_and_the_forged(app: App) {
        for (method, path, _) in guarded() {
            let path = filled(&path, &Value::Null);
            let anonymous = app.send(request(&method, &path)).await;
            assert_eq!(anonymous.json["code"], "unauthenticated", "{method} {path}");
            assert_eq!(anonymous.header("www-authenticate"), "Bearer");
            for forged in ["nonsense", "csp_pat_0000000000000000000000000000000000000000000000"] {
                let answer = app.send(request(&method, &path).bearer(Some(forged))).await;
                assert_eq!(answer.json["code"], "unauthenticated", "{method} {path}");
            }
        }
    }

    async fn every_route_refuses_whoever_lacks_its_scope_and_takes_whoever_has_it(app: App) {
        for (method, path, access) in guarded() {
            let Access::AnyOf(scopes) = access else { continue };
            let path = filled(&path, &Value::Null);
            let others: Vec<Scope> = Scope::ALL.iter().copied().filter(|scope| !scopes.contains(scope)).collect();
            let refused = app.send(request(&method, &path).bearer(Some(&app.token(&others).await))).await;
            assert_eq!(refused.json["code"], "forbidden", "{method} {path}");
            for scope in scopes {
                let taken = app.send(request(&method, &path).bearer(Some(&app.token(&[*scope]).await))).await;
                assert!(taken.status != 401 && taken.status != 403, "{method} {path} with {scope}: {}", taken.json);
            }
        }
    }

    async fn ids_of_another_workspace_do_not_exist(app: App) {
        let all = Scope::ALL;
        let ours = app.token(all).await;
        let (elsewhere, _) = app.store.ensure_workspace("Elsewhere", &*app.clock).await.expect("a workspace");
        let theirs = app.token_for(elsewhere, all, None).await;
        let receipts = app.capture(&ours, &[capture(1, "plan", &document("text"))]).await;
        let iterations = app.get("/api/v1/projects", Some(&ours)).await.json["items"][0]["id"].clone();
        let project = iterations.as_str().expect("a project").to_owned();
        let iteration = app.get(&format!("/api/v1/projects/{project}/iterations"), Some(&ours)).await;
        let token = app.get("/api/v1/tokens", Some(&ours)).await.json["items"][0]["id"].clone();
        let ids = json!({
            "projects": project,
            "iterations": iteration.json["items"][0]["id"],
            "assets": receipts[0]["version"]["asset_id"],
            "versions": receipts[0]["version"]["id"],
            "tokens": token,
        });
        let mut walked = 0;
        let of_workspaces = |access: &Access| *access != Access::SignedIn;
        for (method, path, _) in guarded().filter(|(_, path, access)| path.contains('{') && of_workspaces(access)) {
            let template = &path;
            let path = filled(template, &ids);
            let answer = app.send(request(&method, &path).bearer(Some(&theirs))).await;
            assert!(matches!(answer.status, 404 | 400 | 428), "{method} {path}: {} {}", answer.status, answer.json);
            if method == Method::GET || method == Method::DELETE {
                // SCIM has a form of its own for refusals.
                let scim = path.starts_with("/api/v1/scim/");
                let expected = if scim { Value::Null } else { json!("not-found") };
                assert_eq!((answer.status, &answer.json["code"]), (404, &expected), "{method} {path}");
                walked += 1;
            }
            let absent = app.send(request(&method, &filled(template, &Value::Null)).bearer(Some(&theirs))).await;
            assert_eq!(answer.bytes, absent.bytes, "{method} {path} tells a foreign id from one that nothing has");
            let [told, of_nothing] = [answer, absent].map(|answer| {
                let mut headers = answer.headers;
                // These differ from request to request, whatever is asked for.
                headers.remove("x-request-id");
                headers.remove("ratelimit");
                headers
            });
            assert_eq!(told, of_nothing, "{method} {path}");
        }
        assert!(walked > 10, "the table was walked");
        let listed = app.get("/api/v1/projects", Some(&theirs)).await;
        assert_eq!(listed.json["items"], json!([]));
        let found = app.get("/api/v1/search?q=plan", Some(&theirs)).await;
        assert_eq!(found.json["items"], json!([]));
    }

    /// Medians of many, taken in turn, within generous bounds: this finds another query or an opened body, not a cache line.
    async fn a_foreign_id_takes_as_long_as_one_that_nothing_has(app: App) {
        let ours = app.token(Scope::ALL).await;
        let (elsewhere, _) = app.store.ensure_workspace("Elsewhere", &*app.clock).await.expect("a workspace");
        let theirs = app.token_for(elsewhere, Scope::ALL, None).await;
        let text = "word ".repeat(50_000);
        let receipts = app.capture(&ours, &[capture(1, "plan", &document(&text))]).await;
        let foreign = receipts[0]["version"]["id"].as_str().expect("an id").to_owned();
        let absent = "01900000-0000-7000-8000-00000000ffff".to_owned();
        let mut taken = [Vec::new(), Vec::new()];
        for _ in 0..60 {
            for (id, times) in [&foreign, &absent].into_iter().zip(&mut taken) {
                let start = std::time::Instant::now();
                app.get(&format!("/api/v1/versions/{id}"), Some(&theirs)).await.is_problem("not-found");
                times.push(start.elapsed());
            }
        }
        let [foreign, absent] = taken.map(|mut times| {
            times.sort();
            times[times.len() / 2]
        });
        let (least, most) = (foreign.min(absent), foreign.max(absent));
        assert!(most < least * 3, "foreign {foreign:?}, absent {absent:?}");
    }

    async fn every_refusal_is_a_problem_document(app: App) {
        let token = app.token(Scope::ALL).await;
        let captures = || Request::new(Method::POST, "/api/v1/captures").bearer(Some(&token));
        app.get("/api/v1/nowhere", None).await.is_problem("not-found");
        app.get("/api/v1/versions/no-uuid", Some(&token)).await.is_problem("not-found");
        app.send(Request::new(Method::PUT, "/api/v1/captures")).await.is_problem("method-not-allowed");
        app.send(captures().body("{}").header("content-type", "text/plain")).await.is_problem("unsupported-media-type");
        app.send(captures().json(&json!({ "captures": [], "more": 1 }))).await.is_problem("invalid-request");
        app.send(captures().json(&json!({ "captures": [{}] }))).await.is_problem("invalid-request");
        app.send(captures().body("{").header("content-type", "application/json")).await.is_problem("invalid-request");
        let brotli = captures().json(&json!({ "captures": [] })).header("content-encoding", "br");
        app.send(brotli).await.is_problem("unsupported-media-type");
        app.get("/api/v1/projects?unknown=1", Some(&token)).await.is_problem("invalid-request");
    }

    async fn every_answer_carries_the_headers_that_protect_a_reader(app: App) {
        for path in ["/", "/healthz", "/api/v1/nowhere", "/projects/some/place"] {
            let answer = app.get(path, None).await;
            assert!(answer.header("content-security-policy").starts_with("default-src 'none'"), "{path}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
            assert_eq!(answer.header("referrer-policy"), "no-referrer");
        }
        assert_eq!(app.get("/healthz", None).await.header("cache-control"), "no-store");
    }

    async fn the_page_answers_for_every_place_within_it(app: App) {
        for path in ["/", "/sign-in", "/projects/some/place"] {
            let answer = app.get(path, None).await;
            assert_eq!((answer.status, answer.header("content-type")), (200, "text/html"));
        }
        app.get("/assets/missing.js", None).await.is_problem("not-found");
    }

    async fn the_server_says_when_it_is_ready(app: App) {
        assert_eq!(app.get("/readyz", None).await.json, json!({ "status": "ready" }));
        assert_eq!(app.get("/healthz", None).await.json, json!({ "status": "alive" }));
    }
}
