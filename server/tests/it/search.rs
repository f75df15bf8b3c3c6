use conspectus_server::identity::Scope;
use serde_json::{Value, json};

use crate::harness::{App, Kind, capture, dataset, document, model, on_both_engines};

const BOTH: &[Scope] = &[Scope::CapturesWrite, Scope::Read];

async fn hits(app: &App, token: &str, query: &str) -> Vec<(String, Vec<String>)> {
    let answer = app.get(&format!("/api/v1/search?{query}"), Some(token)).await.json;
    let hit = |hit: &Value| {
        let name = hit["asset"]["name"].as_str().expect("a name").to_owned();
        let words =
            hit["matched"].as_array().expect("words").iter().map(|word| word.as_str().expect("text").to_owned());
        (name, words.collect())
    };
    answer["items"].as_array().unwrap_or_else(|| panic!("{answer}")).iter().map(hit).collect()
}

fn found(name: &str, words: &[&str]) -> (String, Vec<String>) {
    (name.to_owned(), words.iter().map(|word| (*word).to_owned()).collect())
}

on_both_engines! {
    async fn assets_are_found_by_name_column_technique_and_text(app: App) {
        let token = app.token(BOTH).await;
        app.capture(
            &token,
            &[
                capture(1, "flights", &dataset(1000, "dep_delay")),
                capture(2, "late arrivals", &model("RandomForestClassifier", 0.8)),
                capture(3, "report", &document("Why the *delay* grows in July.")),
            ],
        )
        .await;
        assert_eq!(hits(&app, &token, "q=delay").await, [found("flights", &["delay"]), found("report", &["delay"])]);
        assert_eq!(hits(&app, &token, "q=FOREST").await, [found("late arrivals", &["forest"])]);
        assert_eq!(
            hits(&app, &token, "q=fli").await,
            [found("flights", &["fli"])],
            "names are found by their beginnings"
        );
        assert_eq!(hits(&app, &token, "q=delay&kind=document").await, [found("report", &["delay"])]);
        assert!(hits(&app, &token, "q=zebra").await.is_empty() && hits(&app, &token, "q=").await.is_empty());
    }

    async fn more_words_come_before_weightier_ones(app: App) {
        let token = app.token(BOTH).await;
        app.capture(
            &token,
            &[capture(1, "delay", &document("nothing")), capture(2, "notes", &document("the delay at each gate"))],
        )
        .await;
        let expected = [found("notes", &["delay", "gate"]), found("delay", &["delay"])];
        assert_eq!(hits(&app, &token, "q=gate+delay").await, expected);
    }

    async fn only_the_newest_version_is_found(app: App) {
        let token = app.token(BOTH).await;
        app.capture(&token, &[capture(1, "plan", &document("sunshine")), capture(2, "plan", &document("rainfall"))])
            .await;
        assert!(hits(&app, &token, "q=sunshine").await.is_empty());
        assert_eq!(hits(&app, &token, "q=rainfall").await.len(), 1);
    }

    async fn hits_are_paged_without_loss(app: App) {
        let token = app.token(BOTH).await;
        let captures: Vec<Value> =
            (1..=5).map(|number| capture(number, &format!("delay {number}"), &document("x"))).collect();
        app.capture(&token, &captures).await;
        let (mut names, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = app.get(&format!("/api/v1/search?q=delay&limit=2{cursor}"), Some(&token)).await.json;
            names.extend(page["items"].as_array().expect("items").iter().map(|hit| hit["asset"]["name"].clone()));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        names.sort_by_key(Value::to_string);
        assert_eq!(names, (1..=5).map(|number| json!(format!("delay {number}"))).collect::<Vec<_>>());
    }

    async fn a_query_that_says_nothing_or_too_much_is_refused(app: App) {
        let token = app.token(BOTH).await;
        app.get("/api/v1/search", Some(&token)).await.is_problem("invalid-request");
        app.get(&format!("/api/v1/search?q={}", "x".repeat(201)), Some(&token)).await.is_problem("invalid-request");
    }
}
