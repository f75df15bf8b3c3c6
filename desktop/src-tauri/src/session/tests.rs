use std::{collections::BTreeMap, sync::Mutex as Lock};

use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::*;

#[derive(Default)]
struct Keyring(Lock<BTreeMap<String, Token>>);

impl TokenStore for Keyring {
    fn save(&self, account: &str, token: &Token) -> Result<(), String> {
        self.0.lock().expect("a lock").insert(account.to_owned(), token.clone());
        Ok(())
    }

    fn load(&self, account: &str) -> Result<Option<Token>, String> {
        Ok(self.0.lock().expect("a lock").get(account).cloned())
    }

    fn forget(&self, account: &str) -> Result<(), String> {
        self.0.lock().expect("a lock").remove(account);
        Ok(())
    }
}

struct NoKeyring;

impl TokenStore for NoKeyring {
    fn save(&self, _: &str, _: &Token) -> Result<(), String> {
        Err("no keyring is running".to_owned())
    }

    fn load(&self, _: &str) -> Result<Option<Token>, String> {
        Err("no keyring is running".to_owned())
    }

    fn forget(&self, _: &str) -> Result<(), String> {
        Err("no keyring is running".to_owned())
    }
}

/// Answers each connection with the next of `answers`; hands back what it was asked.
async fn server(answers: Vec<String>) -> (ServerAddress, tokio::task::JoinHandle<Vec<String>>) {
    // The program itself does this in `main`.
    drop(rustls::crypto::ring::default_provider().install_default());
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let asked = tokio::spawn(async move {
        let mut asked = Vec::new();
        for answer in answers {
            let (mut connection, _) = listener.accept().await.expect("a connection");
            asked.push(read_request(&mut connection).await);
            connection.write_all(answer.as_bytes()).await.expect("a written answer");
        }
        asked
    });
    (ServerAddress::parse(&address).expect("a valid address"), asked)
}

async fn read_request(connection: &mut tokio::net::TcpStream) -> String {
    let mut text = String::new();
    let mut chunk = [0; 4096];
    loop {
        let read = connection.read(&mut chunk).await.expect("a request");
        text.push_str(&String::from_utf8_lossy(&chunk[..read]));
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if body.len() >= length.unwrap_or(0) {
            return text;
        }
    }
}

fn answer(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

fn signed_in() -> String {
    answer("200 OK", r#"{"actor":{"name":"ada"},"token":"csp_ses_secret"}"#)
}

fn link() -> Credentials {
    Credentials::Link("one-time".to_owned())
}

fn get(path: &str) -> Call {
    Call { method: "GET".to_owned(), path: path.to_owned(), headers: BTreeMap::new(), body: None }
}

struct Desk {
    folder: tempfile::TempDir,
    store: Arc<dyn TokenStore>,
}

impl Desk {
    fn new(store: impl TokenStore) -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), store: Arc::new(store) }
    }

    fn open(&self, start: Start) -> Session {
        Session::new(Settings::in_folder(self.folder.path()), Arc::clone(&self.store), start)
    }
}

