//! A log-in or step-up that has begun and waits for its next step.

use sha2::{Digest as _, Sha256};
use sst_api::auth::{CLIENT_ID, ChallengeRequest, LoginMethod, OauthError};
use sst_domain::identity::FieldCode;
use sst_domain::profile::{FieldProblem, UnitKey};
use zeroize::Zeroizing;

use crate::error::ClientError;
use crate::remote::{ProofKey, RemoteError, encode};
use crate::view::CodeSentView;

/// Digits of a code.
const CODE_DIGITS: usize = 6;
/// What is said where a platform does not say how long to wait or how long a code is good.
const RESEND_AFTER: u32 = 60;
const EXPIRES_IN: u32 = 300;

/// A log-in or step-up under way.
#[derive(Clone)]
pub(super) struct UnderWay {
    /// The key that the session will be bound to.
    pub(super) key: ProofKey,
    /// PKCE verifier (RFC 7636).
    pub(super) verifier: Zeroizing<String>,
    /// What the platform gave at the last step.
    pub(super) auth_session: Option<Zeroizing<String>>,
}

impl UnderWay {
    /// Begins with this key.
    pub(super) fn begin(key: ProofKey) -> Result<Self, RemoteError> {
        Ok(Self {
            key,
            verifier: generate_text()?,
            auth_session: None,
        })
    }

    /// PKCE challenge, S256.
    pub(super) fn code_challenge(&self) -> String {
        encode(&Sha256::digest(self.verifier.as_bytes()))
    }

    /// The first step of this way.
    pub(super) fn first_step(&self, method: LoginMethod) -> ChallengeRequest {
        ChallengeRequest {
            client_id: CLIENT_ID.to_owned(),
            method: Some(method),
            code_challenge: Some(self.code_challenge()),
            code_challenge_method: Some("S256".to_owned()),
            ..ChallengeRequest::default()
        }
    }

    /// A later step.
    ///
    /// # Errors
    ///
    /// [`ClientError::NothingUnderWay`] where there was no first one.
    pub(super) fn next_step(&self) -> Result<ChallengeRequest, ClientError> {
        let session = self
            .auth_session
            .as_ref()
            .ok_or(ClientError::NothingUnderWay)?;
        Ok(ChallengeRequest {
            client_id: CLIENT_ID.to_owned(),
            auth_session: Some(session.to_string()),
            ..ChallengeRequest::default()
        })
    }

    /// Takes over what the next step needs.
    pub(super) fn go_on(&mut self, next: &OauthError) {
        if let Some(session) = &next.auth_session {
            self.auth_session = Some(Zeroizing::new(session.clone()));
        }
    }
}

/// A text of 256 random bits.
pub(super) fn generate_text() -> Result<Zeroizing<String>, RemoteError> {
    let mut random = Zeroizing::new([0_u8; 32]);
    getrandom::fill(&mut random[..]).map_err(|_| RemoteError::Randomness)?;
    Ok(Zeroizing::new(encode(&random[..])))
}

/// A code is on its way.
pub(super) fn code_sent(next: &OauthError) -> CodeSentView {
    CodeSentView {
        resend_after: next.resend_after.unwrap_or(RESEND_AFTER),
        expires_in: next.expires_in.unwrap_or(EXPIRES_IN),
    }
}

/// The six digits that were typed; spaces and full-width digits are accepted.
///
/// # Errors
///
/// [`ClientError::Fields`], without asking the platform and without using up a try.
pub(crate) fn parse_code(typed: &str) -> Result<Zeroizing<String>, ClientError> {
    let narrow = |c: char| match c {
        '０'..='９' => {
            char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c)
        }
        other => other,
    };
    let code: Zeroizing<String> = Zeroizing::new(
        typed
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(narrow)
            .collect(),
    );
    if !code.chars().all(|c| c.is_ascii_digit()) {
        return Err(wrong("code", FieldCode::IllegalCharacter));
    }
    if code.len() != CODE_DIGITS {
        return Err(wrong("code", FieldCode::BadLength));
    }
    Ok(code)
}

/// One field of a log-in form is wrong.
pub(super) fn wrong(field: &str, code: FieldCode) -> ClientError {
    let problem = FieldProblem {
        unit: UnitKey::from("login"),
        field: field.to_owned(),
        code,
    };
    ClientError::Fields(vec![problem])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_may_be_typed_as_one_likes() {
        for typed in ["123456", " 123 456 ", "１２３４５６"] {
            assert_eq!(parse_code(typed).unwrap().as_str(), "123456", "{typed}");
        }
        for typed in ["", "12345", "1234567", "12345a", "一二三四五六"] {
            assert_eq!(
                parse_code(typed).unwrap_err().code(),
                "invalid-fields",
                "{typed}"
            );
        }
    }
}
