//! The password: set, changed. What is typed goes to the platform and nowhere else.

use sst_api::auth::Capability;
use sst_api::security::PasswordRequest;
use sst_domain::password::NewPassword;
use sst_domain::profile::{FieldProblem, UnitKey};
use zeroize::{Zeroize as _, Zeroizing};

use super::Security;
use crate::OpenAccount;
use crate::error::ClientError;
use crate::store::StoreError;
use crate::view::{PasswordChangedView, PasswordView};

impl Security<'_> {
    /// Whether the account has a password.
    ///
    /// # Errors
    ///
    /// As [`Security::sessions`].
    pub async fn password(&self) -> Result<PasswordView, ClientError> {
        let (_, remote) = self.remote(Capability::Password).await?;
        let status = remote.password_status().await?;
        Ok(PasswordView {
            set: status.set,
            changed_at: status.changed_at,
        })
    }

    /// Sets or changes the password. `current` may be missing where the account has none, or where the
    /// person has just authenticated with a code. With `end_others` every other login ends.
    ///
    /// # Errors
    ///
    /// [`ClientError::Fields`], [`ClientError::StepUpRequired`], [`ClientError::Remote`]
    /// (`current-password-needed`, `password-wrong`, `password-locked` among others).
    pub async fn set_password(
        &self,
        new: Zeroizing<String>,
        current: Option<Zeroizing<String>>,
        end_others: bool,
    ) -> Result<PasswordChangedView, ClientError> {
        let (account, remote) = self.remote(Capability::Password).await?;
        let phone = own_phone(&account).await?;
        let new = parse_new(&new, &[&phone])?;
        if !account.tokens.freshly_authenticated() {
            return Err(ClientError::StepUpRequired);
        }
        let mut request = PasswordRequest {
            new_password: new.as_str().to_owned(),
            current_password: current.map(|current| current.to_string()),
            end_others,
        };
        let reply = remote.set_password(&request).await;
        request.new_password.zeroize();
        request.current_password.zeroize();
        let reply = reply?;
        Ok(PasswordChangedView {
            changed_at: reply.changed_at,
            ended: reply.ended,
        })
    }
}

/// Parses a new password; the platform, which knows the account's name, looks again.
///
/// # Errors
///
/// [`ClientError::Fields`].
pub(crate) fn parse_new(typed: &str, own: &[&str]) -> Result<NewPassword, ClientError> {
    NewPassword::parse(typed, own).map_err(|code| {
        ClientError::Fields(vec![FieldProblem {
            unit: "password".into(),
            field: "new_password".to_owned(),
            code,
        }])
    })
}

/// The person's phone number as this computer knows it.
async fn own_phone(account: &OpenAccount) -> Result<Zeroizing<String>, StoreError> {
    account
        .store
        .run(|store| {
            store.read(|tx| {
                let replica = tx.replica();
                let phone = replica.base_value(&UnitKey::from("phone"));
                let number = phone.and_then(|phone| phone.text("number"));
                Ok(Zeroizing::new(number.unwrap_or_default().to_owned()))
            })
        })
        .await
}
