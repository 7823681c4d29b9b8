//! Anonymous reads: no token, no proof, no identifier.

use zeroize::Zeroizing;

use super::{Call, Http, RemoteError};
use crate::consent::PublicPermit;

/// What anybody may read on the platform.
pub struct PublicRemote<'a> {
    http: &'a Http,
    permit: &'a PublicPermit,
}

impl<'a> PublicRemote<'a> {
    /// The public side of the platform behind `http`.
    pub fn new(http: &'a Http, permit: &'a PublicPermit) -> Self {
        Self { http, permit }
    }

    /// The JSON that the platform answers with, byte for byte.
    ///
    /// # Errors
    ///
    /// [`RemoteError`].
    pub(crate) async fn read(&self, call: &Call) -> Result<Zeroizing<Vec<u8>>, RemoteError> {
        let reply = self.http.send(self.permit, call, None).await?;
        reply.bytes()?;
        Ok(reply.body)
    }
}
