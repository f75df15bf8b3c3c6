use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

/// The media type of [`Metrics::text`].
pub const METRICS_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Seconds at which durations are counted.
const BUCKETS: [f64; 9] = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0];

/// Which answers are counted together: a route of the table, never a path, so that no id or name gets here.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Timed {
    route: String,
}

/// Figures for operators, in Prometheus' text format.
#[derive(Clone)]
pub struct Metrics {
    registry: Arc<Registry>,
    answers: Family<Answered, Counter>,
    durations: Family<Timed, Histogram, fn() -> Histogram>,
    in_progress: Gauge,
    connections: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("conspectus");
        let answers = Family::default();
        let durations = Family::new_with_constructor((|| Histogram::new(BUCKETS)) as fn() -> Histogram);
        let (in_progress, connections) = (Gauge::default(), Gauge::default());
        registry.register("http_requests", "Requests answered", answers.clone());
        registry.register_with_unit(
            "http_request_duration",
            "Until the answer began",
            Unit::Seconds,
            durations.clone(),
        );
        registry.register("http_requests_in_progress", "Requests that are being answered", in_progress.clone());
        registry.register("connections", "Open connections", connections.clone());
        Self { registry: Arc::new(registry), answers, durations, in_progress, connections }
    }
}

impl Metrics {
    /// All figures as text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = prometheus_client::encoding::text::encode(&mut text, &self.registry);
        text
    }

    pub(super) fn connected(&self) -> Raised {
        Raised::new(&self.connections)
    }
}

/// A gauge that is higher by one until this is dropped.
pub(super) struct Raised(Gauge);

impl Raised {
    fn new(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Raised {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// Counts and times each answer.
pub(crate) async fn measure(State(metrics): State<Metrics>, request: Request, next: Next) -> Response {
    let _in_progress = Raised::new(&metrics.in_progress);
    let route = request.extensions().get::<MatchedPath>().map_or("page", MatchedPath::as_str).to_owned();
    let method = method_of(&request);
    let start = Instant::now();
    let response = next.run(request).await;
    metrics.durations.get_or_create(&Timed { route: route.clone() }).observe(start.elapsed().as_secs_f64());
    metrics.answers.get_or_create(&Answered { method, route, status: response.status().as_u16() }).inc();
    response
}

/// Methods that a caller makes up are not counted one by one.
fn method_of(request: &Request) -> &'static str {
    let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
    known.into_iter().find(|method| *method == request.method().as_str()).unwrap_or("other")
}
