//! The edge over real connections: TLS, slow and greedy clients, stopping.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, Response};
use conspectus_server::api::Peer;
use conspectus_server::edge::{Certificates, Edge, Limits, Metrics, Patience, Proxies, Rate, serve};
use conspectus_server::identity::{Scope, Secret, SecretKind};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_rustls::client::TlsStream;
use tokio_rustls::{TlsAcceptor, TlsConnector};
use tower::ServiceExt;

use crate::harness::{App, Kind};

/// Short enough for a test; nobody here is slow by accident.
const SHORT: Patience = Patience {
    handshake: Duration::from_millis(300),
    headers: Duration::from_millis(300),
    still: Duration::from_millis(600),
    farewell: Duration::from_secs(20),
};

struct Running {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    ended: JoinHandle<std::io::Result<()>>,
}

async fn run(service: Router, edge: Edge) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopping) = watch::channel(false);
    let ended = tokio::spawn(serve(listener, service, edge, stopping));
    Running { address, stop, ended }
}

async fn app() -> (App, Router) {
    let app = App::start(Kind::Sqlite).await;
    let service = app.limited(&Limits::default(), &Metrics::default());
    (app, service)
}

/// What the server says until it closes the connection, or until the pattern has come.
async fn read_until(stream: &mut (impl AsyncRead + Unpin), pattern: &str) -> String {
    let mut said = Vec::new();
    let mut chunk = [0; 4096];
    while !String::from_utf8_lossy(&said).contains(pattern) {
        match stream.read(&mut chunk).await {
            Ok(0) | Err(_) => break,
            Ok(count) => said.extend_from_slice(&chunk[..count]),
        }
    }
    String::from_utf8_lossy(&said).into_owned()
}

async fn healthy(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) -> bool {
    let sent = stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n").await;
    sent.is_ok() && read_until(stream, "alive").await.contains("alive")
}

// TLS

struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut parameters = CertificateParams::default();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        Self(CertifiedIssuer::self_signed(parameters, key).expect("a certificate"))
    }

    /// Writes a certificate for localhost, and its key.
    fn issue(&self, certificate: &Path, key: &Path) -> CertificateDer<'static> {
        let pair = KeyPair::generate().expect("a key");
        let parameters = CertificateParams::new(vec!["localhost".into()]).expect("a name");
        let issued = parameters.signed_by(&pair, &self.0).expect("signs");
        std::fs::write(key, pair.serialize_pem()).expect("writes");
        std::fs::write(certificate, issued.pem()).expect("writes");
        issued.der().clone()
    }

    /// A client that trusts this authority, perhaps with a certificate of its own.
    fn client(
        &self,
        versions: &[&'static SupportedProtocolVersion],
        identity: Option<(CertificateDer<'static>, PrivateKeyDer<'static>)>,
    ) -> TlsConnector {
        let mut roots = RootCertStore::empty();
        roots.add(self.0.der().clone()).expect("adds");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider).with_protocol_versions(versions).expect("versions");
        let builder = builder.with_root_certificates(roots);
        TlsConnector::from(Arc::new(match identity {
            None => builder.with_no_client_auth(),
            Some((certificate, key)) => builder.with_client_auth_cert(vec![certificate], key).expect("a pair"),
        }))
    }
}

async fn connect(client: &TlsConnector, address: SocketAddr) -> std::io::Result<TlsStream<TcpStream>> {
    let stream = TcpStream::connect(address).await?;
    client.connect(ServerName::try_from("localhost").expect("a name"), stream).await
}

