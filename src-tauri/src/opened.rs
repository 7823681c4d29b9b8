//! The client, or the reason why it could not be opened.

use sst_core::{Client, ClientError, FailureView};

/// What commands are given. A client that could not be opened does not keep the window from showing why.
pub(crate) struct Opened(pub(crate) Result<Client, ClientError>);

impl Opened {
    /// The client.
    ///
    /// # Errors
    ///
    /// Why it could not be opened.
    pub(crate) fn client(&self) -> Result<&Client, FailureView> {
        self.0.as_ref().map_err(ClientError::to_failure)
    }
}
