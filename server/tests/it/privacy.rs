use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use conspectus_server::identity::Scope;
use serde_json::json;
use sqlx::{AssertSqlSafe, Row};

use crate::harness::{App, EMAIL, Kind, capture, dataset, document, model, note, on_both_engines};

/// Each stands in another kind of place.
const PLANTED: &[&str] = &[
    "plantedproject",
    "plantedphase",
    "plantediteration",
    "plantedasset",
    "plantedcolumn",
    "plantedmarkdown",
    "plantednote",
    "plantedtechnique",
    "plantedcaption",
    "plantedtoken",
];

/// Everything the database holds, as bytes that a thief of the disk or of a dump would read.
async fn dump(app: &App) -> Vec<u8> {
    let pool = app.database.raw().await;
    if app.database.kind == Kind::Sqlite {
        sqlx::query("PRAGMA wal_checkpoint(FULL)").fetch_all(&pool).await.expect("checkpoints");
        let files = std::fs::read_dir(app.database.folder()).expect("the folder");
        return files.flat_map(|file| std::fs::read(file.expect("a file").path()).expect("reads")).collect();
    }
    let tables = "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'";
    let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&pool).await.expect("reads");
    let mut bytes = Vec::new();
    for table in tables {
        let rows = sqlx::query(AssertSqlSafe(format!("SELECT t::text FROM {table} t"))).fetch_all(&pool).await;
        for row in rows.expect("reads") {
            bytes.extend(row.get::<String, _>(0).into_bytes());
        }
    }
    bytes
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

fn hexadecimal(text: &str) -> Vec<u8> {
    text.bytes().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect()
}

fn png_with_a_message() -> String {
    let picture = image::RgbImage::from_pixel(4, 3, image::Rgb([1, 2, 3]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).expect("encodes");
    let mut bytes = bytes.into_inner();
    let text = b"Comment\0plantedmetadata";
    let mut chunk = (text.len() as u32).to_be_bytes().to_vec();
    chunk.extend(b"tEXt");
    chunk.extend(text);
    chunk.extend(crc32fast::hash(&chunk[4..]).to_be_bytes());
    // After the signature (8 bytes) and the header chunk (25 bytes).
    bytes.splice(33..33, chunk);
    STANDARD.encode(bytes)
}

on_both_engines! {
    async fn nothing_that_people_wrote_is_readable_in_the_database(app: App) {
        let token = app.token_for(app.workspace, &[Scope::CapturesWrite], None).await;
        let session = app.session().await;
        let body = json!({ "name": "plantedtoken", "scopes": ["read"], "expires_in_days": 3, "project": "plantedproject" });
        assert_eq!(app.post("/api/v1/tokens", Some(&session), &body).await.status, 201);
        let figure = json!({
            "kind": "figure", "png": png_with_a_message(), "width": 4, "height": 3, "caption": "plantedcaption",
        });
        let mut captures = vec![
            capture(1, "plantedasset", &dataset(1000, "plantedcolumn")),
            capture(2, "doc", &document("about plantedmarkdown")),
            capture(3, "model", &model("plantedtechnique", 0.5)),
            capture(4, "picture", &figure),
            note(5, "plantednote"),
        ];
        for capture in &mut captures {
            let filing = json!({ "project": "plantedproject", "phase": "plantedphase", "iteration": "plantediteration" });
            capture["filing"] = filing;
        }
        let receipts = app.capture(&token, &captures).await;
        assert!(receipts.iter().all(|receipt| receipt["outcome"] == "created"), "{receipts:?}");
        let dump = dump(&app).await;
        assert!(contains(&dump, b"derived") || dump.len() > 4000, "there is something to search");
        for word in PLANTED.iter().copied().chain([EMAIL, "Acceptance", &token, &session]) {
            assert!(!contains(&dump, word.as_bytes()), "{word} is readable");
            assert!(!contains(&dump, &hexadecimal(word)), "{word} is readable in hexadecimal");
            assert!(!contains(&dump, STANDARD.encode(word).trim_end_matches('=').as_bytes()), "{word} in base64");
        }
    }

    async fn a_figure_is_written_anew_and_what_hid_beside_its_pixels_is_gone(app: App) {
        let token = app.token(&[Scope::CapturesWrite, Scope::Read]).await;
        let sent = png_with_a_message();
        let figure = json!({ "kind": "figure", "png": sent, "width": 999, "height": 999 });
        let receipts = app.capture(&token, &[capture(1, "picture", &figure)]).await;
        let path = format!("/api/v1/versions/{}/figure.png", receipts[0]["version"]["id"].as_str().expect("an id"));
        let answer = app.get(&path, Some(&token)).await;
        assert_eq!(answer.header("content-type"), "image/png");
        assert!(contains(&STANDARD.decode(sent).expect("base64"), b"plantedmetadata"));
        assert!(!contains(&answer.bytes, b"plantedmetadata"));
        let picture = image::load_from_memory(&answer.bytes).expect("a picture");
        assert_eq!((picture.width(), picture.height()), (4, 3));
    }

    async fn what_is_no_raster_picture_is_refused_as_a_figure(app: App) {
        let token = app.token(&[Scope::CapturesWrite]).await;
        for (number, content) in (1..).zip(["<svg xmlns='http://www.w3.org/2000/svg'/>", "<html></html>", ""]) {
            let figure = json!({ "kind": "figure", "png": STANDARD.encode(content), "width": 1, "height": 1 });
            let receipts = app.capture(&token, &[capture(number, "picture", &figure)]).await;
            assert_eq!(receipts[0]["problem"]["errors"][0]["field"], "body.png", "{content}");
        }
    }
}
