//! Where tables come from: whatever stands around it, a password or a literal does not survive cleaning.

use conspectus_agent::disclosure::source::{clean_file_name, clean_location, clean_query};

const SECRET: &str = "c4n4ryw0rd";

pub fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let _ = (clean_location(&text), clean_file_name(&text), clean_query(&text));
    for location in [
        format!("https://user:{SECRET}@{text}"),
        format!("postgresql+psycopg://user:{SECRET}@host/{text}"),
        format!("https://host/path?token={SECRET}{text}"),
        format!("s3://bucket/file#{SECRET}{text}"),
    ] {
        hides(&location, &clean_location(&location));
    }
    for query in [
        format!("SELECT '{SECRET}{text}"),
        format!("SELECT a FROM t WHERE b = '{SECRET}' {text}"),
        format!("SELECT a -- {SECRET}\n{text}"),
        format!("SELECT /* {SECRET} */ {text}"),
        format!("SELECT $x${SECRET}$x$ {text}"),
    ] {
        hides(&query, &clean_query(&query));
    }
}

fn hides(dirty: &str, clean: &str) {
    // The text around it may hold the secret itself.
    let planted = dirty.matches(SECRET).count() == 1;
    assert!(!planted || !clean.contains(SECRET), "{dirty:?} became {clean:?}");
}