const NEWEST: &[&SupportedProtocolVersion] = &[&rustls::version::TLS13];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_renewed_certificate_is_used_without_a_restart_and_open_connections_stay() {
    let (_app, service) = app().await;
    let folder = tempfile::tempdir().expect("a folder");
    let (file, key) = (folder.path().join("tls.pem"), folder.path().join("tls.key"));
    let authority = Authority::new();
    let first = authority.issue(&file, &key);
    let certificates = Arc::new(Certificates::load(&file, &key).expect("loads"));
    let tls = TlsAcceptor::from(Arc::new(certificates.server_config(None).expect("a configuration")));
    let running = run(service, Edge { tls: Some(tls), ..Edge::default() }).await;
    let client = authority.client(NEWEST, None);
    let shown = |stream: &TlsStream<TcpStream>| stream.get_ref().1.peer_certificates().expect("some")[0].clone();
    let mut before = connect(&client, running.address).await.expect("connects");
    assert_eq!(shown(&before), first);

    std::fs::write(&key, "half a file").expect("writes");
    assert!(certificates.reload().is_err());
    let second = authority.issue(&file, &folder.path().join("elsewhere"));
    assert!(certificates.reload().is_err(), "a certificate that does not fit its key changes nothing");
    assert_eq!(shown(&connect(&client, running.address).await.expect("connects")), first);
    std::fs::rename(folder.path().join("elsewhere"), &key).expect("renames");
    assert!(certificates.reload().expect("fits"));
    assert!(!certificates.reload().expect("fits"), "the same is no news");
    assert_eq!(shown(&connect(&client, running.address).await.expect("connects")), second);
    assert!(healthy(&mut before).await, "who was connected goes on");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_older_than_tls_1_3_is_spoken_and_nothing_but_tls() {
    let (_app, service) = app().await;
    let folder = tempfile::tempdir().expect("a folder");
    let (file, key) = (folder.path().join("tls.pem"), folder.path().join("tls.key"));
    let authority = Authority::new();
    authority.issue(&file, &key);
    let certificates = Arc::new(Certificates::load(&file, &key).expect("loads"));
    let tls = TlsAcceptor::from(Arc::new(certificates.server_config(None).expect("a configuration")));
    let running = run(service, Edge { tls: Some(tls), patience: SHORT, ..Edge::default() }).await;
    let old = authority.client(&[&rustls::version::TLS12], None);
    assert!(connect(&old, running.address).await.is_err());
    let mut plain = TcpStream::connect(running.address).await.expect("connects");
    assert!(!healthy(&mut plain).await);
    let mut silent = TcpStream::connect(running.address).await.expect("connects");
    assert_eq!(read_until(&mut silent, "never").await, "", "who does not begin a handshake is dropped");
    assert!(healthy(&mut connect(&authority.client(NEWEST, None), running.address).await.expect("connects")).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_an_authority_only_its_clients_get_through() {
    let (_app, service) = app().await;
    let folder = tempfile::tempdir().expect("a folder");
    let place = |name: &str| folder.path().join(name);
    let (authority, stranger) = (Authority::new(), Authority::new());
    authority.issue(&place("tls.pem"), &place("tls.key"));
    std::fs::write(place("authority.pem"), authority.0.pem()).expect("writes");
    let certificates = Arc::new(Certificates::load(&place("tls.pem"), &place("tls.key")).expect("loads"));
    let tls = certificates.server_config(Some(&place("authority.pem"))).expect("a configuration");
    let running = run(service, Edge { tls: Some(TlsAcceptor::from(Arc::new(tls))), ..Edge::default() }).await;
    let identity = |issuer: &Authority| {
        let certificate = issuer.issue(&place("client.pem"), &place("client.key"));
        Some((certificate, PrivateKeyDer::from_pem_file(place("client.key")).expect("a key")))
    };
    let mut gets_through = Vec::new();
    for identity in [identity(&authority), identity(&stranger), None] {
        // With TLS 1.3 the client learns of a refusal only when it reads.
        gets_through.push(match connect(&authority.client(NEWEST, identity), running.address).await {
            Ok(mut stream) => healthy(&mut stream).await,
            Err(_) => false,
        });
    }
    assert_eq!(gets_through, [true, false, false]);
}

// Slow and greedy clients

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_sends_its_headers_byte_by_byte_is_dropped() {
    let (_app, service) = app().await;
    let running = run(service, Edge { patience: SHORT, ..Edge::default() }).await;
    let mut slow = TcpStream::connect(running.address).await.expect("connects");
    slow.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nx-slow: ").await.expect("writes");
    let (mut reading, mut writing) = slow.split();
    let dripping = async {
        while writing.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::select! {
        said = read_until(&mut reading, "never") => assert!(!said.contains("200"), "{said}"),
        () = dripping => {}
    }
    let mut other = TcpStream::connect(running.address).await.expect("connects");
    assert!(healthy(&mut other).await, "and nobody else noticed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_on_which_nothing_moves_is_closed() {
    let (app, service) = app().await;
    let token = app.token(&[Scope::CapturesWrite]).await;
    let running = run(service, Edge { patience: SHORT, ..Edge::default() }).await;
    let mut idle = TcpStream::connect(running.address).await.expect("connects");
    assert!(healthy(&mut idle).await);
    assert_eq!(read_until(&mut idle, "never").await, "");
    let mut half = TcpStream::connect(running.address).await.expect("connects");
    let head = format!(
        "POST /api/v1/captures HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: 1000\r\n\r\n{{"
    );
    half.write_all(head.as_bytes()).await.expect("writes");
    let said = read_until(&mut half, "never").await;
    assert!(!said.contains(" 200 "), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_little_that_unpacks_to_very_much_is_refused() {
    let (app, service) = app().await;
    let token = app.token(&[Scope::CapturesWrite]).await;
    let bomb = zstd::encode_all(std::io::Read::take(std::io::repeat(b' '), 512 << 20), 1).expect("packs");
    assert!(bomb.len() < 1 << 20, "it is small: {}", bomb.len());
    let request = Request::post("/api/v1/captures")
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json")
        .header("content-encoding", "zstd")
        .body(Body::from(bomb));
    let answer = service.oneshot(request.expect("a request")).await.expect("an answer");
    assert_eq!(answer.status(), 413);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn headers_beyond_all_measure_are_refused() {
    let (_app, service) = app().await;
    let running = run(service, Edge::default()).await;
    let mut greedy = TcpStream::connect(running.address).await.expect("connects");
    let long = format!("GET /healthz HTTP/1.1\r\nhost: localhost\r\nx-long: {}\r\n\r\n", "x".repeat(100_000));
    let _ = greedy.write_all(long.as_bytes()).await;
    let said = read_until(&mut greedy, "never").await;
    assert!(!said.contains("alive"), "{said}");
}

// Limits

const THREE: Rate = Rate { a_second: 0.01, at_once: 3.0 };
const MANY: Rate = Rate { a_second: 1000.0, at_once: 1000.0 };

async fn ask(service: &Router, token: Option<&str>, last: u8) -> Response<Body> {
    let mut request = Request::get("/api/v1/projects").extension(ConnectInfo(Peer(([192, 0, 2, last], 4000).into())));
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    service.clone().oneshot(request.body(Body::empty()).expect("a request")).await.expect("an answer")
}

async fn statuses(service: &Router, token: Option<&str>, last: u8, times: usize) -> Vec<u16> {
    let mut statuses = Vec::new();
    for _ in 0..times {
        statuses.push(ask(service, token, last).await.status().as_u16());
    }
    statuses
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_has_its_own_limit_and_is_told_what_is_left() {
    let (app, _) = app().await;
    let service = app.limited(&Limits::new(THREE, MANY), &Metrics::default());
    let (token, other) = (app.token(&[Scope::Read]).await, app.token(&[Scope::Read]).await);
    let first = ask(&service, Some(&token), 1).await;
    assert_eq!(first.headers()["ratelimit-policy"], "\"token\";q=3;w=300");
    assert_eq!(first.headers()["ratelimit"], "\"token\";r=2;t=100");
    assert_eq!(statuses(&service, Some(&token), 1, 4).await, [200, 200, 429, 429]);
    assert_eq!(statuses(&service, Some(&token), 2, 1).await, [429], "from anywhere");
    let refused = ask(&service, Some(&token), 1).await;
    let wait: u64 = refused.headers()["retry-after"].to_str().expect("text").parse().expect("seconds");
    assert!((90..=100).contains(&wait), "{wait}");
    assert_eq!(refused.headers()["content-type"], "application/problem+json");
    assert!(refused.headers().contains_key("content-security-policy"));
    assert_eq!(statuses(&service, Some(&other), 1, 1).await, [200], "another token is not affected");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guessing_tokens_uses_up_the_address_and_no_one_elses() {
    let (app, _) = app().await;
    let service = app.limited(&Limits::new(MANY, THREE), &Metrics::default());
    let token = app.token(&[Scope::Read]).await;
    assert_eq!(statuses(&service, Some(&token), 1, 9).await, [200; 9], "a good token costs its address nothing");
    let mut guesses = Vec::new();
    for _ in 0..5 {
        let guess = Secret::generate(SecretKind::Token).expect("random");
        guesses.push(ask(&service, Some(guess.expose()), 1).await.status().as_u16());
    }
    assert_eq!(guesses, [401, 401, 401, 429, 429]);
    assert_eq!(statuses(&service, None, 2, 4).await, [401, 401, 401, 429], "without a token too");
    assert_eq!(statuses(&service, Some(&token), 3, 1).await, [200]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_a_trusted_proxy_each_caller_has_a_limit_of_their_own() {
    let (app, _) = app().await;
    let service = app.limited(&Limits::new(MANY, THREE), &Metrics::default());
    let proxies = Proxies::new(vec!["127.0.0.1".parse().expect("an address")]);
    let public_url = Some("https://conspectus.example".to_owned());
    let running = run(service, Edge { proxies, public_url, ..Edge::default() }).await;
    let mut answers = Vec::new();
    for caller in ["198.51.100.1", "198.51.100.1", "198.51.100.1", "198.51.100.1", "198.51.100.2"] {
        let mut stream = TcpStream::connect(running.address).await.expect("connects");
        let head =
            format!("GET /api/v1/projects HTTP/1.1\r\nhost: x\r\nx-forwarded-for: 203.0.113.5, {caller}\r\n\r\n");
        stream.write_all(head.as_bytes()).await.expect("writes");
        answers.push(read_until(&mut stream, "\r\n\r\n").await[9..12].to_owned());
    }
    assert_eq!(answers, ["401", "401", "401", "429", "401"]);
    let mut clear = TcpStream::connect(running.address).await.expect("connects");
    clear.write_all(b"GET /projects HTTP/1.1\r\nhost: x\r\nx-forwarded-proto: http\r\n\r\n").await.expect("writes");
    let said = read_until(&mut clear, "\r\n\r\n").await;
    assert!(said.contains("308") && said.contains("location: https://conspectus.example/projects"), "{said}");
}

// Stopping, and what operators see

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_stops_answers_what_it_has_begun_and_takes_nothing_new() {
    let (app, service) = app().await;
    let token = app.token(&[Scope::CapturesWrite]).await;
    let running = run(service, Edge::default()).await;
    let body = r#"{"captures":[]}"#;
    let head = format!(
        "POST /api/v1/captures HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\nexpect: 100-continue\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let mut begun = TcpStream::connect(running.address).await.expect("connects");
    begun.write_all(head.as_bytes()).await.expect("writes");
    // The handler is reading the body when it asks for it.
    assert!(read_until(&mut begun, "100 Continue").await.contains("100 Continue"));
    running.stop.send(true).expect("told");
    begun.write_all(body.as_bytes()).await.expect("writes");
    let said = read_until(&mut begun, "never").await;
    assert!(said.starts_with("HTTP/1.1 200") || said.contains("HTTP/1.1 4"), "it is answered: {said}");
    running.ended.await.expect("ends").expect("in order");
    assert!(TcpStream::connect(running.address).await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_name_routes_and_never_what_was_asked_for() {
    let (app, _) = app().await;
    let metrics = Metrics::default();
    let service = app.limited(&Limits::default(), &metrics);
    let token = app.token(&[Scope::Read]).await;
    let request = Request::get("/api/v1/assets/0190f5a8-0000-7000-8000-00000000beef?planted=word")
        .header("authorization", format!("Bearer {token}"));
    let answer = service.oneshot(request.body(Body::empty()).expect("a request")).await.expect("an answer");
    assert_eq!(answer.headers()["x-request-id"].len(), 16);
    let text = metrics.text();
    assert!(text.contains("conspectus_http_requests_total{method=\"GET\",route=\"/api/v1/assets/{"), "{text}");
    assert!(text.contains("conspectus_http_request_duration_seconds_bucket"), "{text}");
    assert!(!text.contains("beef") && !text.contains("planted"), "{text}");
}
