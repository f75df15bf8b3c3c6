//! What stands between the network and the interface: connections, TLS, limits, figures for operators.

mod connection;
mod forwarded;
mod limits;
mod metrics;
mod plain;
mod server;
mod tls;

pub use forwarded::Proxies;
pub use limits::{Limits, Rate};
pub use metrics::{METRICS_TYPE, Metrics};
pub use plain::redirecting;
pub use server::{Edge, Patience, serve};
pub use tls::{Certificates, TlsError};

pub(crate) use limits::limit;
pub(crate) use metrics::measure;
