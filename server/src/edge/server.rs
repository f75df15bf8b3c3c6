use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use super::connection::{Connections, Counted};
use super::forwarded::Proxies;
use super::metrics::Metrics;
use super::plain::in_the_clear;
use crate::api::Peer;

/// Bytes of headers, all together.
const HEADER_BYTES: usize = 32 * 1024;
/// Requests at the same time on one HTTP/2 connection.
const STREAMS: u32 = 128;

/// How long the server waits for others.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// A client that has not finished its handshake by then is dropped.
    pub handshake: Duration,
    /// Nor one whose request has not all its headers by then.
    pub headers: Duration,
    /// A connection on which nothing moves is closed, whether the client does not write or does not read.
    pub still: Duration,
    /// How long requests in flight may take after the server was asked to stop.
    pub farewell: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            handshake: Duration::from_secs(10),
            headers: Duration::from_secs(30),
            still: Duration::from_mins(1),
            farewell: Duration::from_secs(30),
        }
    }
}

/// How connections are taken.
#[derive(Clone, Default)]
pub struct Edge {
    pub patience: Patience,
    /// TLS, where this server speaks it itself.
    pub tls: Option<TlsAcceptor>,
    pub proxies: Proxies,
    /// How people reach the server; what a proxy took in the clear is sent there.
    pub public_url: Option<String>,
    pub metrics: Metrics,
}

/// Answers connections until asked to stop; then takes no new ones, and ends when all requests in flight are answered.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    edge: Edge,
    mut stopping: watch::Receiver<bool>,
) -> io::Result<()> {
    let graceful = GracefulShutdown::new();
    let connections = Connections::new();
    let edge = Arc::new(edge);
    loop {
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of file descriptors, most likely: some connection has to end first.
                    tracing::warn!(%error, "a connection could not be taken");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
            () = asked_to_stop(&mut stopping) => break,
        };
        let trusted = edge.proxies.trusts(peer.ip());
        if let Some(counted) = connections.enter(peer.ip(), trusted).await {
            let taken = Arc::new(Taken { edge: edge.clone(), router: router.clone(), peer, _counted: counted });
            tokio::spawn(taken.answer(stream, graceful.watcher()));
        }
    }
    drop(listener);
    if tokio::time::timeout(edge.patience.farewell, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests were cut off");
    }
    Ok(())
}

async fn asked_to_stop(stopping: &mut watch::Receiver<bool>) {
    // An error means that nobody can ask any more.
    if stopping.wait_for(|stop| *stop).await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// A connection that was taken.
struct Taken {
    edge: Arc<Edge>,
    router: Router,
    peer: SocketAddr,
    _counted: Counted,
}

impl Taken {
    async fn answer(self: Arc<Self>, stream: TcpStream, watcher: Watcher) {
        let patience = self.edge.patience;
        let _connected = self.edge.metrics.connected();
        // Small answers do not wait for company.
        let _ = stream.set_nodelay(true);
        let mut stream = TimeoutStream::new(stream);
        stream.set_read_timeout(Some(patience.still));
        stream.set_write_timeout(Some(patience.still));
        let stream = Box::pin(stream);
        match self.edge.tls.clone() {
            None => self.speak(stream, watcher).await,
            Some(acceptor) => match tokio::time::timeout(patience.handshake, acceptor.accept(stream)).await {
                Ok(Ok(stream)) => self.speak(stream, watcher).await,
                Ok(Err(error)) => tracing::debug!(%error, "a handshake failed"),
                Err(_) => tracing::debug!("a handshake took too long"),
            },
        }
    }

    async fn speak(self: Arc<Self>, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, watcher: Watcher) {
        let patience = self.edge.patience;
        let mut builder = Builder::new(TokioExecutor::new());
        builder.http1().timer(TokioTimer::new()).header_read_timeout(patience.headers).max_buf_size(HEADER_BYTES);
        builder
            .http2()
            .timer(TokioTimer::new())
            .max_concurrent_streams(STREAMS)
            .max_header_list_size(HEADER_BYTES as u32)
            .keep_alive_interval(Some(patience.headers))
            .keep_alive_timeout(patience.headers);
        let service = service_fn(move |request: Request<Incoming>| {
            let taken = self.clone();
            async move { taken.ask(request).await }
        });
        let connection = builder.serve_connection(TokioIo::new(stream), service);
        if let Err(error) = watcher.watch(connection).await {
            tracing::debug!(error, "a connection broke");
        }
    }

    async fn ask(&self, request: Request<Incoming>) -> Result<Response, std::convert::Infallible> {
        let mut request = request.map(Body::new);
        let (peer, headers) = (self.peer.ip(), request.headers());
        if self.edge.proxies.came_in_the_clear(peer, headers) && self.edge.public_url.is_some() {
            let public_url = self.edge.public_url.as_deref();
            return Ok(in_the_clear(request.method(), request.uri(), headers, public_url));
        }
        let caller = SocketAddr::new(self.edge.proxies.caller(peer, headers), self.peer.port());
        request.extensions_mut().insert(ConnectInfo(Peer(caller)));
        self.router.clone().oneshot(request).await
    }
}
