use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tracing_subscriber::EnvFilter;

use super::{Failure, print, storage};
use crate::api::{AppState, Site, surrounded};
use crate::config::{Config, LogFormat};
use crate::edge::{self, Certificates, Edge, Metrics, Patience, Proxies};
use crate::environment::System;
use crate::identity::Passwords;
use crate::identity::sso::SingleSignOn;
use crate::integrations::Mailer;

/// How often the files of the certificate are read again.
const LOOK_AGAIN: Duration = Duration::from_secs(10);

pub(super) async fn run(config: Config) -> Result<(), Failure> {
    start_log(&config)?;
    keep_memory_private();
    silence_panics();
    let store = storage::open(&config).await?;
    let listener = listen(config.listen).await?;
    let address = listener.local_addr()?;
    let scheme = if config.tls.is_some() { "https" } else { "http" };
    let origin = config.public_url.clone().unwrap_or_else(|| format!("{scheme}://{address}"));
    let state = AppState {
        store: store.clone(),
        environment: Arc::new(System),
        passwords: Passwords::new()?,
        sso: SingleSignOn::new(&origin)?,
        secure: config.is_secure(),
        site: Site { origin, mailer: Mailer::configured(&config.mail)? },
    };
    let metrics = Metrics::default();
    let service = surrounded(state, &config.edge.limits(), &metrics);
    let (stop, stopping) = watch::channel(false);
    let mut edge = Edge {
        patience: Patience::default(),
        tls: None,
        proxies: Proxies::new(config.edge.trusted_proxies.clone()),
        public_url: config.public_url.clone().filter(|url| url.starts_with("https://")),
        metrics: metrics.clone(),
    };
    if let Some(files) = &config.tls {
        let certificates = Arc::new(Certificates::load(&files.certificate, &files.key)?);
        let tls = certificates.server_config(config.edge.tls_client_authority.as_deref())?;
        edge.tls = Some(TlsAcceptor::from(Arc::new(tls)));
        tokio::spawn(renew(certificates));
    }
    beside(&config, &metrics, &stopping).await?;
    tokio::spawn(wait_for_signals(stop));
    announce(&config, scheme, address)?;
    edge::serve(listener, service, edge, stopping).await?;
    let _ = std::fs::remove_file(config.address_file());
    store.close().await;
    Ok(())
}

async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    let listener = TcpListener::bind(address).await;
    listener.map_err(|error| format!("cannot listen on {address}: {error}").into())
}

/// What else listens: plain HTTP that leads to HTTPS, and figures for operators.
async fn beside(config: &Config, metrics: &Metrics, stopping: &watch::Receiver<bool>) -> Result<(), Failure> {
    if let Some(address) = config.edge.redirect_listen {
        let listener = listen(address).await?;
        print(&format!("redirecting on http://{}", listener.local_addr()?));
        let service = edge::redirecting(config.public_url.clone().filter(|url| url.starts_with("https://")));
        tokio::spawn(edge::serve(listener, service, Edge::default(), stopping.clone()));
    }
    if let Some(address) = config.edge.metrics_listen {
        let listener = listen(address).await?;
        print(&format!("figures on http://{}/metrics", listener.local_addr()?));
        let metrics = metrics.clone();
        let text = move || async move { ([(CONTENT_TYPE, edge::METRICS_TYPE)], metrics.text()) };
        let service = Router::new().route("/metrics", get(text));
        tokio::spawn(edge::serve(listener, service, Edge::default(), stopping.clone()));
    }
    Ok(())
}

/// Takes a renewed certificate from its files, soon after it is there, or at once when told to (SIGHUP).
async fn renew(certificates: Arc<Certificates>) {
    let Ok(mut told) = signal(SignalKind::hangup()) else { return };
    loop {
        tokio::select! {
            () = tokio::time::sleep(LOOK_AGAIN) => {}
            _ = told.recv() => {}
        }
        match certificates.reload() {
            Ok(true) => tracing::info!("the certificate was renewed"),
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "the certificate in use stays"),
        }
    }
}

/// The message of a panic may quote private content; where it happened is enough to find it.
fn silence_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a bug: the server panicked");
    }));
}

/// Tells the other commands, and whoever waits, where the server can be reached.
fn announce(config: &Config, scheme: &str, address: SocketAddr) -> Result<(), Failure> {
    let url = format!("{scheme}://{address}");
    let text = serde_json::json!({ "address": url, "process": std::process::id() }).to_string();
    std::fs::write(config.address_file(), text)?;
    print(&format!("listening on {url}"));
    Ok(())
}

/// Ctrl-C in a terminal, or a service manager's request to end.
async fn wait_for_signals(stop: watch::Sender<bool>) {
    let (Ok(mut interrupt), Ok(mut terminate)) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    tracing::info!("stopping: requests in flight are answered first");
    let _ = stop.send(true);
}

fn start_log(config: &Config) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(&config.log);
    let filter = filter.map_err(|error| format!("--log {:?} is not a filter: {error}", config.log))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match config.edge.log_format {
        Some(LogFormat::Json) => log.json().init(),
        _ => log.init(),
    }
    Ok(())
}

/// A crash leaves no image of the memory behind: it would hold keys.
fn keep_memory_private() {
    use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    let limited = setrlimit(Resource::Core, none);
    let hidden = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    if limited.is_err() || hidden.is_err() {
        tracing::warn!("this system lets a crash leave an image of the memory behind");
    }
}
