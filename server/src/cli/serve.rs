use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;

use super::tls::TlsListener;
use super::{Failure, print, storage};
use crate::api::{AppState, Peer, router};
use crate::config::Config;
use crate::environment::System;
use crate::identity::Passwords;
use crate::identity::sso::SingleSignOn;

/// How long requests in flight may take after the server was asked to stop.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) async fn run(config: Config) -> Result<(), Failure> {
    start_log(&config.log)?;
    silence_panics();
    let store = storage::open(&config).await?;
    let listener = TcpListener::bind(config.listen)
        .await
        .map_err(|error| format!("cannot listen on {}: {error}", config.listen))?;
    let address = listener.local_addr()?;
    let scheme = if config.tls.is_some() { "https" } else { "http" };
    let base = config.public_url.clone().unwrap_or_else(|| format!("{scheme}://{address}"));
    let state = AppState {
        store: store.clone(),
        environment: Arc::new(System),
        passwords: Passwords::new()?,
        sso: SingleSignOn::new(&base)?,
        secure: config.is_secure(),
    };
    let service = router(state).into_make_service_with_connect_info::<Peer>();
    let (stop, stopping) = watch::channel(false);
    tokio::spawn(wait_for_signals(stop));
    if let Some(files) = &config.tls {
        let listener = TlsListener::new(listener, files)?;
        announce(&config, "https", address)?;
        let serving = axum::serve(listener, service).with_graceful_shutdown(asked_to_stop(stopping.clone()));
        ends_in_time(serving.into_future(), stopping).await?;
    } else {
        announce(&config, "http", address)?;
        let serving =
            axum::serve(PlainListener(listener), service).with_graceful_shutdown(asked_to_stop(stopping.clone()));
        ends_in_time(serving.into_future(), stopping).await?;
    }
    let _ = std::fs::remove_file(config.address_file());
    store.close().await;
    Ok(())
}

/// Until all requests in flight are answered, or [`PATIENCE`] after the server was asked to stop.
async fn ends_in_time(
    serving: impl Future<Output = std::io::Result<()>>,
    stopping: watch::Receiver<bool>,
) -> std::io::Result<()> {
    let too_late = async {
        asked_to_stop(stopping).await;
        tokio::time::sleep(PATIENCE).await;
    };
    tokio::select! {
        ended = serving => ended,
        () = too_late => {
            tracing::warn!("some requests were cut off");
            Ok(())
        }
    }
}

async fn asked_to_stop(mut stopping: watch::Receiver<bool>) {
    // An error means that nobody can ask any more.
    if stopping.wait_for(|stop| *stop).await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// The message of a panic may quote private content; where it happened is enough to find it.
fn silence_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a bug: the server panicked");
    }));
}

/// Plain HTTP whose small answers do not wait for company.
struct PlainListener(TcpListener);

impl Listener for PlainListener {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (TcpStream, SocketAddr) {
        let (stream, peer) = Listener::accept(&mut self.0).await;
        let _ = stream.set_nodelay(true);
        (stream, peer)
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

impl Connected<IncomingStream<'_, PlainListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, PlainListener>) -> Self {
        Self(*stream.remote_addr())
    }
}

impl Connected<IncomingStream<'_, TlsListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, TlsListener>) -> Self {
        Self(*stream.remote_addr())
    }
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

fn start_log(filter: &str) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(filter).map_err(|error| format!("--log {filter:?} is not a filter: {error}"))?;
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    Ok(())
}
