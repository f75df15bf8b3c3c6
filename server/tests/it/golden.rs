use std::path::PathBuf;

use conspectus_metadata::AssetKind;
use conspectus_server::identity::Scope;
use serde_json::Value;

use crate::harness::{App, Kind, capture, on_both_engines};

/// The golden bodies that the tests of Rust, Python and TypeScript all read, by kind.
fn samples() -> Vec<(AssetKind, Value)> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../agent/metadata/samples"));
    AssetKind::ALL
        .into_iter()
        .map(|kind| {
            let text = std::fs::read(folder.join(format!("{}.json", kind.as_str()))).expect("a sample of each kind");
            (kind, serde_json::from_slice(&text).expect("JSON"))
        })
        .collect()
}

on_both_engines! {
    async fn each_golden_body_is_read_as_it_was_captured(app: App) {
        let token = app.token(&[Scope::CapturesWrite, Scope::Read]).await;
        for (number, (kind, body)) in (1..).zip(samples()) {
            let receipts = app.capture(&token, &[capture(number, kind.as_str(), &body)]).await;
            assert_eq!(receipts[0]["outcome"], "created", "{}", receipts[0]);
            let id = receipts[0]["version"]["id"].as_str().expect("an id");
            let mut read = app.get(&format!("/api/v1/versions/{id}"), Some(&token)).await.json["body"].take();
            let mut sent = body;
            if kind == AssetKind::Figure {
                // The server encodes every picture anew.
                (read["png"], sent["png"]) = (Value::Null, Value::Null);
            }
            assert_eq!(read, sent);
        }
    }
}
