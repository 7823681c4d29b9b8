//! What can go wrong with a call to the platform, classified once.

use std::time::Duration;

use sst_api::problem::{Problem, ProblemCode};
use thiserror::Error;

/// Why a call to the platform did not succeed. It never holds an address, a token or a value: the
/// library's own errors quote addresses, so they are classified and dropped.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RemoteError {
    /// The person's decision does not allow this call, or no longer does.
    #[error("the decision about the policy does not allow this")]
    NotPermitted,
    /// The call holds something that the registry of what is sent does not have. Nothing was sent.
    #[error("the call holds something that is not declared")]
    Undeclared,
    /// The platform cannot be reached.
    #[error("the platform cannot be reached: {cause}")]
    Offline {
        /// How it failed.
        cause: OfflineCause,
    },
    /// No answer within the time of a call.
    #[error("the platform did not answer in time")]
    TimedOut,
    /// The connection broke in the middle of the answer, or its coding is broken: nothing of it is used.
    #[error("the answer arrived broken")]
    Broken,
    /// Something between this computer and the platform answered: a log-in page of a hotel or an office.
    #[error("something other than the platform answered")]
    Captive,
    /// The answer sends the client elsewhere. It never goes.
    #[error("the answer was a redirect, which is never followed")]
    Redirected,
    /// The proxy asks for a password.
    #[error("the proxy asks for a password")]
    Proxy,
    /// The platform's certificate is not valid today: either it has run out, or this computer's clock is
    /// wrong.
    #[error("the certificate is not valid by this computer's clock")]
    CertificateDate,
    /// The certificate is another host's.
    #[error("the certificate is another host's")]
    CertificateHost,
    /// This computer does not trust whoever issued the certificate: an impostor, or a device that reads along.
    #[error("this computer does not trust the issuer of the certificate")]
    CertificateIssuer,
    /// The connection is not secure: an old protocol, or none at all.
    #[error("the connection is not secure")]
    Tls,
    /// The answer is longer than [`super::MAX_BODY_BYTES`].
    #[error("the answer is too long")]
    TooLarge,
    /// The platform answered with something that this contract does not have.
    #[error("the answer does not follow the contract")]
    NotTheContract,
    /// This computer's clock is so wrong that the platform takes no proof of this device.
    #[error("this computer's clock is wrong")]
    ClockWrong,
    /// The platform asks to wait, or has failed for now.
    #[error("the platform is busy, status {status}")]
    Busy {
        /// The HTTP status.
        status: u16,
        /// What it says.
        problem: Option<Box<Problem>>,
        /// Least time to wait, where it names one (`Retry-After`).
        wait: Option<Duration>,
    },
    /// The platform refused.
    #[error("the platform refused: {}", .0.code.as_str())]
    Problem(Box<Problem>),
    /// The session has ended: its tokens are good for nothing. Logging in again goes on from here.
    #[error("the session has ended")]
    SignedOut,
    /// New tokens came and could not be written down, so they were not used.
    #[error("new tokens could not be kept: {code}")]
    NotKept {
        /// Code of the store's refusal.
        code: &'static str,
    },
    /// The operating system gave no random bytes.
    #[error("the operating system gave no random bytes")]
    Randomness,
}

/// How the platform could not be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum OfflineCause {
    /// The name of the host could not be found.
    #[error("name not found")]
    Name,
    /// Nobody listens there.
    #[error("refused")]
    Refused,
    /// No connection within five seconds.
    #[error("no connection in time")]
    ConnectTimeout,
    /// The connection was lost before the answer.
    #[error("connection lost")]
    Lost,
    /// Anything else: no route, no network.
    #[error("unreachable")]
    Unreachable,
}

impl RemoteError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotPermitted => "not-permitted",
            Self::Undeclared => "undeclared-data",
            Self::Offline { .. } => "offline",
            Self::TimedOut => "timed-out",
            Self::Broken => "reply-broken",
            Self::Captive => "captive-portal",
            Self::Redirected => "redirect-refused",
            Self::Proxy => "proxy-authentication",
            Self::CertificateDate => "certificate-date",
            Self::CertificateHost => "certificate-host",
            Self::CertificateIssuer => "certificate-issuer",
            Self::Tls => "tls-refused",
            Self::TooLarge => "reply-too-large",
            Self::NotTheContract => "not-the-contract",
            Self::ClockWrong => "clock-wrong",
            Self::Busy {
                problem: Some(problem),
                ..
            } => problem.code.as_str(),
            Self::Busy { problem: None, .. } => ProblemCode::Unavailable.as_str(),
            Self::Problem(problem) => problem.code.as_str(),
            Self::SignedOut => ProblemCode::SessionEnded.as_str(),
            Self::NotKept { code } => code,
            Self::Randomness => "no-randomness",
        }
    }

    /// Whether the same call may succeed later without anything being changed.
    pub fn retryable(&self) -> bool {
        match self {
            Self::Offline { .. }
            | Self::TimedOut
            | Self::Broken
            | Self::Captive
            | Self::Redirected
            | Self::Proxy
            | Self::CertificateDate
            | Self::CertificateHost
            | Self::CertificateIssuer
            | Self::Tls
            | Self::ClockWrong
            | Self::NotKept { .. }
            | Self::Randomness
            | Self::Busy { .. } => true,
            Self::NotPermitted
            | Self::Undeclared
            | Self::TooLarge
            | Self::NotTheContract
            | Self::Problem(_)
            | Self::SignedOut => false,
        }
    }

    /// Least time to wait before the next try, where the platform named one.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Busy { wait, .. } => *wait,
            _ => None,
        }
    }

    /// What the platform said, where it said something.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Busy { problem, .. } => problem.as_deref(),
            Self::Problem(problem) => Some(problem),
            _ => None,
        }
    }

    /// Whether the platform answered with this code.
    pub fn is(&self, code: ProblemCode) -> bool {
        self.problem().is_some_and(|problem| problem.code == code)
    }
}
