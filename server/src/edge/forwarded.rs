use std::net::IpAddr;

use axum::http::HeaderMap;

/// Proxies whose word about the caller is believed.
#[derive(Debug, Clone, Default)]
pub struct Proxies(Vec<IpAddr>);

impl Proxies {
    pub const fn new(trusted: Vec<IpAddr>) -> Self {
        Self(trusted)
    }

    pub fn trusts(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }

    /// Who calls: the peer, or behind trusted proxies the last address before them. What a caller writes into the
    /// header himself stands further left and is never reached.
    pub fn caller(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut caller = peer.to_canonical();
        let lines = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
        let mut said: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
        while self.trusts(caller) {
            let Some(before) = said.pop().and_then(|text| text.parse::<IpAddr>().ok()) else { break };
            caller = before.to_canonical();
        }
        caller
    }

    /// Whether a trusted proxy says that the request reached it in the clear.
    pub fn came_in_the_clear(&self, peer: IpAddr, headers: &HeaderMap) -> bool {
        self.trusts(peer) && headers.get("x-forwarded-proto").is_some_and(|scheme| scheme.as_bytes() == b"http")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(trusted: &[&str], peer: &str, forwarded: &[&str]) -> String {
        let proxies = Proxies::new(trusted.iter().map(|address| address.parse().expect("an address")).collect());
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().expect("a value"));
        }
        proxies.caller(peer.parse().expect("an address"), &headers).to_string()
    }

    #[test]
    fn nobody_is_believed_but_a_trusted_proxy() {
        assert_eq!(caller(&[], "192.0.2.1", &["198.51.100.7"]), "192.0.2.1");
        assert_eq!(caller(&["10.0.0.1"], "192.0.2.1", &["198.51.100.7"]), "192.0.2.1");
        assert_eq!(caller(&["10.0.0.1"], "10.0.0.1", &["198.51.100.7"]), "198.51.100.7");
    }

    #[test]
    fn what_the_caller_forged_is_never_reached() {
        assert_eq!(caller(&["10.0.0.1"], "10.0.0.1", &["203.0.113.9, 198.51.100.7"]), "198.51.100.7");
        assert_eq!(caller(&["10.0.0.1"], "10.0.0.1", &["203.0.113.9", "198.51.100.7"]), "198.51.100.7");
        let two = ["10.0.0.1", "10.0.0.2"];
        assert_eq!(caller(&two, "10.0.0.1", &["203.0.113.9, 198.51.100.7, 10.0.0.2"]), "198.51.100.7");
    }

    #[test]
    fn what_is_no_address_ends_the_walk() {
        assert_eq!(caller(&["10.0.0.1"], "10.0.0.1", &["nonsense"]), "10.0.0.1");
        assert_eq!(caller(&["10.0.0.1"], "10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(caller(&["127.0.0.1"], "::ffff:127.0.0.1", &["198.51.100.7"]), "198.51.100.7");
    }
}
