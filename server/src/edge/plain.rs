use axum::Router;
use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use conspectus_metadata::ProblemCode;

use crate::api::ApiError;

/// What answers where there is no TLS: pages are sent to HTTPS, the interface is refused, so that nobody goes on sending
/// tokens in the clear without noticing.
pub fn redirecting(public_url: Option<String>) -> Router {
    Router::new().fallback(move |request: Request| {
        let answer = in_the_clear(request.method(), request.uri(), request.headers(), public_url.as_deref());
        async move { answer }
    })
}

pub(super) fn in_the_clear(method: &Method, uri: &Uri, headers: &HeaderMap, public_url: Option<&str>) -> Response {
    let path = uri.path();
    let is_page = !path.starts_with("/api") && (method == Method::GET || method == Method::HEAD);
    let place = public_url.map(str::to_owned).or_else(|| named_host(headers).map(|host| format!("https://{host}")));
    if let (true, Some(place)) = (is_page, place) {
        let rest = uri.path_and_query().map_or("/", |rest| rest.as_str());
        let target = format!("{place}{rest}");
        return (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, target)]).into_response();
    }
    let detail = "Use HTTPS. A token that came with this request crossed the network in the clear: revoke it.";
    ApiError::new(ProblemCode::Forbidden, detail).into_response()
}

/// The host that was asked, without a port: HTTPS has its own.
fn named_host(headers: &HeaderMap) -> Option<String> {
    let authority: Authority = headers.get(header::HOST)?.to_str().ok()?.parse().ok()?;
    (!authority.as_str().contains('@')).then(|| authority.host().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(method: &Method, path: &str, public_url: Option<&str>) -> (u16, String) {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, "conspectus.example:80".parse().expect("a value"));
        let uri: Uri = path.parse().expect("a path");
        let answer = in_the_clear(method, &uri, &headers, public_url);
        let location = answer.headers().get(header::LOCATION).map_or("", |value| value.to_str().expect("text"));
        (answer.status().as_u16(), location.to_owned())
    }

    #[test]
    fn a_page_is_sent_to_the_same_place_over_https() {
        assert_eq!(
            ask(&Method::GET, "/projects/1?tab=2", None),
            (308, "https://conspectus.example/projects/1?tab=2".into())
        );
        let configured = Some("https://c.example.org");
        assert_eq!(ask(&Method::GET, "/", configured), (308, "https://c.example.org/".into()));
    }

    #[test]
    fn the_interface_and_every_write_are_refused() {
        for (method, path) in
            [(Method::GET, "/api/v1/projects"), (Method::POST, "/api/v1/captures"), (Method::POST, "/")]
        {
            assert_eq!(ask(&method, path, Some("https://c.example.org")), (403, String::new()));
        }
    }

    #[test]
    fn a_path_cannot_lead_elsewhere() {
        assert_eq!(ask(&Method::GET, "//evil.example/", None).1, "https://conspectus.example//evil.example/");
    }
}
