use axum::http::Method;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use conspectus_server::identity::Scope;
use serde_json::{Value, json};

use crate::harness::{App, Kind, Request, capture, dataset, document, model, numbered, on_both_engines};

const BOTH: &[Scope] = &[Scope::CapturesWrite, Scope::Read];

/// The smallest honest picture: one grey pixel.
fn picture(grey: u8) -> Vec<u8> {
    let mut png = std::io::Cursor::new(Vec::new());
    image::GrayImage::from_pixel(1, 1, image::Luma([grey]))
        .write_to(&mut png, image::ImageFormat::Png)
        .expect("written");
    png.into_inner()
}

fn figure(grey: u8) -> Value {
    json!({ "kind": "figure", "png": STANDARD.encode(picture(grey)), "width": 1, "height": 1, "caption": "Delays" })
}

fn related(mut capture: Value, edges: &[(&str, u32)]) -> Value {
    let edge = |(relation, number): &(&str, u32)| json!({ "relation": relation, "target": { "by": "capture", "id": numbered(*number) } });
    capture["lineage"] = edges.iter().map(edge).collect();
    capture
}

fn id(receipt: &Value) -> &str {
    receipt["version"]["id"].as_str().unwrap_or_else(|| panic!("no version: {receipt}"))
}

async fn comparison(app: &App, token: &str, bodies: [Value; 2]) -> Value {
    let [from, to] = bodies;
    let receipts = app.capture(token, &[capture(1, "asset", &from), capture(2, "asset", &to)]).await;
    let path = format!("/api/v1/versions/{}/comparison/{}", id(&receipts[0]), id(&receipts[1]));
    app.get(&path, Some(token)).await.json
}

