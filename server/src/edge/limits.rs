use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;

use crate::api::{ApiError, Peer};
use crate::identity::read_secret;

/// Requests in progress at the same time; more are asked to come back.
const IN_PROGRESS: usize = 1024;
/// So many subjects are remembered before those are forgotten that have used nothing lately.
const REMEMBERED: usize = 20_000;

/// So many requests a second in the long run, and so many at once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    pub a_second: f64,
    pub at_once: f64,
}

/// How much one caller may ask, on this server.
#[derive(Clone)]
pub struct Limits {
    /// Of one token or session.
    token: Rate,
    /// Of one address, without a token or with one that is not accepted.
    address: Rate,
    buckets: Arc<Mutex<HashMap<Subject, Bucket>>>,
    free: Arc<Semaphore>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Subject {
    /// The digest of its secret.
    Token(Vec<u8>),
    Address(IpAddr),
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: f64,
    at: Instant,
}

/// What is left to a subject.
#[derive(Debug, Clone, Copy)]
struct Left {
    is_token: bool,
    rate: Rate,
    requests: f64,
}

impl Default for Limits {
    fn default() -> Self {
        Self::new(Rate { a_second: 20_000.0, at_once: 40_000.0 }, Rate { a_second: 100.0, at_once: 2_000.0 })
    }
}

impl Limits {
    pub fn new(token: Rate, address: Rate) -> Self {
        Self { token, address, buckets: Arc::default(), free: Arc::new(Semaphore::new(IN_PROGRESS)) }
    }

    /// Takes `cost` requests from the subject when it has at least one left.
    fn take(&self, subject: &Subject, cost: f64) -> (bool, Left) {
        let is_token = matches!(subject, Subject::Token(_));
        let rate = if is_token { self.token } else { self.address };
        let now = Instant::now();
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= REMEMBERED {
            let is_full = |bucket: &Bucket| bucket.refilled(rate, now).left >= rate.at_once;
            buckets.retain(|_, bucket| !is_full(bucket));
            if buckets.len() >= REMEMBERED {
                // Somebody makes subjects up faster than they are forgotten. Addresses are worth more than these.
                buckets.retain(|subject, _| matches!(subject, Subject::Address(_)));
            }
        }
        let bucket = buckets.entry(subject.clone()).or_insert(Bucket { left: rate.at_once, at: now });
        *bucket = bucket.refilled(rate, now);
        let admitted = bucket.left >= 1.0;
        if admitted {
            bucket.left = (bucket.left - cost).max(0.0);
        }
        (admitted, Left { is_token, rate, requests: bucket.left })
    }
}

impl Bucket {
    fn refilled(self, rate: Rate, now: Instant) -> Self {
        let gained = now.saturating_duration_since(self.at).as_secs_f64() * rate.a_second;
        Self { left: (self.left + gained).min(rate.at_once), at: now }
    }
}

impl Left {
    fn seconds_until_one(self) -> i64 {
        ((1.0 - self.requests).max(0.0) / self.rate.a_second).ceil() as i64
    }

    /// The fields of the IETF's draft on rate limit headers.
    fn tell(self, headers: &mut HeaderMap) {
        let name = if self.is_token { "token" } else { "address" };
        let window = (self.rate.at_once / self.rate.a_second).ceil();
        let policy = format!("\"{name}\";q={};w={window}", self.rate.at_once);
        let refill = ((self.rate.at_once - self.requests) / self.rate.a_second).ceil();
        let state = format!("\"{name}\";r={};t={refill}", self.requests.floor());
        for (name, value) in [("ratelimit-policy", policy), ("ratelimit", state)] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        }
    }
}

/// Admits a request while its token has requests left; without a token, or with one that turns out not to be accepted,
/// its address pays. So guessing tokens is as limited as anything else.
pub(crate) async fn limit(State(limits): State<Limits>, request: Request, next: Next) -> Response {
    let Ok(_place) = limits.free.clone().try_acquire_owned() else {
        return ApiError::Unavailable("too many requests are in progress".into()).into_response();
    };
    let address = request.extensions().get::<ConnectInfo<Peer>>().map(|ConnectInfo(Peer(peer))| peer.ip());
    let address = address.map(Subject::Address);
    let token = secret_of(request.headers()).map(Subject::Token);
    // Does the address still have one, though it need not pay yet?
    let cost = if token.is_some() { 0.0 } else { 1.0 };
    let mut left = None;
    for (subject, cost) in [(&address, cost), (&token, 1.0)] {
        let Some(subject) = subject else { continue };
        let (admitted, now_left) = limits.take(subject, cost);
        if !admitted {
            return refused(now_left);
        }
        left = Some(now_left);
    }
    let mut response = next.run(request).await;
    if let (Some(_), Some(address), StatusCode::UNAUTHORIZED) = (&token, &address, response.status()) {
        left = Some(limits.take(address, 1.0).1);
    }
    if let Some(left) = left {
        left.tell(response.headers_mut());
    }
    response
}

fn refused(left: Left) -> Response {
    let retry_after = left.seconds_until_one().max(1);
    let mut response = ApiError::RateLimited { retry_after }.into_response();
    left.tell(response.headers_mut());
    response
}

/// The digest of a secret that has the shape of one of ours, wherever it stands.
fn secret_of(headers: &HeaderMap) -> Option<Vec<u8>> {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer = bearer.and_then(|value| value.split_once(' ')).map(|(_, secret)| secret.trim());
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut cookies = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
    let secret = bearer.and_then(read_secret).or_else(|| cookies.find_map(|(_, value)| read_secret(value.trim())));
    secret.map(|(_, digest)| digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SLOW: Rate = Rate { a_second: 0.001, at_once: 3.0 };

    fn address(last: u8) -> Subject {
        Subject::Address([192, 0, 2, last].into())
    }

    #[test]
    fn a_subject_has_so_many_at_once_and_another_has_its_own() {
        let limits = Limits::new(SLOW, SLOW);
        let admitted: Vec<bool> = (0..5).map(|_| limits.take(&address(1), 1.0).0).collect();
        assert_eq!(admitted, [true, true, true, false, false]);
        assert!(limits.take(&address(2), 1.0).0);
        assert!(limits.take(&address(1), 1.0).1.seconds_until_one() > 900);
    }

    #[test]
    fn what_was_used_comes_back_and_never_more_than_at_once() {
        let rate = Rate { a_second: 10.0, at_once: 3.0 };
        let start = Instant::now();
        let empty = Bucket { left: 0.0, at: start };
        let later = |millis| empty.refilled(rate, start + std::time::Duration::from_millis(millis)).left;
        assert!((later(200) - 2.0).abs() < 1e-9);
        assert!((later(60_000) - 3.0).abs() < 1e-9);
    }

    #[test]
    fn subjects_that_are_made_up_do_not_fill_the_memory() {
        let limits = Limits::new(SLOW, SLOW);
        limits.take(&address(1), 3.0);
        for number in 0..2 * REMEMBERED as u32 {
            limits.take(&Subject::Token(number.to_be_bytes().to_vec()), 1.0);
        }
        assert!(limits.buckets.lock().expect("not poisoned").len() <= REMEMBERED + 1);
        assert!(!limits.take(&address(1), 1.0).0, "and who had used all is not forgotten for it");
    }
}
