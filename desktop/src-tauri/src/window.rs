//! The one window. It shows the embedded page and nothing else.

use tauri::{App, WebviewUrl, WebviewWindow, WebviewWindowBuilder, webview::NewWindowResponse};

/// The page's entry for this shell; a page with one entry for both has `index.html` only.
const ENTRIES: [&str; 2] = ["desktop.html", "index.html"];

pub fn open(app: &App) -> tauri::Result<WebviewWindow> {
    let resolver = app.asset_resolver();
    let entry = ENTRIES.into_iter().find(|entry| has(&resolver, entry)).unwrap_or(ENTRIES[1]);
    WebviewWindowBuilder::new(app, "main", WebviewUrl::App(entry.into()))
        .title("Conspectus")
        .inner_size(1280.0, 860.0)
        .min_inner_size(640.0, 480.0)
        .on_navigation(|url| is_page(url.scheme(), url.host_str()))
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()
}

/// The resolver answers unknown paths with `index.html`; only an exact file counts here.
fn has(resolver: &tauri::AssetResolver<tauri::Wry>, entry: &str) -> bool {
    resolver.iter().any(|(path, _)| path.trim_start_matches('/') == entry)
}

/// The origin of embedded assets: a scheme of its own, or a reserved host where systems don't know such schemes.
fn is_page(scheme: &str, host: Option<&str>) -> bool {
    match scheme {
        "tauri" => host == Some("localhost"),
        "http" | "https" => host == Some("tauri.localhost"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_page;

    #[test]
    fn the_window_never_leaves_the_embedded_page() {
        assert!(is_page("tauri", Some("localhost")));
        assert!(is_page("http", Some("tauri.localhost")));
        for (scheme, host) in [
            ("https", Some("example.org")),
            ("http", Some("localhost")),
            ("file", None),
            ("data", None),
            ("about", None),
        ] {
            assert!(!is_page(scheme, host), "{scheme}");
        }
    }
}
