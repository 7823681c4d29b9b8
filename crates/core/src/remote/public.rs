//! Anonymous reads: no token, no proof, no identifier.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::header::ETAG;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::reply::bare;
use super::{Call, Http, RemoteError, Reply};
use crate::consent::PublicPermit;

/// What anybody may read on the platform.
pub struct PublicRemote<'a> {
    http: &'a Http,
    permit: &'a PublicPermit,
}

/// What the platform answers who may hold a copy.
pub(crate) enum Answer {
    /// JSON, byte for byte, and by which tag it can be asked about.
    New(Zeroizing<Vec<u8>>, Option<String>),
    /// The copy is still what the platform has.
    Unchanged,
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

    /// The same, unless it is what the copy is whose tag the call names.
    ///
    /// # Errors
    ///
    /// [`RemoteError`].
    pub(crate) async fn read_unless_held(&self, call: &Call) -> Result<Answer, RemoteError> {
        let reply = self.http.send(self.permit, call, None).await?;
        if call
            .held
            .as_deref()
            .is_some_and(|held| reply.confirms(held))
        {
            return Ok(Answer::Unchanged);
        }
        reply.bytes()?;
        let tag = tag(&reply);
        Ok(Answer::New(reply.body, tag))
    }
}

/// The tag of an answer, where it is made of the answer alone, as the contract has it. Any other could be one for this
/// reader, who would be known again by it, and is not kept.
fn tag(reply: &Reply) -> Option<String> {
    let tag = reply.header(ETAG.as_str())?;
    let hash = URL_SAFE_NO_PAD.encode(Sha256::digest(&*reply.body));
    (bare(tag) == format!("\"{hash}\"")).then(|| tag.to_owned())
}
