//! Calls about the safety of the account, on behalf of the person who is logged in.

use sst_api::path;
use sst_api::security::{
    ActivityList, ActivityQuery, DisownReply, PasswordReply, PasswordRequest, PasswordStatus,
    SessionList, SessionNameRequest, SessionsEnded,
};

use super::{AccountRemote, Call, RemoteError};

/// Entries of the activity list that are asked for at once.
const PAGE: u32 = 20;

/// Every call fails in the ways that [`RemoteError`] names.
impl AccountRemote {
    pub(crate) async fn sessions(&self) -> Result<SessionList, RemoteError> {
        self.read(Ok(Call::get(path::SESSIONS))).await
    }

    pub(crate) async fn rename_session(
        &self,
        id: &str,
        name: &str,
    ) -> Result<SessionList, RemoteError> {
        let request = SessionNameRequest {
            name: name.to_owned(),
        };
        let path = path::fill(path::SESSION_NAME, &[id]);
        self.read(Call::put(path, &request)).await
    }

    pub(crate) async fn end_session(&self, id: &str) -> Result<SessionsEnded, RemoteError> {
        let path = path::fill(path::SESSION_END, &[id]);
        self.read(Ok(Call::post(path))).await
    }

    pub(crate) async fn end_other_sessions(&self) -> Result<SessionsEnded, RemoteError> {
        self.read(Ok(Call::post(path::SESSIONS_END_OTHERS))).await
    }

    pub(crate) async fn activity(
        &self,
        before: Option<String>,
    ) -> Result<ActivityList, RemoteError> {
        let query = ActivityQuery {
            before,
            limit: PAGE,
        };
        self.read(Call::get(path::ACTIVITY).query(&query)).await
    }

    pub(crate) async fn disown(&self, id: &str) -> Result<DisownReply, RemoteError> {
        let path = path::fill(path::ACTIVITY_DISOWN, &[id]);
        self.read(Ok(Call::post(path))).await
    }

    pub(crate) async fn password_status(&self) -> Result<PasswordStatus, RemoteError> {
        self.read(Ok(Call::get(path::PASSWORD))).await
    }

    pub(crate) async fn set_password(
        &self,
        request: &PasswordRequest,
    ) -> Result<PasswordReply, RemoteError> {
        self.read(Call::put(path::PASSWORD, request)).await
    }
}
