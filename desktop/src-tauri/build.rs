//! Checks the shell's configuration and embeds the built page.

use std::{fs, io, path::Path};

/// Every command the page may call; `capabilities/main.json` grants them one by one.
const COMMANDS: &[&str] = &["server_url", "sign_in", "sign_out", "request", "open_external", "save_file"];

const PLACEHOLDER: &str = "<!doctype html><title>Conspectus</title>\
    <p>The page is not built yet: run <code>make build</code>, or <code>npm run build</code> in <code>desktop/</code>.\n";

fn main() -> io::Result<()> {
    let page = Path::new("../dist");
    if !page.join("index.html").exists() {
        fs::create_dir_all(page)?;
        fs::write(page.join("index.html"), PLACEHOLDER)?;
        println!("cargo:warning=desktop/dist is missing; run `npm run build` in desktop/ to embed the page");
    }
    println!("cargo:rerun-if-changed=../dist");
    let attributes = tauri_build::Attributes::new().app_manifest(tauri_build::AppManifest::new().commands(COMMANDS));
    tauri_build::try_build(attributes).map_err(|error| io::Error::other(format!("{error:#}")))
}
