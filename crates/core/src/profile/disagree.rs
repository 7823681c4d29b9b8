//! Where what is typed into one unit says otherwise than another: the number of a document carries a birthday and a sex.

use sst_domain::profile::{
    ChangeInput, Disagreement, UnitKey, document_disagreements, parse_change, typed_disagreements,
};

use super::{Profile, from_store};
use crate::error::ClientError;
use crate::store::{StoreError, Tx};

impl Profile {
    /// Where a change would disagree with what stands. It is asked, never overwritten, and holds nobody up.
    ///
    /// # Errors
    ///
    /// [`ClientError::Store`].
    pub async fn disagreements(
        &self,
        change: ChangeInput,
    ) -> Result<Vec<Disagreement>, ClientError> {
        let today = self.clock.today_in_shenyang();
        let read = move |tx: &Tx<'_>| {
            let replica = tx.replica();
            let stands = |unit: &'static str| replica.shown_value(&UnitKey::from(unit));
            let typed = || {
                let change = parse_change(&change, replica.shown_value(&change.unit), today);
                change.ok().and_then(|change| change.value)
            };
            let against_document = |birthday: bool| {
                let (document, typed) = (stands("id_document")?, typed()?);
                let (born, sex) = match birthday {
                    true => (Some(&typed), None),
                    false => (None, Some(&typed)),
                };
                Some(document_disagreements(document, born, sex, today))
            };
            let found = match change.unit.as_str() {
                "id_document" => change.fields.as_ref().map(|fields| {
                    typed_disagreements(fields, stands("birthday"), stands("sex"), today)
                }),
                "birthday" => against_document(true),
                "sex" => against_document(false),
                _ => None,
            };
            Ok::<_, StoreError>(found.unwrap_or_default())
        };
        let found = self.account.store.run(move |store| store.read(read)).await;
        found.map_err(from_store)
    }
}