#[tokio::test]
async fn the_page_gets_the_session_but_not_its_token() {
    let (address, asked) = server(vec![signed_in(), answer("200 OK", "[]")]).await;
    let session = Desk::new(Keyring::default()).open(Start::default());
    let result = session.sign_in(address, &link()).await.expect("a session");
    assert_eq!(result, SignedIn { session: json!({"actor": {"name": "ada"}}), notice: None });
    session.request(get("/api/v1/projects")).await.expect("an answer");
    let asked = asked.await.expect("requests");
    assert!(asked[0].ends_with(r#"{"deliver":"token","link":"one-time"}"#), "{}", asked[0]);
    assert!(asked[1].contains("authorization: Bearer csp_ses_secret"), "{}", asked[1]);
}

#[tokio::test]
async fn the_next_start_continues_the_session() {
    let (address, _) = server(vec![signed_in()]).await;
    let desk = Desk::new(Keyring::default());
    desk.open(Start::default()).sign_in(address.clone(), &link()).await.expect("a session");
    let expected = Connection { url: Some(address.origin()), signed_in: true, notice: None };
    assert_eq!(desk.open(Start::default()).connection().await, expected);
}

#[tokio::test]
async fn without_a_keyring_the_session_lasts_as_long_as_the_window_and_says_so() {
    let (address, _) = server(vec![signed_in()]).await;
    let desk = Desk::new(NoKeyring);
    let session = desk.open(Start::default());
    let result = session.sign_in(address, &link()).await.expect("a session");
    let notice = "This session ends when the window closes, because no keyring is running.";
    assert_eq!(result.notice.as_deref(), Some(notice));
    assert_eq!(session.connection().await.notice.as_deref(), Some(notice));
    assert!(!desk.open(Start::default()).connection().await.signed_in);
}

#[tokio::test]
async fn signing_out_forgets_the_token_even_when_the_server_is_gone() {
    let (address, _) = server(vec![signed_in()]).await;
    let desk = Desk::new(Keyring::default());
    let session = desk.open(Start::default());
    session.sign_in(address, &link()).await.expect("a session");
    session.sign_out().await;
    let connection = session.connection().await;
    assert!(!connection.signed_in);
    let notice = connection.notice.expect("a notice");
    assert!(notice.starts_with("The session ended here, but the server does not know: "), "{notice}");
    assert!(!desk.open(Start::default()).connection().await.signed_in);
}

#[tokio::test]
async fn a_start_with_a_link_signs_in_by_itself() {
    let (address, _) = server(vec![signed_in()]).await;
    let start = Start { server: Some(address), link: Some("one-time".to_owned()) };
    assert!(Desk::new(Keyring::default()).open(start).connection().await.signed_in);
}

#[tokio::test]
async fn a_used_link_is_explained() {
    let problem = r#"{"code":"invalid-credentials","detail":"This link was used before."}"#;
    let (address, _) = server(vec![answer("401 Unauthorized", problem)]).await;
    let start = Start { server: Some(address.clone()), link: Some("one-time".to_owned()) };
    let connection = Desk::new(Keyring::default()).open(start).connection().await;
    let notice = Some("This link was used before.".to_owned());
    assert_eq!(connection, Connection { url: Some(address.origin()), signed_in: false, notice });
}

#[tokio::test]
async fn redirects_are_answers_and_not_followed() {
    let moved = "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\nset-cookie: a=b\r\ncontent-length: 0\r\n\r\n";
    let (address, _) = server(vec![signed_in(), moved.to_owned()]).await;
    let session = Desk::new(Keyring::default()).open(Start::default());
    session.sign_in(address, &link()).await.expect("a session");
    let answer = session.request(get("/api/v1/projects")).await.expect("an answer");
    assert_eq!(answer.status, 302);
    assert!(!answer.headers.contains_key("set-cookie"));
}

#[tokio::test]
async fn an_answer_that_repeats_the_token_never_reaches_the_page() {
    let (address, _) = server(vec![signed_in(), answer("200 OK", r#"{"echo":"csp_ses_secret"}"#)]).await;
    let session = Desk::new(Keyring::default()).open(Start::default());
    session.sign_in(address, &link()).await.expect("a session");
    let refused = session.request(get("/api/v1/projects")).await.map(|answer| answer.body);
    assert_eq!(refused.map_err(|error| error.code), Err(ErrorCode::BadAnswer));
}

#[tokio::test]
async fn the_page_cannot_speak_for_somebody_else() {
    let (address, _) = server(vec![signed_in()]).await;
    let session = Desk::new(Keyring::default()).open(Start::default());
    session.sign_in(address, &link()).await.expect("a session");
    for name in ["Authorization", "Cookie", "Host"] {
        let mut call = get("/api/v1/projects");
        call.headers.insert(name.to_owned(), "x".to_owned());
        let refused = session.request(call).await.map(|answer| answer.body);
        assert_eq!(refused.map_err(|error| error.code), Err(ErrorCode::BadRequest), "{name}");
    }
}

#[tokio::test]
async fn signing_out_without_a_keyring_has_nothing_to_explain() {
    let (address, _) = server(vec![signed_in(), answer("204 No Content", "")]).await;
    let session = Desk::new(NoKeyring).open(Start::default());
    session.sign_in(address.clone(), &link()).await.expect("a session");
    session.sign_out().await;
    let expected = Connection { url: Some(address.origin()), signed_in: false, notice: None };
    assert_eq!(session.connection().await, expected);
}
