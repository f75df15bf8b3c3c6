//! Extractors whose refusals are problem documents.

use std::net::{IpAddr, Ipv6Addr};

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use conspectus_metadata::ProblemCode;
use serde::de::DeserializeOwned;

use super::{ApiError, Peer};
use crate::identity::Actor;

/// A JSON body. `T` must deny unknown fields.
#[derive(Debug)]
pub struct Json<T>(pub T);

/// Path parameters; what does not parse does not exist.
#[derive(Debug)]
pub struct Path<T>(pub T);

/// Query parameters. `T` must deny unknown fields.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let content_type =
            request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if content_type.split(';').next().unwrap_or_default().trim() != "application/json" {
            return Err(ApiError::new(ProblemCode::UnsupportedMediaType, "Send the body as application/json."));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| refuse_body(&rejection))?;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| ApiError::invalid(error.to_string()))
    }
}

fn refuse_body(rejection: &BytesRejection) -> ApiError {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        let detail = "The body is larger than the server takes. Send it in parts.";
        return ApiError::new(ProblemCode::TooLarge, detail);
    }
    ApiError::invalid("The body could not be read; is its Content-Encoding right?")
}

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let path = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        path.map(|axum::extract::Path(value)| Self(value)).map_err(|_| ApiError::not_found())
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let query = axum::extract::Query::<T>::from_request_parts(parts, state).await;
        query.map(|axum::extract::Query(value)| Self(value)).map_err(|error| ApiError::invalid(error.body_text()))
    }
}

/// The caller's network address, where the server knows it.
#[derive(Debug)]
pub struct Address(pub Option<String>);

/// One household or machine has one address of IPv4, but 2⁶⁴ of IPv6: there its network stands for it.
fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
        address @ IpAddr::V4(_) => address,
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Address {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let connected = parts.extensions.get::<ConnectInfo<Peer>>();
        Ok(Self(connected.map(|ConnectInfo(Peer(address))| format!("address {}", network_of(address.ip())))))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Actor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        // The route table puts it here; a public route has none.
        parts.extensions.get::<Self>().cloned().ok_or_else(ApiError::unauthenticated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_of_ipv6_counts_as_one_address_and_a_mapped_address_as_what_it_maps() {
        let network = |text: &str| network_of(text.parse().expect("an address")).to_string();
        assert_eq!(network("2001:db8:1:2:aaaa::1"), network("2001:db8:1:2:bbbb::2"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.7"), "192.0.2.7");
    }
}
