//! 提供记录: to whom the platform has given what of the person's, as the platform says.

use sst_api::disclosure::Disclosure;

use super::Registry;
use crate::error::ClientError;
use crate::view::{DisclosedLineView, DisclosedView};

impl Registry<'_> {
    /// To whom the platform has given something, from the entry after `before` on. It is asked while the platform
    /// answers, by right, and kept nowhere.
    ///
    /// # Errors
    ///
    /// [`ClientError::SignedOut`] and its like, [`ClientError::Remote`]; with the code `not-offered` from a platform that
    /// keeps no such list.
    pub async fn disclosed(&self, before: Option<String>) -> Result<DisclosedView, ClientError> {
        let account = self.core.account()?;
        let list = self.core.remote(&account).disclosures(before).await?;
        Ok(DisclosedView {
            asked_at: self.core.clock.now().to_string(),
            lines: list.disclosures.into_iter().map(line_view).collect(),
            has_more: list.has_more,
        })
    }
}

fn line_view(disclosure: Disclosure) -> DisclosedLineView {
    let Disclosure {
        id,
        on,
        entered_at,
        recipient,
        ground,
        reason,
        kinds,
        method,
    } = disclosure;
    DisclosedLineView {
        id,
        on,
        entered_at,
        recipient,
        ground,
        reason,
        kinds,
        method,
    }
}
