//! 共享清单: who receives data besides the platform, and that this client itself sends none of them anything.

use super::Registry;
use crate::consent::Consent;
use crate::error::ClientError;
use crate::remote::host_of;
use crate::view::{MobileServiceView, SharedPurposeView, SharedView};

impl Registry<'_> {
    /// Who receives what, as the operator says in the policy in force in `language`.
    ///
    /// # Errors
    ///
    /// [`ClientError::Policy`].
    pub async fn shared(&self, language: &str) -> Result<SharedView, ClientError> {
        let policy = Consent::new(self.core).policy(language).await?;
        let mut view = SharedView {
            version: policy.document.version.clone(),
            host: host_of(self.core.http.origin()),
            purposes: Vec::new(),
            services: Vec::new(),
        };
        for purpose in policy.purposes {
            let refusable = purpose.is_refusable();
            if let Some(name) = purpose.third_party {
                view.services.push(MobileServiceView {
                    name,
                    title: purpose.title,
                    clauses: purpose.clauses,
                });
            } else if !purpose.recipients.is_empty() {
                view.purposes.push(SharedPurposeView {
                    id: purpose.id,
                    title: purpose.title,
                    clauses: purpose.clauses,
                    recipients: purpose.recipients,
                    data: purpose.data,
                    method: purpose.method,
                    refusable,
                });
            }
        }
        Ok(view)
    }
}
