//! What a guardian of a minor asks the platform: without token or proof, with a code of their own.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sst_api::problem::ProblemCode;

use super::auth::not_offered;
use super::{Call, Http, RemoteError};
use crate::consent::PublicPermit;

/// The platform, on behalf of a guardian.
pub(crate) struct GuardianRemote<'a> {
    http: &'a Http,
    permit: PublicPermit,
}

impl<'a> GuardianRemote<'a> {
    /// The platform behind `http`.
    pub(crate) fn new(http: &'a Http, permit: PublicPermit) -> Self {
        Self { http, permit }
    }

    /// Asks one thing.
    ///
    /// # Errors
    ///
    /// [`RemoteError`]; `not-offered` from a platform that knows no guardians.
    pub(crate) async fn ask<T: DeserializeOwned>(
        &self,
        path: &str,
        request: &impl Serialize,
    ) -> Result<T, RemoteError> {
        let call = Call::json(path, request)?;
        let reply = self.http.send(&self.permit, &call, None).await?;
        match reply.read() {
            Err(error) if error.is(ProblemCode::UnknownPath) => Err(not_offered()),
            answered => answered,
        }
    }
}
