//! A server double: real HTTP/1.1 on loopback, answers as scripted.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, mpsc};

use conspectus_metadata::{CaptureBatch, Outcome, Problem, Receipt, Receipts};

/// What to do with one request for captures.
pub(super) enum Reply {
    /// 200, with a receipt for each.
    Receipts(fn(&str) -> Outcome),
    /// A problem, perhaps with `Retry-After`.
    Problem(Problem, Option<u64>),
    /// A problem while the batch holds a note with this text.
    ProblemWith(&'static str, Problem),
    /// The request is taken, the connection closed without an answer.
    Lost,
    /// Something no Conspectus server says.
    Html(u16),
}

pub(super) struct Double {
    pub(super) address: String,
    /// The batches received, in order, as the texts of their notes.
    batches: mpsc::Receiver<Vec<String>>,
    pub(super) requests: Arc<Mutex<Vec<String>>>,
}

impl Double {
    /// Answers with `script` in order, then with "created" for everything.
    pub(super) fn start(script: Vec<Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("bound"));
        let (sender, batches) = mpsc::channel();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        std::thread::spawn(move || {
            let mut script = script.into_iter();
            for stream in listener.incoming().map_while(Result::ok) {
                serve(&stream, &mut script, &sender, &seen);
            }
        });
        Self { address, batches, requests }
    }

    /// Waits for the next batch.
    pub(super) fn batch(&self) -> Vec<String> {
        self.batches.recv_timeout(std::time::Duration::from_secs(30)).expect("a batch")
    }
}

fn serve(
    stream: &TcpStream,
    script: &mut dyn Iterator<Item = Reply>,
    batches: &mpsc::Sender<Vec<String>>,
    seen: &Mutex<Vec<String>>,
) {
    let Some((head, body)) = read(stream) else { return };
    seen.lock().expect("not poisoned").push(head.clone());
    if head.starts_with("GET /api/v1/workspace") {
        let policy = r#"{"mode":"schema","min_rows":500,"min_cell":11}"#;
        return write(stream, "200 OK", "", &format!(r#"{{"id":"w","name":"Bank","policy":{policy},"later":1}}"#));
    }
    let batch: CaptureBatch = serde_json::from_slice(&zstd::decode_all(body.as_slice()).expect("zstd")).expect("JSON");
    let texts: Vec<String> = batch.captures.iter().map(super::text).collect();
    let reply = match script.next() {
        Some(Reply::ProblemWith(text, problem)) if texts.iter().any(|t| t == text) => Reply::Problem(problem, None),
        Some(Reply::ProblemWith(..)) | None => Reply::Receipts(|_| Outcome::Created),
        Some(reply) => reply,
    };
    // The batch counts as received before it is answered, or not answered.
    let answer = |outcome: fn(&str) -> Outcome| {
        let receipts = batch.captures.iter().zip(&texts).map(|(capture, text)| receipt(capture.id, outcome(text)));
        serde_json::to_string(&Receipts { receipts: receipts.collect(), policy: None }).expect("JSON")
    };
    batches.send(texts.clone()).expect("the test listens");
    match reply {
        Reply::Receipts(outcome) => write(stream, "200 OK", "", &answer(outcome)),
        Reply::Problem(problem, retry_after) => {
            let header = retry_after.map_or_else(String::new, |s| format!("retry-after: {s}\r\n"));
            write(
                stream,
                &format!("{} Problem", problem.status),
                &header,
                &serde_json::to_string(&problem).expect("JSON"),
            );
        }
        Reply::Html(status) => write(stream, &format!("{status} Hm"), "", "<html>"),
        Reply::Lost | Reply::ProblemWith(..) => {}
    }
}

fn receipt(id: conspectus_metadata::CaptureId, outcome: Outcome) -> Receipt {
    let code = conspectus_metadata::ProblemCode::CaptureIdReused;
    let problem = (outcome == Outcome::Problem).then(|| Problem::new(code, "seen with another body"));
    Receipt { id, outcome, version: None, problem }
}

fn read(stream: &TcpStream) -> Option<(String, Vec<u8>)> {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    while !head.ends_with("\r\n\r\n") {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().expect("a length");
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((head, body))
}

fn write(mut stream: &TcpStream, status: &str, headers: &str, body: &str) {
    let length = body.len();
    let answer = format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}");
    let _ = stream.write_all(answer.as_bytes());
}
