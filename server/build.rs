//! The binary embeds the built page. Where it was not built yet, a page that says how stands in its place.

use std::path::Path;
use std::{env, fs};

const PLACEHOLDER: &str = "<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<title>Conspectus</title>
<p>This server was built without its page. Run <code>make build</code>, which builds the page first.</p>
</html>
";

fn main() {
    let here = env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let page = Path::new(&here).join("../desktop/dist");
    let index = page.join("index.html");
    if !index.is_file() {
        fs::create_dir_all(&page).expect("the folder of the page can be made");
        fs::write(&index, PLACEHOLDER).expect("the folder of the page can be written");
    }
    println!("cargo::rerun-if-changed=migrations");
    println!("cargo::rerun-if-changed=../desktop/dist");
}
