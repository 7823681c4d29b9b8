//! Bodies, queries and paths, with an error by code for everything that may be wrong with them.

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use sst_api::problem::ProblemCode;

use super::failure::{Failure, OauthFailure};

/// Largest body, in bytes, unless an endpoint says otherwise.
pub(crate) const MAX_BYTES: usize = 64 * 1024;

/// A body of JSON of at most `MAX` bytes: an object, as every request of the contract is.
pub(crate) struct Json<T, const MAX: usize = MAX_BYTES>(pub(crate) T);

impl<T: DeserializeOwned, S: Sync, const MAX: usize> FromRequest<S> for Json<T, MAX> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        expect_type(&request, "application/json")?;
        let bytes = read(request.into_body(), MAX).await?;
        // Else serde would take the members of an object from an array, one after the other.
        if !is_object(&bytes) {
            return Err(ProblemCode::MalformedRequest.into());
        }
        // What serde says names values; the client gets the code alone.
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|_| ProblemCode::MalformedRequest.into())
    }
}

/// Whether JSON text is an object, if it is JSON at all.
pub(crate) fn is_object(json: &[u8]) -> bool {
    json.trim_ascii_start().first() == Some(&b'{')
}

/// A body of `application/octet-stream` of at most `MAX` bytes, as it came.
pub(crate) struct Octets<const MAX: usize>(pub(crate) axum::body::Bytes);

impl<S: Sync, const MAX: usize> FromRequest<S> for Octets<MAX> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        expect_type(&request, "application/octet-stream")?;
        Ok(Self(read(request.into_body(), MAX).await?))
    }
}

/// A body of `application/x-www-form-urlencoded` (RFC 6749).
pub(crate) struct Form<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for Form<T> {
    type Rejection = OauthFailure;

    async fn from_request(request: Request, _: &S) -> Result<Self, OauthFailure> {
        expect_type(&request, "application/x-www-form-urlencoded")?;
        let bytes = read(request.into_body(), MAX_BYTES).await?;
        let parsed = serde_urlencoded::from_bytes(&bytes);
        parsed
            .map(Self)
            .map_err(|_| ProblemCode::MalformedRequest.into())
    }
}

/// The query of an address.
pub(crate) struct AddressQuery<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for AddressQuery<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let query = Query::from_request_parts(parts, state).await;
        query
            .map(|Query(query)| Self(query))
            .map_err(|_| ProblemCode::MalformedRequest.into())
    }
}

/// The parameters of a path. One that cannot be read names nothing.
pub(crate) struct AddressPath<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for AddressPath<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let path = Path::from_request_parts(parts, state).await;
        path.map(|Path(path)| Self(path))
            .map_err(|_| ProblemCode::NotFound.into())
    }
}

fn expect_type(request: &Request, expected: &str) -> Result<(), ProblemCode> {
    let given = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = given
        .and_then(|given| given.split(';').next())
        .unwrap_or_default()
        .trim();
    let matches = essence.eq_ignore_ascii_case(expected);
    matches
        .then_some(())
        .ok_or(ProblemCode::UnsupportedMediaType)
}

async fn read(body: Body, max: usize) -> Result<axum::body::Bytes, ProblemCode> {
    to_bytes(body, max).await.map_err(|error| {
        let too_large = std::error::Error::source(&error)
            .is_some_and(|source| source.is::<http_body_util::LengthLimitError>());
        if too_large {
            ProblemCode::TooLarge
        } else {
            ProblemCode::MalformedRequest
        }
    })
}
