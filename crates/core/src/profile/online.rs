//! What can only be changed while the platform answers: phone, e-mail, identity document. It never passes
//! through the outbox.

use sst_api::contact::{
    Channel, ContactChangeRequest, ContactVerifyRequest, IdentityDocumentRequest,
};
use sst_api::sync::UnitChange;
use sst_domain::identity::FieldCode;
use sst_domain::profile::{
    Change, ChangeInput, EditRule, FieldProblem, RawFields, RawValue, UnitKey, UnitSpec,
    parse_change,
};

use super::{Profile, known_unit, new_id, refuse_unit};
use crate::consent::{Granted, SensitiveIdentity};
use crate::error::ClientError;
use crate::session::parse_code;
use crate::store::StoreError;
use crate::view::{CodeSentView, ContactChannel, ProfileView};

impl Profile {
    /// Sends a code to a new phone number or e-mail address. The old one stands until the code comes back.
    ///
    /// # Errors
    ///
    /// [`ClientError::Fields`], [`ClientError::StepUpRequired`], [`ClientError::Remote`] (`contact-taken`,
    /// `contact-same`, `code-too-soon` among others), [`ClientError::Store`].
    pub async fn contact_change_start(
        &self,
        channel: ContactChannel,
        value: &str,
    ) -> Result<CodeSentView, ClientError> {
        let (unit, field) = match channel {
            ContactChannel::Phone => (UnitKey::from("phone"), "number"),
            ContactChannel::Email => (UnitKey::from("email"), "address"),
        };
        let typed = RawFields::from([(field.to_owned(), RawValue::Text(value.to_owned()))]);
        let change = self
            .parse(ChangeInput {
                unit,
                fields: Some(typed),
                base_rev: 0,
            })
            .await?;
        let value = change
            .value
            .as_ref()
            .and_then(|value| value.text(field))
            .unwrap_or_default();
        let request = ContactChangeRequest {
            value: value.to_owned(),
        };
        let channel = Channel::from(channel);
        let reply = self.link.begin_contact_change(channel, &request).await?;
        self.account.contact_changes().insert(channel, reply.id);
        Ok(CodeSentView {
            resend_after: reply.resend_after,
            expires_in: reply.expires_in,
        })
    }

    /// Finishes that change with the code that arrived at the new number or address.
    ///
    /// # Errors
    ///
    /// [`ClientError::NothingUnderWay`], [`ClientError::Remote`] (`code-wrong`, `code-expired` among others),
    /// [`ClientError::Store`].
    pub async fn contact_change_verify(
        &self,
        channel: ContactChannel,
        code: &str,
    ) -> Result<ProfileView, ClientError> {
        let channel = Channel::from(channel);
        let under_way = self.account.contact_changes().get(&channel).cloned();
        let id = under_way.ok_or(ClientError::NothingUnderWay)?;
        let request = ContactVerifyRequest {
            code: parse_code(code)?.to_string(),
        };
        let change = self
            .link
            .verify_contact_change(channel, &id, &request)
            .await?;
        self.account.contact_changes().remove(&channel);
        self.learn(change).await
    }

    /// Replaces the identity document.
    ///
    /// # Errors
    ///
    /// [`ClientError::NotApplicable`] for another unit, [`ClientError::ItemConsentNeeded`] without the person's
    /// consent to it, [`ClientError::Fields`], [`ClientError::StepUpRequired`], [`ClientError::Remote`] (`revision-stale` among others),
    /// [`ClientError::Store`].
    pub async fn document_change(&self, change: ChangeInput) -> Result<ProfileView, ClientError> {
        if change.unit.as_str() != "id_document" {
            return Err(ClientError::NotApplicable);
        }
        let granted = self.account.grants.granted::<SensitiveIdentity>();
        let granted = granted.ok_or(ClientError::ItemConsentNeeded)?;
        let Change {
            unit,
            value,
            base_rev,
        } = self.parse(change).await?;
        let required = || FieldProblem {
            unit,
            field: String::new(),
            code: FieldCode::Required,
        };
        let value = value.ok_or_else(|| ClientError::Fields(vec![required()]))?;
        let request = IdentityDocumentRequest {
            value,
            base: base_rev,
        };
        self.replace_document(granted, &request).await
    }

    async fn replace_document(
        &self,
        _: Granted<SensitiveIdentity>,
        request: &IdentityDocumentRequest,
    ) -> Result<ProfileView, ClientError> {
        match self.link.replace_identity_document(request).await {
            Ok(change) => self.learn(change).await,
            Err(error) => {
                // A stale revision means that there is something to fetch.
                self.wake.now();
                Err(error.into())
            }
        }
    }

    /// Parses one change of a unit that is changed online, and asks for a step-up where it needs one.
    async fn parse(&self, input: ChangeInput) -> Result<Change, ClientError> {
        let spec: &UnitSpec = known_unit(&input.unit)?;
        if spec.edit != EditRule::Online {
            return Err(ClientError::NotApplicable);
        }
        let today = self.clock.today_in_shenyang();
        let change = self
            .account
            .store
            .run(move |store| {
                store.read(|tx| {
                    let replica = tx.replica();
                    refuse_unit(&replica, &input.unit)?;
                    let current = replica.shown_value(&input.unit);
                    parse_change(&input, current, today).map_err(ClientError::Fields)
                })
            })
            .await?;
        if spec.step_up && !self.account.tokens.freshly_authenticated() {
            return Err(ClientError::StepUpRequired);
        }
        Ok(change)
    }

    /// Takes the platform's answer into the base at once: no fetch is needed to see it.
    async fn learn(&self, change: UnitChange) -> Result<ProfileView, ClientError> {
        self.account
            .store
            .run(move |store| {
                store.write(|tx| {
                    let mut replica = tx.replica();
                    replica.learn(&change, &mut new_id);
                    tx.put_replica(replica)
                })
            })
            .await
            .map_err(|error: StoreError| ClientError::from(error))?;
        let view = self.view().await?;
        self.tell(&view);
        Ok(view)
    }
}