on_both_engines! {
    async fn a_version_is_shown_with_its_body_and_its_number_as_tag(app: App) {
        let token = app.token(BOTH).await;
        let bodies = [dataset(1000, "delay"), dataset(2000, "delay")];
        let receipts =
            app.capture(&token, &[capture(1, "flights", &bodies[0]), capture(2, "flights", &bodies[1])]).await;
        let shown = app.get(&format!("/api/v1/versions/{}", id(&receipts[0])), Some(&token)).await;
        assert_eq!((shown.header("etag"), &shown.json["body"]), ("\"1\"", &bodies[0]));
        assert_eq!((&shown.json["newest_number"], &shown.json["project"]["name"]), (&json!(2), &json!("Flights")));
        assert_eq!(shown.json["agent"]["runtime"], "python 3.11");
        let asset = receipts[0]["version"]["asset_id"].as_str().expect("an id");
        let by_number = app.get(&format!("/api/v1/assets/{asset}/versions/1"), Some(&token)).await;
        assert_eq!(by_number.json, shown.json);
        app.get(&format!("/api/v1/assets/{asset}/versions/3"), Some(&token)).await.is_problem("not-found");
    }

    async fn the_edges_of_a_version_are_shown_in_both_directions(app: App) {
        let token = app.token(BOTH).await;
        let receipts = app
            .capture(
                &token,
                &[
                    capture(1, "flights", &dataset(1000, "delay")),
                    related(capture(2, "clean", &dataset(900, "delay")), &[("derived-from", 1)]),
                    related(capture(3, "late?", &model("Ridge", 0.8)), &[("trained-on", 2), ("evaluated-on", 1)]),
                ],
            )
            .await;
        let clean = app.get(&format!("/api/v1/versions/{}", id(&receipts[1])), Some(&token)).await.json;
        let ends = |edges: &Value| -> Vec<(String, String)> {
            let text = |value: &Value| value.as_str().expect("text").to_owned();
            let end = |edge: &Value| (text(&edge["relation"]), text(&edge["version"]["name"]));
            edges.as_array().expect("edges").iter().map(end).collect()
        };
        assert_eq!(ends(&clean["lineage"]["upstream"]), [("derived-from".into(), "flights".into())]);
        assert_eq!(ends(&clean["lineage"]["downstream"]), [("trained-on".into(), "late?".into())]);
    }

    async fn lineage_holds_both_directions_and_every_edge_among_what_it_shows(app: App) {
        let token = app.token(BOTH).await;
        let receipts = app
            .capture(
                &token,
                &[
                    capture(1, "raw", &dataset(1000, "delay")),
                    related(capture(2, "clean", &dataset(900, "delay")), &[("derived-from", 1)]),
                    related(capture(3, "late?", &model("Ridge", 0.8)), &[("trained-on", 2), ("evaluated-on", 1)]),
                    related(capture(4, "report", &document("# Report")), &[("describes", 3)]),
                    related(capture(5, "aside", &dataset(10, "x")), &[("derived-from", 1)]),
                ],
            )
            .await;
        let path = format!("/api/v1/versions/{}/lineage", id(&receipts[1]));
        let names = |graph: &Value| -> Vec<String> {
            graph["nodes"]
                .as_array()
                .expect("nodes")
                .iter()
                .map(|node| node["name"].as_str().expect("a name").to_owned())
                .collect()
        };
        let whole = app.get(&path, Some(&token)).await.json;
        assert_eq!(
            (names(&whole), &whole["truncated"]),
            (["clean", "raw", "late?", "report"].map(str::to_owned).to_vec(), &json!(false))
        );
        assert_eq!(whole["edges"].as_array().expect("edges").len(), 4);
        let trained = json!({ "from": id(&receipts[2]), "to": id(&receipts[1]), "relation": "trained-on" });
        assert!(whole["edges"].as_array().expect("edges").contains(&trained), "{whole}");
        let near = app.get(&format!("{path}?depth=1"), Some(&token)).await.json;
        assert_eq!(
            (names(&near), &near["truncated"]),
            (["clean", "raw", "late?"].map(str::to_owned).to_vec(), &json!(true))
        );
        app.get(&format!("{path}?depth=51"), Some(&token)).await.is_problem("invalid-request");
    }

    async fn a_figure_is_answered_as_a_picture_that_no_browser_takes_for_anything_else(app: App) {
        let token = app.token(BOTH).await;
        let receipts =
            app.capture(&token, &[capture(1, "delays", &figure(7)), capture(2, "plan", &document("x"))]).await;
        let path = format!("/api/v1/versions/{}/figure.png", id(&receipts[0]));
        let shown = app.get(&path, Some(&token)).await;
        assert_eq!((shown.header("content-type"), shown.header("x-content-type-options")), ("image/png", "nosniff"));
        let pixels = image::load_from_memory(&shown.bytes).expect("a picture").into_luma8();
        assert_eq!(pixels.get_pixel(0, 0).0, [7]);
        let again = Request::new(Method::GET, &path).bearer(Some(&token)).header("if-none-match", shown.header("etag"));
        assert_eq!(app.send(again).await.status, 304);
        let of_document = format!("/api/v1/versions/{}/figure.png", id(&receipts[1]));
        app.get(&of_document, Some(&token)).await.is_problem("not-found");
    }

    async fn two_tables_are_compared_column_by_column(app: App) {
        let token = app.token(BOTH).await;
        let table = |counts: [u64; 3], extra: &str| {
            let mut table = dataset(counts.iter().sum(), extra);
            let delay = json!({
                "name": "delay", "type": { "family": "float", "arrow": "float64" },
                "quantiles": [{ "q": 0.05, "value": -10.0 }, { "q": 0.95, "value": 80.0 }],
                "histogram": { "edges": [0.0, 60.0], "counts": counts },
            });
            table["profile"]["columns"].as_array_mut().expect("columns").push(delay);
            table
        };
        let compared =
            comparison(&app, &token, [table([100, 800, 100], "gate"), table([100, 100, 800], "runway")]).await;
        let changes = &compared["changes"];
        assert_eq!(
            (&compared["from"]["number"], &compared["to"]["number"], &changes["kind"]),
            (&json!(1), &json!(2), &json!("dataset"))
        );
        assert_eq!((&changes["removed"][0]["name"], &changes["added"][0]["name"]), (&json!("gate"), &json!("runway")));
        let delay = &changes["changed"][0];
        assert_eq!((&delay["name"], &delay["shift"]["common_cells"]), (&json!("delay"), &json!(3)));
        let distance = delay["shift"]["ks"]["value"].as_f64().expect("a distance");
        assert!((distance - 0.7).abs() < 1e-9, "{delay}");
    }

    async fn two_models_are_compared_by_metrics_and_parameters(app: App) {
        let token = app.token(BOTH).await;
        let with = |auc: f64, alpha: f64| {
            let mut model = model("Ridge", auc);
            model["parameters"] = json!({ "alpha": alpha, "solver": "auto" });
            model
        };
        let changes = comparison(&app, &token, [with(0.5, 1.0), with(0.75, 2.0)]).await["changes"].clone();
        assert_eq!(
            changes["metrics"][0],
            json!({ "name": "auc", "difference": "changed", "from": 0.5, "to": 0.75, "delta": 0.25, "relative": 0.5 })
        );
        assert_eq!(
            changes["parameters"],
            json!([{ "name": "alpha", "difference": "changed", "from": 1.0, "to": 2.0 }])
        );
        assert_eq!(changes["unchanged_parameters"], 1);
    }

    async fn two_texts_and_two_pictures_are_compared(app: App) {
        let token = app.token(BOTH).await;
        let texts = comparison(&app, &token, [document("# Plan\nfly\n"), document("# Plan\nwait\n")]).await;
        assert_eq!((&texts["changes"]["added_lines"], &texts["changes"]["removed_lines"]), (&json!(1), &json!(1)));
        let receipts = app.capture(&token, &[capture(3, "delays", &figure(7)), capture(4, "delays", &figure(8))]).await;
        let path = format!("/api/v1/versions/{}/comparison/{}", id(&receipts[0]), id(&receipts[1]));
        assert_eq!(
            app.get(&path, Some(&token)).await.json["changes"],
            json!({ "kind": "figure", "same_picture": false })
        );
    }

    async fn versions_of_unlike_kinds_are_not_compared(app: App) {
        let token = app.token(BOTH).await;
        let receipts =
            app.capture(&token, &[capture(1, "plan", &document("x")), capture(2, "m", &model("Ridge", 0.5))]).await;
        let answer = app
            .get(&format!("/api/v1/versions/{}/comparison/{}", id(&receipts[0]), id(&receipts[1])), Some(&token))
            .await;
        answer.is_problem("invalid-request");
        assert_eq!(answer.json["errors"][0]["field"], "to");
    }
}
