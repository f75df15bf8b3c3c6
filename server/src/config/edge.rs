use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Deserialize;

use crate::edge::{Limits, Rate};

const TOKEN_RATE: f64 = 20_000.0;
const ADDRESS_RATE: f64 = 100.0;
/// A page comes with all its files at once, and behind one address may sit a whole office.
const ADDRESS_AT_ONCE: f64 = 20.0;
const TOKEN_AT_ONCE: f64 = 2.0;

/// How the network reaches the server, and how much of it.
#[derive(Debug, Clone, Default, PartialEq, Args, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EdgeSettings {
    /// Only clients with a certificate of this authority may connect, PEM
    #[arg(long, global = true, value_name = "FILE", env = "CONSPECTUS_TLS_CLIENT_AUTHORITY")]
    pub tls_client_authority: Option<PathBuf>,

    /// Where plain HTTP is answered: pages with a redirect to HTTPS, the interface with a refusal
    #[arg(long, global = true, value_name = "ADDRESS", env = "CONSPECTUS_REDIRECT_LISTEN")]
    pub redirect_listen: Option<SocketAddr>,

    /// Where Prometheus reads figures, at /metrics; for nobody else to reach
    #[arg(long, global = true, value_name = "ADDRESS", env = "CONSPECTUS_METRICS_LISTEN")]
    pub metrics_listen: Option<SocketAddr>,

    /// A proxy whose X-Forwarded-For and X-Forwarded-Proto are believed, once for each
    #[arg(
        long = "trusted-proxy",
        global = true,
        value_name = "IP",
        env = "CONSPECTUS_TRUSTED_PROXIES",
        value_delimiter = ','
    )]
    #[serde(rename = "trusted_proxies")]
    pub trusted_proxies: Vec<IpAddr>,

    /// Requests a second of one token or session, in the long run; twice as many at once [default: 20000]
    #[arg(long, global = true, value_name = "REQUESTS", env = "CONSPECTUS_TOKEN_RATE")]
    pub token_rate: Option<f64>,

    /// Requests a second of one address without an accepted token, in the long run; 20 times as many at once [default: 100]
    #[arg(long, global = true, value_name = "REQUESTS", env = "CONSPECTUS_ADDRESS_RATE")]
    pub address_rate: Option<f64>,

    /// How the log is written [default: text]
    #[arg(long, global = true, env = "CONSPECTUS_LOG_FORMAT")]
    pub log_format: Option<LogFormat>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people
    Text,
    /// For programs, one object a line
    Json,
}

impl EdgeSettings {
    pub(super) fn or(self, file: Self) -> Self {
        let trusted_proxies = if self.trusted_proxies.is_empty() { file.trusted_proxies } else { self.trusted_proxies };
        Self {
            tls_client_authority: self.tls_client_authority.or(file.tls_client_authority),
            redirect_listen: self.redirect_listen.or(file.redirect_listen),
            metrics_listen: self.metrics_listen.or(file.metrics_listen),
            trusted_proxies,
            token_rate: self.token_rate.or(file.token_rate),
            address_rate: self.address_rate.or(file.address_rate),
            log_format: self.log_format.or(file.log_format),
        }
    }

    /// How much one caller may ask.
    pub fn limits(&self) -> Limits {
        let rate = |asked: Option<f64>, default: f64, at_once: f64| {
            let a_second = asked.filter(|rate| rate.is_finite() && *rate > 0.0).unwrap_or(default);
            Rate { a_second, at_once: (a_second * at_once).max(1.0) }
        };
        Limits::new(
            rate(self.token_rate, TOKEN_RATE, TOKEN_AT_ONCE),
            rate(self.address_rate, ADDRESS_RATE, ADDRESS_AT_ONCE),
        )
    }
}
