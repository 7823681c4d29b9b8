//! `GET /v1/sync/changes`

use axum::Json;
use axum::extract::State;
use sqlx::SqliteConnection;
use sst_api::consent::ConsentEntry;
use sst_api::correction::CorrectionRequest;
use sst_api::problem::ProblemCode;
use sst_api::sync::{Changes, ChangesQuery, UnitChange};
use sst_domain::notice::Notice;

use super::cursor::Cursor;
use crate::app::{App, Shared};
use crate::auth::caller::Caller;
use crate::error::StoreError;
use crate::http::body::AddressQuery;
use crate::http::failure::Failure;
use crate::store::citizen::Citizen;
use crate::store::{citizen, consent, correction, device, notice, policy, session, setting, unit};

/// Most units and notices of one reply.
pub(super) const MOST: u32 = 200;

/// What has changed since the client's cursor.
pub(crate) async fn changes(
    State(app): State<Shared>,
    caller: Caller,
    AddressQuery(query): AddressQuery<ChangesQuery>,
) -> Result<Json<Changes>, Failure> {
    if !(1..=MOST).contains(&query.limit) {
        return Err(ProblemCode::MalformedRequest.into());
    }
    let mut view = app.store.snapshot().await?;
    let last_seq = device::last_seq(&mut view, &caller.citizen_id, &query.device_id).await?;
    let last_seq = last_seq.ok_or(ProblemCode::UnknownDevice)?;
    if caller.device_id.is_none() {
        let mut tx = app.store.write().await?;
        session::adopt_device(&mut tx, &caller.session_id, &query.device_id).await?;
        tx.commit().await?;
    }
    let reader = Reader::open(&app, &mut view, &caller.citizen_id).await?;
    let since = reader.cursor(query.since.as_deref())?;
    Ok(Json(
        reader.page(&mut view, since, last_seq, query.limit).await?,
    ))
}

/// Reads pages of changes for one citizen.
pub(super) struct Reader<'a> {
    app: &'a App,
    citizen: Citizen,
    epoch: String,
    newest: Cursor,
}

impl<'a> Reader<'a> {
    pub(super) async fn open(
        app: &'a App,
        conn: &mut SqliteConnection,
        citizen_id: &str,
    ) -> Result<Self, Failure> {
        let citizen = citizen::by_id(conn, citizen_id)
            .await?
            .ok_or(ProblemCode::TokenInvalid)?;
        let epoch = setting::find(conn, setting::EPOCH)
            .await?
            .unwrap_or_default();
        let newest = Cursor {
            own: citizen.rev,
            broadcast: notice::broadcast_rev(conn).await?,
        };
        Ok(Self {
            app,
            citizen,
            epoch,
            newest,
        })
    }

    /// Where a client stands that has fetched everything.
    pub(super) fn newest(&self) -> String {
        self.newest.seal(&self.citizen.citizen_id, &self.epoch)
    }

    /// Where the client stands; `None` before its first fetch.
    pub(super) fn cursor(&self, sealed: Option<&str>) -> Result<Option<Cursor>, ProblemCode> {
        let scope = (self.citizen.citizen_id.as_str(), self.epoch.as_str());
        sealed
            .map(|sealed| Cursor::open(sealed, scope, self.newest))
            .transpose()
    }

