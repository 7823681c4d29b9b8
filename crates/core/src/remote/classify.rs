//! From the library's errors to ours. Theirs quote addresses, so nothing of them is kept.

use std::error::Error as StdError;
use std::io;

use super::{OfflineCause, RemoteError};

/// Why a request was not answered, or not to its end.
pub(super) fn classify(error: &reqwest::Error) -> RemoteError {
    if let Some(tls) = find::<rustls::Error>(error) {
        return classify_tls(tls);
    }
    if error.is_dns() {
        return offline(OfflineCause::Name);
    }
    if error.is_timeout() {
        return if error.is_connect() {
            offline(OfflineCause::ConnectTimeout)
        } else {
            RemoteError::TimedOut
        };
    }
    if proxy_wants_password(error) {
        return RemoteError::Proxy;
    }
    if error.is_body() || error.is_decode() {
        return RemoteError::Broken;
    }
    match find::<io::Error>(error).map(io::Error::kind) {
        Some(io::ErrorKind::ConnectionRefused) => offline(OfflineCause::Refused),
        _ if error.is_connect() => offline(OfflineCause::Unreachable),
        _ => offline(OfflineCause::Lost),
    }
}

fn classify_tls(error: &rustls::Error) -> RemoteError {
    use rustls::CertificateError::{
        BadSignature, Expired, ExpiredContext, NotValidForName, NotValidForNameContext,
        NotValidYet, NotValidYetContext, UnknownIssuer,
    };
    let rustls::Error::InvalidCertificate(reason) = error else {
        return RemoteError::Tls;
    };
    match reason {
        Expired | ExpiredContext { .. } | NotValidYet | NotValidYetContext { .. } => {
            RemoteError::CertificateDate
        }
        NotValidForName | NotValidForNameContext { .. } => RemoteError::CertificateHost,
        // A signature that does not fit is another issuer under the same name.
        UnknownIssuer | BadSignature => RemoteError::CertificateIssuer,
        _ => RemoteError::Tls,
    }
}

fn offline(cause: OfflineCause) -> RemoteError {
    RemoteError::Offline { cause }
}

/// The library has no type for it.
fn proxy_wants_password(error: &reqwest::Error) -> bool {
    causes(error).any(|cause| cause.to_string() == "proxy authorization required")
}

/// The innermost cause of this type; errors of I/O may hold another one within.
fn find<T: StdError + 'static>(error: &reqwest::Error) -> Option<&T> {
    causes(error)
        .filter_map(|cause| cause.downcast_ref())
        .last()
}

fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    std::iter::successors(StdError::source(error), |cause| next_cause(*cause))
}

fn next_cause<'a>(cause: &'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
    match cause
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref)
    {
        Some(inner) => Some(inner as &(dyn StdError + 'static)),
        None => cause.source(),
    }
}
