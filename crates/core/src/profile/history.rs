//! What has changed in the profile, by whom and on what ground.

use sst_api::problem::{Problem, ProblemCode};

use super::Profile;
use crate::error::ClientError;
use crate::remote::RemoteError;
use crate::view::HistoryView;

impl Profile {
    /// Changes of the profile, newest first, masked; `before` is what an earlier answer named as the next. It comes
    /// from the platform and is not kept.
    ///
    /// # Errors
    ///
    /// [`ClientError::Remote`] (`not-offered` among others).
    pub async fn history(&self, _before: Option<String>) -> Result<HistoryView, ClientError> {
        let problem = Problem::new(ProblemCode::NotOffered);
        Err(RemoteError::Problem(Box::new(problem)).into())
    }
}
