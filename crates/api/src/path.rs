//! Paths of the contract. `{…}` marks a parameter, as in OpenAPI.

/// Discovery (RFC 8414).
pub const DISCOVERY: &str = "/.well-known/oauth-authorization-server";
/// Authorization challenge endpoint (draft-ietf-oauth-first-party-apps).
pub const CHALLENGE: &str = "/oauth/challenge";
/// Authorization endpoint, for the system browser (RFC 6749, RFC 8252).
pub const AUTHORIZE: &str = "/oauth/authorize";
/// Device authorization endpoint (RFC 8628).
pub const DEVICE_AUTHORIZATION: &str = "/oauth/device_authorization";
/// Token endpoint (RFC 6749, RFC 9449).
pub const TOKEN: &str = "/oauth/token";
/// Revocation endpoint (RFC 7009).
pub const REVOKE: &str = "/oauth/revoke";

/// Register this computer for the citizen who is logged in.
pub const DEVICES: &str = "/v1/devices";
/// Send what was edited.
pub const SYNC_PUSH: &str = "/v1/sync/push";
/// Fetch what has changed.
pub const SYNC_CHANGES: &str = "/v1/sync/changes";
/// Wait until there is something to fetch.
pub const SYNC_WAIT: &str = "/v1/sync/wait";
/// Server-sent events: "something has changed", without saying what.
pub const EVENTS: &str = "/v1/events";

/// Begin to change a phone number or e-mail address.
pub const CONTACT_CHANGES: &str = "/v1/contacts/{channel}/changes";
/// Finish it with the code that was sent to the new value.
pub const CONTACT_VERIFY: &str = "/v1/contacts/{channel}/changes/{id}/verify";
/// Replace the identity document.
pub const IDENTITY_DOCUMENT: &str = "/v1/identity-document";

/// Begin to send an attachment.
pub const UPLOADS: &str = "/v1/uploads";
/// How far it has come; send a part of it; give it up.
pub const UPLOAD: &str = "/v1/uploads/{id}";
/// How the units of the profile became what they are.
pub const HISTORY: &str = "/v1/profile/history";

/// Where the person is logged in.
pub const SESSIONS: &str = "/v1/sessions";
/// End every session but the one that asks.
pub const SESSIONS_END_OTHERS: &str = "/v1/sessions/end-others";
/// End one session.
pub const SESSION_END: &str = "/v1/sessions/{id}/end";
/// Rename the device of a session.
pub const SESSION_NAME: &str = "/v1/sessions/{id}/name";
/// What happened to the account.
pub const ACTIVITY: &str = "/v1/activity";
/// "This was not me."
pub const ACTIVITY_DISOWN: &str = "/v1/activity/{id}/disown";
/// Whether the account has a password; set or change it.
pub const PASSWORD: &str = "/v1/password";

/// To whom the platform has given what.
pub const DISCLOSURES: &str = "/v1/disclosures";

/// The log of the person's decisions; enter one into it.
pub const CONSENTS: &str = "/v1/consents";
/// How far the log of the person's decisions reaches.
pub const CONSENT_ANCHOR: &str = "/v1/consents/anchor";

/// Send a code to a guardian's phone.
pub const GUARDIAN_CHALLENGES: &str = "/v1/guardian/challenges";
/// The code came back.
pub const GUARDIAN_VERIFY: &str = "/v1/guardian/challenges/verify";
/// Confirm a decision for a minor.
pub const GUARDIAN_CONFIRMATIONS: &str = "/v1/guardian/confirmations";
/// What a guardian has confirmed.
pub const GUARDIAN_CONSENTS: &str = "/v1/guardian/consents";
/// Go back on it.
pub const GUARDIAN_WITHDRAWALS: &str = "/v1/guardian/withdrawals";

/// What was used, counted on the computer.
pub const USAGE_REPORTS: &str = "/v1/reports/usage";
/// Where the client failed.
pub const CRASH_REPORTS: &str = "/v1/reports/crashes";

/// The policy in force.
pub const POLICY_CURRENT: &str = "/v1/policies/current";
/// One version of a policy, for ever.
pub const POLICY_VERSION: &str = "/v1/policies/{id}/versions/{version}";

/// Public articles.
pub const ARTICLES: &str = "/v1/public/articles";
/// One public article.
pub const ARTICLE: &str = "/v1/public/articles/{id}";
/// Service halls.
pub const HALLS: &str = "/v1/public/halls";
/// Ways to reach the operator.
pub const CONTACTS: &str = "/v1/public/contacts";

/// Every path of the contract.
pub const ALL: &[&str] = &[
    DISCOVERY,
    CHALLENGE,
    AUTHORIZE,
    DEVICE_AUTHORIZATION,
    TOKEN,
    REVOKE,
    DEVICES,
    SYNC_PUSH,
    SYNC_CHANGES,
    SYNC_WAIT,
    EVENTS,
    CONTACT_CHANGES,
    CONTACT_VERIFY,
    IDENTITY_DOCUMENT,
    UPLOADS,
    UPLOAD,
    HISTORY,
    SESSIONS,
    SESSIONS_END_OTHERS,
    SESSION_END,
    SESSION_NAME,
    ACTIVITY,
    ACTIVITY_DISOWN,
    PASSWORD,
    DISCLOSURES,
    CONSENTS,
    CONSENT_ANCHOR,
    GUARDIAN_CHALLENGES,
    GUARDIAN_VERIFY,
    GUARDIAN_CONFIRMATIONS,
    GUARDIAN_CONSENTS,
    GUARDIAN_WITHDRAWALS,
    USAGE_REPORTS,
    CRASH_REPORTS,
    POLICY_CURRENT,
    POLICY_VERSION,
    ARTICLES,
    ARTICLE,
    HALLS,
    CONTACTS,
];

/// Fills the parameters of a path in order; each value is percent-encoded as one segment (RFC 3986).
pub fn fill(path: &str, values: &[&str]) -> String {
    let mut filled = String::with_capacity(path.len() + 32);
    let mut values = values.iter();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        if let Some(value) = values.next() {
            encode_segment(value, &mut filled);
        }
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    filled.push_str(rest);
    filled
}

fn encode_segment(value: &str, into: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'~' | b'.') {
            into.push(char::from(byte));
        } else {
            into.push('%');
            into.push(char::from(HEX[usize::from(byte >> 4)]));
            into.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stays_one_segment() {
        assert_eq!(
            fill(CONTACT_VERIFY, &["phone", "a/b?"]),
            "/v1/contacts/phone/changes/a%2Fb%3F/verify"
        );
        assert_eq!(fill(ARTICLES, &[]), ARTICLES);
    }
}
