use axum::http::{Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use super::ApiError;

/// The page, built from `desktop/src` before this binary.
#[derive(RustEmbed)]
#[folder = "../desktop/dist/"]
struct Page;

/// Serves the page's files; a path that is none of them and not of the interface is a place within the page.
pub(super) async fn serve(method: Method, uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path == "api" || path.starts_with("api/") {
        return ApiError::not_found().into_response();
    }
    if method != Method::GET && method != Method::HEAD {
        return super::error::wrong_method().await.into_response();
    }
    if let Some(file) = Page::get(path).filter(|_| !path.is_empty()) {
        // Vite puts a digest of the content into the names under assets/.
        let caching = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
        return answer(&file, caching);
    }
    if path.contains('.') {
        return ApiError::not_found().into_response();
    }
    Page::get("index.html").map_or_else(|| ApiError::not_found().into_response(), |file| answer(&file, "no-cache"))
}

fn answer(file: &rust_embed::EmbeddedFile, caching: &'static str) -> Response {
    let headers =
        [(header::CONTENT_TYPE, file.metadata.mimetype().to_owned()), (header::CACHE_CONTROL, caching.to_owned())];
    (StatusCode::OK, headers, file.data.clone().into_owned()).into_response()
}
