//! The rules for what the shell talks to: one server, over TLS or loopback, and its interface only.

use reqwest::{Method, Url};

use crate::error::{ErrorCode, ShellError};

/// All routes of the server's interface start with this.
const INTERFACE: &str = "/api/v1/";
/// Signing in goes through `sign_in` alone: the answer holds the token.
const SESSION: &str = "/api/v1/session";

/// The origin of a server that the shell may talk to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerAddress(Url);

impl ServerAddress {
    /// Reads what a person typed; without a scheme, loopback means http and everything else https.
    pub fn parse(text: &str) -> Result<Self, ShellError> {
        let text = text.trim();
        let refuse = |why: &str| Err(ShellError::new(ErrorCode::BadAddress, why));
        let written = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let Ok(mut url) = Url::parse(&written) else {
            return refuse("This is not an address. It looks like https://conspectus.example.org");
        };
        if !text.contains("://") && is_loopback(&url) && url.set_scheme("http").is_err() {
            return refuse("This is not an address of a server");
        }
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&url) => {}
            "http" => return refuse("Without TLS only a server on this computer is allowed: use https://"),
            _ => return refuse("A server's address starts with https://"),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("The address must not contain a user name or a password");
        }
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return refuse("The address ends after the host and port");
        }
        Ok(Self(url))
    }

    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    /// `https://host:port`, without a slash at the end.
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// The URL of a request that the page asks for, if it is one the shell makes.
    pub fn route(&self, method: &Method, path: &str) -> Result<Url, ShellError> {
        let refuse = |why: &str| Err(ShellError::new(ErrorCode::BadRequest, why));
        let (route, query) = path.split_once('?').map_or((path, None), |(route, query)| (route, Some(query)));
        if !route.starts_with(INTERFACE) || !route.split('/').skip(1).all(is_plain) {
            return refuse("Only paths below /api/v1/ of the server may be requested");
        }
        if route == SESSION && method != Method::GET {
            return refuse("Signing in and out have commands of their own");
        }
        if query.is_some_and(|query| query.contains('#') || query.contains(|c: char| c.is_control() || c == ' ')) {
            return refuse("The query is not encoded");
        }
        let mut url = self.0.clone();
        url.set_path(route);
        url.set_query(query);
        Ok(url)
    }

    /// Where a session begins and ends.
    pub fn session(&self) -> Url {
        let mut url = self.0.clone();
        url.set_path(SESSION);
        url
    }
}

/// Ids, words and file names need no percent sign, so that no second reading of a path exists.
fn is_plain(segment: &str) -> bool {
    !matches!(segment, "" | "." | "..")
        && segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~'))
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare == "localhost" || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(text: &str) -> Result<String, ErrorCode> {
        ServerAddress::parse(text).map(|address| address.origin()).map_err(|error| error.code)
    }

    #[test]
    fn a_server_is_reached_over_tls() {
        assert_eq!(origin("https://conspectus.example.org"), Ok("https://conspectus.example.org".into()));
        assert_eq!(origin(" conspectus.example.org:8443/ "), Ok("https://conspectus.example.org:8443".into()));
    }

    #[test]
    fn loopback_may_do_without() {
        for (text, expected) in [
            ("http://127.0.0.1:8137", "http://127.0.0.1:8137"),
            ("127.0.0.1:8137", "http://127.0.0.1:8137"),
            ("localhost:8137", "http://localhost:8137"),
            ("http://[::1]:8137/", "http://[::1]:8137"),
        ] {
            assert_eq!(origin(text), Ok(expected.into()), "{text}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "",
            "http://conspectus.example.org",
            "http://127.0.0.1.example.org",
            "http://localhost.example.org",
            "http://10.0.0.1:8137",
            "ftp://127.0.0.1",
            "file:///etc/passwd",
            "javascript://alert",
            "https://ada:secret@example.org",
            "https://example.org/path",
            "https://example.org?query",
            "https://example.org#fragment",
        ] {
            assert_eq!(origin(text), Err(ErrorCode::BadAddress), "{text}");
        }
    }

    #[test]
    fn paths_of_the_interface_stay_on_the_server() {
        let address = ServerAddress::parse("http://127.0.0.1:8137").expect("a valid address");
        let url = |path| address.route(&Method::GET, path).map(|url| url.to_string());
        assert_eq!(url("/api/v1/projects"), Ok("http://127.0.0.1:8137/api/v1/projects".into()));
        assert_eq!(
            url("/api/v1/search?q=a%20b&kind=dataset"),
            Ok("http://127.0.0.1:8137/api/v1/search?q=a%20b&kind=dataset".into())
        );
        assert_eq!(url("/api/v1/session"), Ok("http://127.0.0.1:8137/api/v1/session".into()));
    }

    #[test]
    fn no_path_leads_out_of_the_interface() {
        let address = ServerAddress::parse("http://127.0.0.1:8137").expect("a valid address");
        for path in [
            "",
            "/",
            "/healthz",
            "/api/v1",
            "/api/v1/",
            "/api/v2/projects",
            "//evil.example.org/api/v1/projects",
            "https://evil.example.org/api/v1/projects",
            "@evil.example.org/api/v1/projects",
            "/api/v1/../../metrics",
            "/api/v1/./projects",
            "/api/v1//projects",
            "/api/v1/projects/",
            "/api/v1/%2e%2e/metrics",
            "/api/v1/..\\metrics",
            "/api/v1/projects#fragment",
            "/api/v1/projects?q=a b",
            "/api/v1/projects?q=a\r\nX: y",
            "/api/v1/pro\u{0}jects",
        ] {
            let refused = address.route(&Method::GET, path).map_err(|error| error.code);
            assert_eq!(refused.map(|url| url.to_string()), Err(ErrorCode::BadRequest), "{path:?}");
        }
    }

    #[test]
    fn sessions_begin_and_end_by_their_own_commands_only() {
        let address = ServerAddress::parse("http://127.0.0.1:8137").expect("a valid address");
        for method in [Method::POST, Method::DELETE, Method::PUT] {
            for path in ["/api/v1/session", "/api/v1/session?x"] {
                assert!(address.route(&method, path).is_err(), "{method} {path}");
            }
        }
    }
}
