use conspectus_server::identity::Scope;
use serde_json::{Value, json};

use crate::harness::{App, Kind, capture, dataset, document, model, note, on_both_engines};

const BOTH: &[Scope] = &[Scope::CapturesWrite, Scope::Read];

fn filed(mut capture: Value, project: &str, phase: Option<&str>, iteration: Option<&str>) -> Value {
    capture["filing"] = json!({ "project": project });
    if let Some(phase) = phase {
        capture["filing"]["phase"] = json!(phase);
    }
    if let Some(iteration) = iteration {
        capture["filing"]["iteration"] = json!(iteration);
    }
    capture
}

/// The id of the only project that begins a list.
async fn project(app: &App, token: &str) -> String {
    let projects = app.get("/api/v1/projects", Some(token)).await;
    projects.json["items"][0]["id"].as_str().expect("a project").to_owned()
}

fn names(page: &Value) -> Vec<&str> {
    page["items"].as_array().expect("items").iter().map(|item| item["name"].as_str().expect("a name")).collect()
}

/// All names of a list, page by page, and how many pages there were.
async fn walk(app: &App, token: &str, path: &str, limit: u32) -> (Vec<String>, u32) {
    let joint = if path.contains('?') { '&' } else { '?' };
    let (mut seen, mut pages, mut cursor) = (Vec::new(), 0, String::new());
    loop {
        let page = app.get(&format!("{path}{joint}limit={limit}{cursor}"), Some(token)).await.json;
        seen.extend(names(&page).into_iter().map(str::to_owned));
        pages += 1;
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return (seen, pages),
        }
    }
}