    /// One page. Every changed row has a revision of its own, so a page can end after any row, and a row
    /// that changes between two pages comes again with the later one.
    pub(super) async fn page(
        &self,
        conn: &mut SqliteConnection,
        since: Option<Cursor>,
        last_seq: i64,
        limit: u32,
    ) -> Result<Changes, Failure> {
        if since == Some(self.newest) {
            return Ok(self.nothing_new(last_seq));
        }
        let beginning = Cursor {
            own: 0,
            broadcast: self.citizen.broadcast_from,
        };
        let from = since.unwrap_or(beginning);
        let Rows {
            units,
            mut notices,
            consents,
            corrections,
            full,
        } = self.own_rows(conn, from.own, limit).await?;
        let mut next = self.newest;
        let mut has_more = false;
        if let Some(last) = full {
            has_more = last < self.newest.own || from.broadcast < self.newest.broadcast;
            next = Cursor {
                own: last,
                broadcast: from.broadcast,
            };
        } else {
            let own = units.len() + notices.len() + consents.len() + corrections.len();
            let left = limit - u32::try_from(own).unwrap_or(limit);
            let id = &self.citizen.citizen_id;
            let broadcasts = notice::broadcasts_after(conn, id, from.broadcast, left + 1).await?;
            let whole = broadcasts.len() <= left as usize;
            let mut last = from.broadcast;
            for (rev, broadcast) in broadcasts.into_iter().take(left as usize) {
                last = rev;
                // A read mark may have brought it on this very page already.
                if notices
                    .iter()
                    .all(|notice: &Notice| notice.id != broadcast.id)
                {
                    notices.push(broadcast);
                }
            }
            if !whole {
                has_more = true;
                next.broadcast = last;
            }
        }
        let policy_version = self.policy_version(conn, since).await?;
        Ok(Changes {
            epoch: self.epoch.clone(),
            last_seq: last_seq.cast_unsigned(),
            snapshot: since.is_none(),
            units,
            notices,
            consents,
            corrections,
            policy_version,
            next: next.seal(&self.citizen.citizen_id, &self.epoch),
            has_more,
        })
    }

    /// What most polls get: nothing has to be looked up for it.
    fn nothing_new(&self, last_seq: i64) -> Changes {
        Changes {
            epoch: self.epoch.clone(),
            last_seq: last_seq.cast_unsigned(),
            snapshot: false,
            units: Vec::new(),
            notices: Vec::new(),
            consents: Vec::new(),
            corrections: Vec::new(),
            policy_version: None,
            next: self.newest(),
            has_more: false,
        }
    }

    /// Units, notices, decisions and requests of the citizen, merged by revision.
    async fn own_rows(
        &self,
        conn: &mut SqliteConnection,
        since: i64,
        limit: u32,
    ) -> Result<Rows, StoreError> {
        let id = &self.citizen.citizen_id;
        let mut units = unit::after(conn, id, since, limit).await?;
        let mut notices = notice::after(conn, id, since, limit).await?;
        let mut consents = consent::after(conn, id, since, limit).await?;
        let mut corrections = correction::after(conn, id, since, limit).await?;
        let rev = |unit: &UnitChange| unit.rev.cast_signed();
        let mut revs: Vec<i64> = units
            .iter()
            .map(rev)
            .chain(notices.iter().map(|(rev, _)| *rev))
            .chain(consents.iter().map(|(rev, _)| *rev))
            .chain(corrections.iter().map(|(rev, _)| *rev))
            .collect();
        revs.sort_unstable();
        let full = revs.get(limit as usize - 1).copied();
        if let Some(last) = full {
            units.retain(|unit| rev(unit) <= last);
            notices.retain(|(rev, _)| *rev <= last);
            consents.retain(|(rev, _)| *rev <= last);
            corrections.retain(|(rev, _)| *rev <= last);
        }
        Ok(Rows {
            units,
            notices: notices.into_iter().map(|(_, notice)| notice).collect(),
            consents: consents.into_iter().map(|(_, entry)| entry).collect(),
            corrections: corrections.into_iter().map(|(_, one)| one).collect(),
            full,
        })
    }

    async fn policy_version(
        &self,
        conn: &mut SqliteConnection,
        since: Option<Cursor>,
    ) -> Result<Option<String>, StoreError> {
        Ok(match (policy::newest(conn).await?, since) {
            (Some((_, rev)), Some(since)) if rev <= since.broadcast => None,
            (Some((version, _)), _) => Some(version),
            (None, None) => Some(self.app.sample.version().to_owned()),
            (None, Some(_)) => None,
        })
    }
}

struct Rows {
    units: Vec<UnitChange>,
    notices: Vec<Notice>,
    consents: Vec<ConsentEntry>,
    corrections: Vec<CorrectionRequest>,
    /// The last revision, where there were at least as many rows as were asked for.
    full: Option<i64>,
}
