//! Single sign-on against providers made for the test, which can lie in every way a real one should not.

mod accounts;
mod oidc;
pub mod oidc_provider;
mod saml;
mod saml_provider;
mod setup;

use axum::http::Method;
use openidconnect::url::Url;
use uuid::Uuid;

use crate::harness::{Answer, App, Request};

/// What a lie is called, and how it changes the truth.
type Lie<T> = (&'static str, fn(&mut T));
/// What a forgery is called, and how it is made from its material.
type Forgery<T> = (&'static str, fn(T) -> String);

/// A browser that left for a provider.
pub struct Away {
    pub provider: Uuid,
    pub url: Url,
    /// What it holds since then, as it sends it back.
    pub cookie: String,
}

impl Away {
    pub fn query(&self, name: &str) -> String {
        let found = self.url.query_pairs().find(|(key, _)| key == name);
        found.map_or_else(|| panic!("{name} in {}", self.url), |(_, value)| value.into_owned())
    }
}

pub async fn leave(app: &App, provider: Uuid, next: &str) -> Away {
    let answer = app.get(&format!("/api/v1/sso/{provider}/start?next={next}"), None).await;
    assert_eq!(answer.status, 303, "{}", answer.json);
    let set = answer.header("set-cookie");
    assert!(set.starts_with("conspectus_sso=") && set.contains("; HttpOnly; SameSite=Lax; Max-Age=600"), "{set}");
    let cookie = set.split(';').next().expect("a pair").to_owned();
    Away { provider, url: Url::parse(answer.header("location")).expect("an address"), cookie }
}

/// A browser's GET on its way back, with or without its cookie.
pub async fn come_back(app: &App, path: &str, cookie: Option<&str>) -> Answer {
    let request = Request::new(Method::GET, path);
    app.send(match cookie {
        Some(cookie) => request.header("cookie", cookie),
        None => request,
    })
    .await
}

/// The session that an answer opened, as somebody's name; empty when it opened none.
pub async fn entered(app: &App, answer: &Answer) -> String {
    let cookies = answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().expect("text"));
    let Some(cookie) = cookies.into_iter().find(|cookie| cookie.starts_with("conspectus_session=csp_ses_")) else {
        return String::new();
    };
    let pair = cookie.split(';').next().expect("a pair");
    let shown = come_back(app, "/api/v1/session", Some(pair)).await;
    shown.json["actor"]["name"].as_str().unwrap_or_default().to_owned()
}

/// Where a refused sign-in ends: at the sign-in page, without a session.
#[track_caller]
pub fn is_refused(answer: &Answer, code: &str) {
    assert_eq!((answer.status, answer.header("location")), (303, &*format!("/sign-in?refused={code}")));
    assert!(
        answer.headers.get_all("set-cookie").iter().all(|value| !value.as_bytes().starts_with(b"conspectus_session"))
    );
}
