//! How long things live and how often they may be done.

use std::time::Duration;

use sst_api::upload::MAX_UPLOADS;

/// Lifetimes and limits. The defaults are those of the contract; tests move them.
#[derive(Debug, Clone)]
pub struct Limits {
    /// How long a code that was sent is good.
    pub code_lifetime: Duration,
    /// How often one may be tried.
    pub code_tries: u32,
    /// Least time between two codes to one number or address.
    pub resend_after: Duration,
    /// Most codes to one number or e-mail address in 24 hours.
    pub codes_per_contact: u32,
    /// Most codes asked for from one network address in an hour.
    pub codes_per_address: u32,
    /// Most wrong passwords for one account name within [`Limits::password_window`].
    pub password_tries: u32,
    /// Most wrong passwords from one network address within [`Limits::password_window`].
    pub password_tries_per_address: u32,
    /// See above.
    pub password_window: Duration,
    /// How long a login may take from its first step.
    pub auth_session_lifetime: Duration,
    /// How long a page that asks a person to agree may be answered.
    pub approval_lifetime: Duration,
    /// How long the code that a terminal shows is good; at most two minutes (BCP 247).
    pub user_code_lifetime: Duration,
    /// Most user codes that no terminal shows, from one network address within
    /// [`Limits::password_window`].
    pub user_code_tries_per_address: u32,
    /// Most reports about the client from one network address in an hour.
    pub reports_per_address: u32,
    /// Most attachments of one citizen that belong to no request.
    pub uploads_per_citizen: u32,
    /// How long an attachment may belong to none.
    pub upload_lifetime: Duration,
    /// Least time between two questions of a terminal that waits.
    pub poll_interval: Duration,
    /// How long a guardian whose code came back may confirm or withdraw without another one.
    pub guardian_lifetime: Duration,
    /// How long after a guardian's confirmation the platform takes the record that it is about.
    pub guardian_confirmation_lifetime: Duration,
    /// How long an authorization code is good.
    pub authorization_code_lifetime: Duration,
    /// How long an access token lives; at most ten minutes.
    pub access_token_lifetime: Duration,
    /// How long a session may rest unused.
    pub refresh_token_lifetime: Duration,
    /// How far the clock of a client may be off.
    pub proof_skew: Duration,
    /// How long a DPoP nonce is good.
    pub nonce_lifetime: Duration,
    /// How long a connection may take for the head of a request, from the end of the one before: also how
    /// long it may rest. Longer than clients keep connections that rest, so that they let go first.
    pub head_timeout: Duration,
    /// How long a request may take to arrive and to be answered, once its head is there.
    pub request_timeout: Duration,
    /// How long a platform that stops still answers what was asked.
    pub stop_grace: Duration,
    /// Time between two heartbeats of an event stream.
    pub heartbeat: Duration,
    /// Shortest and longest life of an event stream; each lives a random time between.
    pub stream_lifetime: (Duration, Duration),
}

impl Default for Limits {
    fn default() -> Self {
        const MINUTE: Duration = Duration::from_secs(60);
        Self {
            code_lifetime: 5 * MINUTE,
            code_tries: 5,
            resend_after: MINUTE,
            codes_per_contact: 10,
            codes_per_address: 60,
            password_tries: 5,
            password_tries_per_address: 50,
            password_window: 15 * MINUTE,
            auth_session_lifetime: 15 * MINUTE,
            approval_lifetime: 5 * MINUTE,
            user_code_lifetime: 2 * MINUTE,
            user_code_tries_per_address: 20,
            reports_per_address: 120,
            uploads_per_citizen: MAX_UPLOADS,
            upload_lifetime: 7 * 24 * 60 * MINUTE,
            poll_interval: Duration::from_secs(5),
            guardian_lifetime: 10 * MINUTE,
            guardian_confirmation_lifetime: 7 * 24 * 60 * MINUTE,
            authorization_code_lifetime: MINUTE,
            access_token_lifetime: 10 * MINUTE,
            refresh_token_lifetime: 60 * 24 * 60 * MINUTE,
            proof_skew: 5 * MINUTE,
            nonce_lifetime: 5 * MINUTE,
            head_timeout: Duration::from_secs(40),
            request_timeout: Duration::from_secs(30),
            stop_grace: Duration::from_secs(3),
            heartbeat: Duration::from_secs(20),
            stream_lifetime: (30 * MINUTE, 60 * MINUTE),
        }
    }
}
