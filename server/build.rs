//! Finds the built page, so that the binary can embed it; without one it embeds a page that says how to build it.

use std::path::{Path, PathBuf};
use std::{env, fs};

const PLACEHOLDER: &str = "<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<title>Conspectus</title>
<p>This server was built without its page. Run <code>make build</code>, which builds the page first.</p>
</html>
";

fn main() {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let built = here.join("../desktop/dist");
    let page = if built.join("index.html").is_file() { built.clone() } else { placeholder() };
    println!("cargo::rerun-if-changed={}", here.join("migrations").display());
    println!("cargo::rerun-if-changed={}", built.display());
    println!("cargo::rustc-env=CONSPECTUS_PAGE={}", page.display());
}

fn placeholder() -> PathBuf {
    let folder = Path::new(&env::var_os("OUT_DIR").expect("cargo sets it")).join("page");
    fs::create_dir_all(&folder).expect("the output folder can be written");
    fs::write(folder.join("index.html"), PLACEHOLDER).expect("the output folder can be written");
    folder
}
