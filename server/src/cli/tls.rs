use std::fs::File;
use std::io::{self, BufReader};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::Listener;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::Failure;
use crate::config::TlsFiles;

/// A client that has not finished its handshake by then is dropped.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// Connections that are through their handshake and wait to be served.
const WAITING: usize = 64;

/// Takes connections and hands them on when they speak TLS; a slow handshake keeps nobody waiting.
pub(super) struct TlsListener {
    address: SocketAddr,
    ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
}

impl TlsListener {
    pub(super) fn new(tcp: TcpListener, files: &TlsFiles) -> Result<Self, Failure> {
        let acceptor = TlsAcceptor::from(Arc::new(server_config(files)?));
        let address = tcp.local_addr()?;
        let (sender, ready) = mpsc::channel(WAITING);
        tokio::spawn(accept_all(tcp, acceptor, sender));
        Ok(Self { address, ready })
    }
}

async fn accept_all(
    mut tcp: TcpListener,
    acceptor: TlsAcceptor,
    sender: mpsc::Sender<(TlsStream<TcpStream>, SocketAddr)>,
) {
    while !sender.is_closed() {
        let (stream, peer) = Listener::accept(&mut tcp).await;
        let (acceptor, sender) = (acceptor.clone(), sender.clone());
        tokio::spawn(async move {
            let _ = stream.set_nodelay(true);
            if let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await {
                let _ = sender.send((stream, peer)).await;
            }
        });
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, SocketAddr) {
        match self.ready.recv().await {
            Some(connection) => connection,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

fn server_config(files: &TlsFiles) -> Result<ServerConfig, Failure> {
    let certificates = CertificateDer::pem_reader_iter(BufReader::new(open(&files.certificate)?))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| format!("--tls-certificate {} is not PEM: {error}", files.certificate.display()))?;
    let key = PrivateKeyDer::from_pem_reader(BufReader::new(open(&files.key)?))
        .map_err(|error| format!("--tls-key {} is not PEM: {error}", files.key.display()))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .with_no_client_auth()
        .with_single_cert(certificates, key)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

fn open(path: &std::path::Path) -> Result<File, Failure> {
    File::open(path).map_err(|error| format!("{} cannot be read: {error}", path.display()).into())
}
