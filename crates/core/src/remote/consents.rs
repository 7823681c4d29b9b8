//! Calls about the person's decisions, and about what became of their data. They go by right: nobody is kept from
//! telling the platform what they decided, or from asking whom it told.

use sst_api::consent::{
    CONSENTS_PAGE, ConsentEntry, ConsentList, ConsentRequest, ConsentsQuery, Statement,
};
use sst_api::disclosure::{DisclosureList, DisclosureQuery};
use sst_api::path;
use sst_api::problem::ProblemCode;

use super::auth::not_offered;
use super::{AccountRemote, Call, RemoteError};

/// Entries of the list of disclosures that are asked for at once.
const DISCLOSURES_PAGE: u32 = 20;
/// Most pages of a log.
const MAX_PAGES: usize = 1000;

/// Every call fails in the ways that [`RemoteError`] names.
impl AccountRemote {
    /// How far the log of the person's decisions reaches.
    pub(crate) async fn consent_anchor(&self) -> Result<Statement, RemoteError> {
        self.by_right(Ok(Call::get(path::CONSENT_ANCHOR))).await
    }

    /// The whole log.
    pub(crate) async fn consents(&self) -> Result<Vec<ConsentEntry>, RemoteError> {
        let mut log = Vec::new();
        for _ in 0..MAX_PAGES {
            let query = ConsentsQuery {
                after: log.len() as u64,
                limit: CONSENTS_PAGE,
            };
            let call = Call::get(path::CONSENTS).query(&query);
            let page: ConsentList = self.by_right(call).await?;
            let is_empty = page.entries.is_empty();
            log.extend(page.entries);
            if !page.has_more {
                return Ok(log);
            }
            if is_empty {
                break;
            }
        }
        Err(RemoteError::NotTheContract)
    }

    /// Enters one decision; the answer is its entry in the log.
    pub(crate) async fn enter_consent(
        &self,
        request: &ConsentRequest,
    ) -> Result<ConsentEntry, RemoteError> {
        self.by_right(Call::json(path::CONSENTS, request)).await
    }

    /// To whom the platform has given something, from the entry after `before` on.
    pub(crate) async fn disclosures(
        &self,
        before: Option<String>,
    ) -> Result<DisclosureList, RemoteError> {
        let query = DisclosureQuery {
            before,
            limit: DISCLOSURES_PAGE,
        };
        let call = Call::get(path::DISCLOSURES).query(&query);
        match self.by_right(call).await {
            Err(error) if error.is(ProblemCode::UnknownPath) => Err(not_offered()),
            answered => answered,
        }
    }
}
