use std::fmt;
use std::net::IpAddr;

use reqwest::Url;

/// The address of a Conspectus server: `https://…`, or `http://` on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    base: Url,
    loopback: bool,
}

/// Why an address cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Not a URL at all, or one that is not of a server.
    #[error("the server's address must look like https://conspectus.example.org")]
    NotAnAddress,
    /// The token would travel in the clear.
    #[error("the server's address must begin with https:// (http:// is for a server on this machine only)")]
    NotEncrypted,
    /// Credentials do not belong into an address.
    #[error("the server's address must hold no user name or password; give the token by itself")]
    Credentials,
}

impl Server {
    /// Reads an address; what follows the path is cut.
    pub fn parse(address: &str) -> Result<Self, AddressError> {
        let mut base = Url::parse(address.trim()).map_err(|_| AddressError::NotAnAddress)?;
        if !base.username().is_empty() || base.password().is_some() {
            return Err(AddressError::Credentials);
        }
        let loopback = base.host_str().map(is_loopback).ok_or(AddressError::NotAnAddress)?;
        match base.scheme() {
            "https" => {}
            "http" if loopback => {}
            "http" => return Err(AddressError::NotEncrypted),
            _ => return Err(AddressError::NotAnAddress),
        }
        base.set_query(None);
        base.set_fragment(None);
        let path = format!("{}/", base.path().trim_end_matches('/'));
        base.set_path(&path);
        Ok(Self { base, loopback })
    }

    /// Whether it is on this machine.
    #[must_use]
    pub const fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// The address of a route below it.
    #[must_use]
    pub fn route(&self, path: &str) -> String {
        format!("{}{}", self.base, path.trim_start_matches('/'))
    }
}

/// Without the last slash: how the ledger names it.
impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.base.as_str().trim_end_matches('/'))
    }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_cut_after_its_path() {
        let server = Server::parse(" https://example.org/team/?x=1#y ").expect("an address");
        assert_eq!(server.to_string(), "https://example.org/team");
        assert_eq!(server.route("/api/v1/captures"), "https://example.org/team/api/v1/captures");
        assert!(Server::parse("http://[::1]:8137").expect("an address").is_loopback());
    }

    #[test]
    fn a_token_never_travels_in_the_clear_beyond_this_machine() {
        assert_eq!(Server::parse("http://example.org"), Err(AddressError::NotEncrypted));
        assert_eq!(Server::parse("http://localhost.example.org"), Err(AddressError::NotEncrypted));
        assert_eq!(Server::parse("https://me:secret@example.org"), Err(AddressError::Credentials));
        assert_eq!(Server::parse("example.org"), Err(AddressError::NotAnAddress));
        assert_eq!(Server::parse("ftp://example.org"), Err(AddressError::NotAnAddress));
    }
}
