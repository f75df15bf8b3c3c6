//! What surrounds every route: limits, headers, compression, tracing, and an answer for panics.

use std::any::Any;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use conspectus_metadata::{MAX_BATCH_BYTES, ProblemCode};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::decompression::{DecompressionBody, RequestDecompressionLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use super::{ApiError, AppState};
use crate::edge::{Limits, Metrics, limit, measure};
use crate::vault::{hexadecimal, random_bytes};

/// Longer than any request should take, shorter than a proxy gives up.
const TIMEOUT: Duration = Duration::from_secs(50);

/// The page loads nothing from elsewhere and nobody may frame it.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; \
    form-action 'self'; frame-ancestors 'none'";

const HEADERS: [(&str, &str); 7] = [
    ("content-security-policy", CONTENT_SECURITY_POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=()"),
];

pub(super) fn wrap(router: Router<AppState>, secure: bool, limits: &Limits, metrics: &Metrics) -> Router<AppState> {
    let mut router = router.layer(
        ServiceBuilder::new()
            .layer(from_fn(finish))
            .layer(TraceLayer::new_for_http().make_span_with(span_of))
            .layer(from_fn_with_state(metrics.clone(), measure))
            .layer(from_fn_with_state(limits.clone(), limit))
            .layer(CatchPanicLayer::custom(after_a_panic))
            .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIMEOUT))
            .layer(CompressionLayer::new())
            .layer(RequestDecompressionLayer::new().no_gzip().no_br().no_deflate())
            .layer(DefaultBodyLimit::max(MAX_BATCH_BYTES))
            .map_request(|request: axum::http::Request<DecompressionBody<Body>>| request.map(Body::new)),
    );
    for (name, value) in HEADERS {
        let (name, value) = (HeaderName::from_static(name), HeaderValue::from_static(value));
        router = router.layer(SetResponseHeaderLayer::overriding(name, value));
    }
    if secure {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        router = router.layer(SetResponseHeaderLayer::overriding(header::STRICT_TRANSPORT_SECURITY, year));
    }
    router
}

/// Names a request in the log and in its answer, so that a person can quote it.
#[derive(Clone)]
struct RequestId(String);

/// Answers are private to their reader unless a handler has said otherwise; what a layer refused with a bare status
/// becomes a problem document.
async fn finish(mut request: Request, next: Next) -> Response {
    let id = RequestId(random_bytes::<8>().map(|bytes| hexadecimal(bytes.as_slice())).unwrap_or_default());
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).await;
    let is_bare = !response.headers().contains_key(header::CONTENT_TYPE);
    if let Some(problem) = problem_of(response.status()).filter(|_| is_bare) {
        response = problem.into_response();
    }
    if let Ok(id) = HeaderValue::from_str(&id.0) {
        response.headers_mut().insert("x-request-id", id);
    }
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Names the route, never the ids, names or queries inside a request.
fn span_of<B>(request: &axum::http::Request<B>) -> tracing::Span {
    let route = request.extensions().get::<MatchedPath>().map_or("page", MatchedPath::as_str);
    let request_id = request.extensions().get::<RequestId>().map_or("", |id| id.0.as_str());
    tracing::info_span!("http", method = %request.method(), route, request_id)
}

/// The panic's message may quote private content, so it goes nowhere but stderr's default hook.
fn after_a_panic(_: Box<dyn Any + Send + 'static>) -> Response {
    ApiError::Internal("a handler panicked".into()).into_response()
}

fn problem_of(status: StatusCode) -> Option<ApiError> {
    let code = match status {
        StatusCode::PAYLOAD_TOO_LARGE => ProblemCode::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ProblemCode::UnsupportedMediaType,
        StatusCode::SERVICE_UNAVAILABLE => ProblemCode::Unavailable,
        _ => return None,
    };
    Some(ApiError::new(code, "The server could not take this request."))
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;
    use axum::routing::get;
    use conspectus_metadata::Problem;
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn a_panic_is_answered_with_a_fixed_problem_that_does_not_quote_it() {
        async fn bug() -> &'static str {
            panic!("the patient's name")
        }
        let router = Router::new().route("/", get(bug)).layer(CatchPanicLayer::custom(after_a_panic));
        let request = Request::builder().uri("/").body(Body::empty()).expect("a request");
        let response = router.oneshot(request).await.expect("an answer");
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let bytes = to_bytes(response.into_body(), 10_000).await.expect("a body");
        let problem: Problem = serde_json::from_slice(&bytes).expect("a problem");
        assert_eq!(problem.code, ProblemCode::Internal);
        assert!(!String::from_utf8_lossy(&bytes).contains("patient"));
    }
}
