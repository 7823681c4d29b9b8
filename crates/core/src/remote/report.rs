//! Reports about the client itself: without token or proof, and only with what shows that the person agreed.

use sst_api::path;
use sst_api::problem::ProblemCode;
use sst_api::report::ReportReceived;

use super::auth::not_offered;
use super::{Call, Http, RemoteError};
use crate::consent::{AccountPermit, CrashReports, Granted, UsageStatistics};

/// The platform, as it takes reports. Every call gives the identifier of the report with its text.
pub(crate) struct ReportRemote<'a> {
    http: &'a Http,
    permit: AccountPermit,
}

impl<'a> ReportRemote<'a> {
    /// The platform behind `http`.
    pub(crate) fn new(http: &'a Http, permit: AccountPermit) -> Self {
        Self { http, permit }
    }

    /// Sends what was used, byte for byte.
    ///
    /// # Errors
    ///
    /// [`RemoteError`]; `not-offered` from a platform that takes no reports.
    pub(crate) async fn usage(
        &self,
        _granted: &Granted<UsageStatistics>,
        id: &str,
        json: &str,
    ) -> Result<(), RemoteError> {
        self.send(path::USAGE_REPORTS, id, json).await
    }

    /// Sends where the client failed, byte for byte.
    ///
    /// # Errors
    ///
    /// As [`ReportRemote::usage`].
    pub(crate) async fn crash(
        &self,
        _granted: &Granted<CrashReports>,
        id: &str,
        json: &str,
    ) -> Result<(), RemoteError> {
        self.send(path::CRASH_REPORTS, id, json).await
    }

    async fn send(&self, path: &str, id: &str, json: &str) -> Result<(), RemoteError> {
        let call = Call::text(path, json.to_owned());
        let reply = self.http.send(&self.permit, &call, None).await?;
        match reply.read::<ReportReceived>() {
            Ok(received) if received.id == id => Ok(()),
            Ok(_) => Err(RemoteError::NotTheContract),
            Err(error) if error.is(ProblemCode::UnknownPath) => Err(not_offered()),
            Err(error) => Err(error),
        }
    }
}