on_both_engines! {
    async fn a_project_is_listed_with_its_counts_and_shows_its_phases(app: App) {
        let token = app.token(BOTH).await;
        app.capture(
            &token,
            &[
                capture(1, "flights", &dataset(1000, "delay")),
                capture(2, "weather", &dataset(500, "wind")),
                capture(3, "late?", &model("Ridge", 0.8)),
                filed(capture(4, "plan", &document("# Plan")), "Flights", Some("Data"), None),
            ],
        )
        .await;
        let listed = app.get("/api/v1/projects", Some(&token)).await.json;
        let counts = json!({ "datasets": 2, "models": 1, "documents": 1, "figures": 0, "iterations": 1 });
        assert_eq!((names(&listed), &listed["items"][0]["counts"]), (vec!["Flights"], &counts));
        let id = listed["items"][0]["id"].as_str().expect("an id");
        let shown = app.get(&format!("/api/v1/projects/{id}"), Some(&token)).await.json;
        let phases: Vec<&str> =
            shown["phases"].as_array().expect("phases").iter().filter_map(|phase| phase["name"].as_str()).collect();
        assert_eq!((phases, &shown["counts"]), (vec!["Modelling", "Data"], &counts));
        let paged = walk(&app, &token, &format!("/api/v1/projects/{id}/phases"), 1).await;
        assert_eq!(paged, (vec!["Modelling".to_owned(), "Data".to_owned()], 2));
    }

    async fn the_project_last_recorded_in_comes_first(app: App) {
        let token = app.token(BOTH).await;
        for (number, name) in [(1, "A"), (2, "B"), (3, "C"), (4, "A")] {
            app.pass_seconds(60);
            app.capture(&token, &[filed(capture(number, &format!("d{number}"), &document("x")), name, None, None)])
                .await;
        }
        assert_eq!(walk(&app, &token, "/api/v1/projects", 2).await, (["A", "C", "B"].map(str::to_owned).to_vec(), 2));
    }

    async fn a_list_goes_on_where_it_stopped_though_rows_came_meanwhile(app: App) {
        let token = app.token(BOTH).await;
        let captures: Vec<Value> =
            (1..=5).map(|number| capture(number, &format!("table {number}"), &dataset(1000, "delay"))).collect();
        for capture in &captures {
            app.pass_seconds(1);
            app.capture(&token, std::slice::from_ref(capture)).await;
        }
        let path = format!("/api/v1/projects/{}/assets", project(&app, &token).await);
        let first = app.get(&format!("{path}?limit=2"), Some(&token)).await.json;
        assert_eq!(names(&first), ["table 5", "table 4"]);
        app.pass_seconds(1);
        app.capture(&token, &[capture(6, "table 6", &dataset(1000, "delay"))]).await;
        let cursor = first["next_cursor"].as_str().expect("more");
        let second = app.get(&format!("{path}?limit=2&cursor={cursor}"), Some(&token)).await.json;
        assert_eq!(names(&second), ["table 3", "table 2"]);
        let (all, pages) = walk(&app, &token, &path, 2).await;
        assert_eq!((all.len(), pages), (6, 3));
    }

    async fn rows_of_one_moment_are_neither_lost_nor_repeated_between_pages(app: App) {
        let token = app.token(BOTH).await;
        let captures: Vec<Value> =
            (1..=7).map(|number| capture(number, &format!("d{number}"), &document("x"))).collect();
        app.capture(&token, &captures).await;
        let path = format!("/api/v1/projects/{}/assets", project(&app, &token).await);
        let (mut all, pages) = walk(&app, &token, &path, 3).await;
        all.sort();
        assert_eq!((all, pages), ((1..=7).map(|number| format!("d{number}")).collect(), 3));
    }

    async fn assets_are_listed_by_kind_with_their_newest_version(app: App) {
        let token = app.token(BOTH).await;
        app.capture(
            &token,
            &[
                capture(1, "flights", &dataset(1000, "delay")),
                capture(2, "flights", &dataset(2000, "delay")),
                capture(3, "late?", &model("Ridge", 0.8)),
            ],
        )
        .await;
        let path = format!("/api/v1/projects/{}/assets", project(&app, &token).await);
        let datasets = app.get(&format!("{path}?kind=dataset"), Some(&token)).await.json;
        let flights = &datasets["items"][0];
        assert_eq!((names(&datasets), &flights["versions"]), (vec!["flights"], &json!(2)));
        let newest = &flights["newest"];
        assert_eq!(
            (&newest["number"], &newest["digest"]["rows"], &newest["digest"]["columns"]),
            (&json!(2), &json!(2000), &json!(1))
        );
        assert_eq!(newest["actor"], json!({ "kind": "agent", "name": "notebook" }));
        assert_eq!(
            (&newest["iteration"]["name"], &newest["captured_at"]),
            (&json!("baseline"), &json!("2026-03-01T08:59:00.000Z"))
        );
        let models = app.get(&format!("{path}?kind=model"), Some(&token)).await.json;
        assert_eq!(models["items"][0]["newest"]["digest"], json!({ "technique": "Ridge", "metrics": { "auc": 0.8 } }));
        let asset =
            app.get(&format!("/api/v1/assets/{}", flights["id"].as_str().expect("an id")), Some(&token)).await.json;
        assert_eq!((&asset["project_name"], &asset["newest"]), (&json!("Flights"), newest));
    }

    async fn versions_are_listed_newest_first_and_paged(app: App) {
        let token = app.token(BOTH).await;
        let captures: Vec<Value> =
            (1..=5u32).map(|number| capture(number, "m", &model("Ridge", f64::from(number)))).collect();
        let receipts = app.capture(&token, &captures).await;
        let asset = receipts[0]["version"]["asset_id"].as_str().expect("an id");
        let path = format!("/api/v1/assets/{asset}/versions");
        let first = app.get(&format!("{path}?limit=3"), Some(&token)).await.json;
        let numbers = |page: &Value| {
            page["items"]
                .as_array()
                .expect("items")
                .iter()
                .map(|version| version["number"].as_u64())
                .collect::<Vec<_>>()
        };
        assert_eq!(numbers(&first), [Some(5), Some(4), Some(3)]);
        let cursor = first["next_cursor"].as_str().expect("more");
        let second = app.get(&format!("{path}?limit=3&cursor={cursor}"), Some(&token)).await.json;
        assert_eq!((numbers(&second), &second["next_cursor"]), (vec![Some(2), Some(1)], &Value::Null));
    }

    async fn an_iteration_tells_what_happened_in_it_in_order(app: App) {
        let token = app.token(BOTH).await;
        for capture in [
            capture(1, "flights", &dataset(1000, "delay")),
            note(2, "wind is odd"),
            capture(3, "late?", &model("Ridge", 0.8)),
        ] {
            app.pass_seconds(1);
            app.capture(&token, &[capture]).await;
        }
        app.capture(&token, &[filed(note(4, "elsewhere"), "Flights", Some("Data"), Some("first"))]).await;
        let path = format!("/api/v1/projects/{}/iterations", project(&app, &token).await);
        let listed = app.get(&path, Some(&token)).await.json;
        let baseline =
            listed["items"].as_array().expect("items").iter().find(|item| item["name"] == "baseline").expect("listed");
        assert_eq!(
            (&baseline["versions"], &baseline["notes"], &baseline["phase"]["name"]),
            (&json!(2), &json!(1), &json!("Modelling"))
        );
        let phase = baseline["phase"]["id"].as_str().expect("an id");
        let of_phase = app.get(&format!("{path}?phase={phase}"), Some(&token)).await.json;
        assert_eq!(names(&of_phase), ["baseline"]);
        let id = baseline["id"].as_str().expect("an id");
        let told = |page: &Value| -> Vec<String> {
            let tell = |entry: &Value| {
                entry["note"].as_str().or(entry["version"]["name"].as_str()).expect("either").to_owned()
            };
            page["entries"].as_array().expect("entries").iter().map(tell).collect()
        };
        let first = app.get(&format!("/api/v1/iterations/{id}?limit=2"), Some(&token)).await.json;
        assert_eq!(
            (told(&first), &first["project_name"]),
            (vec!["flights".into(), "wind is odd".into()], &json!("Flights"))
        );
        let cursor = first["next_cursor"].as_str().expect("more");
        let second = app.get(&format!("/api/v1/iterations/{id}?limit=2&cursor={cursor}"), Some(&token)).await.json;
        assert_eq!((told(&second), &second["next_cursor"]), (vec!["late?".to_owned()], &Value::Null));
    }

    async fn cursors_and_parameters_that_are_not_ours_are_refused_by_name(app: App) {
        let token = app.token(BOTH).await;
        let captures: Vec<Value> =
            (1..=3).map(|number| capture(number, &format!("d{number}"), &document("x"))).collect();
        app.capture(&token, &captures).await;
        let path = format!("/api/v1/projects/{}/assets", project(&app, &token).await);
        let page = app.get(&format!("{path}?limit=1&kind=document"), Some(&token)).await.json;
        let cursor = page["next_cursor"].as_str().expect("more");
        for query in [format!("cursor={cursor}"), format!("cursor={cursor}&kind=model"), "cursor=nonsense".into()] {
            let answer = app.get(&format!("{path}?{query}"), Some(&token)).await;
            answer.is_problem("invalid-request");
            assert_eq!(answer.json["errors"][0]["field"], "cursor", "{query}");
        }
        for (query, named) in
            [("limit=0", "limit"), ("limit=many", "limit"), ("kind=table", "kind"), ("colour=red", "colour")]
        {
            let answer = app.get(&format!("{path}?{query}"), Some(&token)).await;
            answer.is_problem("invalid-request");
            assert!(answer.json.to_string().contains(named), "{query}: {}", answer.json);
        }
    }

    async fn a_token_of_one_project_sees_nothing_of_the_others(app: App) {
        let token = app.token(BOTH).await;
        let receipts = app
            .capture(
                &token,
                &[
                    filed(capture(1, "plan", &document("ours")), "Ours", None, None),
                    filed(capture(2, "plan", &document("theirs")), "Theirs", None, Some("baseline")),
                ],
            )
            .await;
        let bound = app.token_for(app.workspace, BOTH, Some("Ours")).await;
        let listed = app.get("/api/v1/projects", Some(&bound)).await.json;
        assert_eq!(names(&listed), ["Ours"]);
        let found = app.get("/api/v1/search?q=plan", Some(&bound)).await.json;
        assert_eq!(found["items"].as_array().expect("items").len(), 1);
        let projects = app.get("/api/v1/projects", Some(&token)).await.json;
        let theirs =
            projects["items"].as_array().expect("items").iter().find(|item| item["name"] == "Theirs").expect("listed");
        let theirs = theirs["id"].as_str().expect("an id");
        let iterations = app.get(&format!("/api/v1/projects/{theirs}/iterations"), Some(&token)).await.json;
        let id = |value: &Value| value.as_str().expect("an id").to_owned();
        let (asset, version) = (id(&receipts[1]["version"]["asset_id"]), id(&receipts[1]["version"]["id"]));
        let nothing = app.get("/api/v1/versions/01900000-0000-7000-8000-00000000ffff", Some(&bound)).await;
        for path in [
            format!("projects/{theirs}"),
            format!("projects/{theirs}/phases"),
            format!("projects/{theirs}/iterations"),
            format!("projects/{theirs}/assets"),
            format!("iterations/{}", id(&iterations["items"][0]["id"])),
            format!("assets/{asset}"),
            format!("assets/{asset}/versions"),
            format!("assets/{asset}/versions/1"),
            format!("versions/{version}"),
            format!("versions/{version}/lineage"),
            format!("versions/{version}/comparison/{version}"),
        ] {
            let answer = app.get(&format!("/api/v1/{path}"), Some(&bound)).await;
            assert_eq!(answer.json, nothing.json, "{path}");
        }
    }
}
