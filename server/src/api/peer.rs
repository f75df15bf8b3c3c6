use std::net::SocketAddr;

/// The network address of a caller, over TLS or without.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);
