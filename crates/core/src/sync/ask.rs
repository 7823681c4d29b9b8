//! What an exchange asks of the platform, one question at a time, and what was asked where it refuses.

use sst_api::problem::Problem;
use sst_api::sync::{Changes, ChangesQuery, PushReply, PushRequest};
use uuid::Uuid;

use super::exchange::{Exchange, Trouble};
use super::planner::{Asked, join};
use crate::remote::RemoteError;
use crate::store::StoreError;

/// Most pages that are joined before they are taken in together.
const MAX_PAGES: usize = 1000;

/// Why a question was not answered.
pub(super) enum Halt {
    /// The platform refused it. What follows, the planner says.
    Refused(Asked, Box<Problem>),
    /// Nothing that the planner knows of.
    Trouble(Trouble),
}

impl Halt {
    fn of(asked: Asked) -> impl Fn(RemoteError) -> Self {
        move |error| match error {
            RemoteError::Problem(problem) => Self::Refused(asked, problem),
            error => error.into(),
        }
    }
}

impl From<RemoteError> for Halt {
    fn from(error: RemoteError) -> Self {
        Self::Trouble(error.into())
    }
}

impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Self {
        Self::Trouble(error.into())
    }
}

impl Exchange {
    pub(super) async fn register(&self) -> Result<(), Halt> {
        self.working();
        let reply = self.link.register_device(&self.device).await;
        let reply = reply.map_err(Halt::of(Asked::Other))?;
        Ok(self
            .change(move |replica| replica.registered(reply.device_id))
            .await?)
    }

    pub(super) async fn push(&self, batch: &PushRequest, first: bool) -> Result<(), Halt> {
        self.working();
        let answered = self.link.push(batch).await;
        if matches!(answered, Err(RemoteError::TimedOut)) {
            let sent = batch.mutations.len();
            self.change(move |replica| replica.too_slow(sent)).await?;
        }
        let PushReply { results, changes } = answered.map_err(Halt::of(Asked::Push { first }))?;
        let changes = self.remaining_pages(&batch.device_id, changes).await?;
        let sent: Vec<Uuid> = batch.mutations.iter().map(|mutation| mutation.id).collect();
        let whole = batch.cursor.is_none();
        self.absorb(results, changes, whole).await?;
        let replica = self.replica().await?;
        let again = replica.batch().filter(|again| {
            again.device_id == batch.device_id
                && again.mutations.iter().map(|mutation| mutation.id).eq(sent)
        });
        // An answer that settles nothing of what was asked would be asked for without end.
        match again {
            Some(again) if again.cursor.is_some() => Err(RemoteError::NotTheContract.into()),
            _ => Ok(()),
        }
    }

    /// Returns whether there is more to fetch.
    pub(super) async fn fetch(&self, query: &ChangesQuery) -> Result<bool, Halt> {
        let whole = query.since.is_none();
        if whole {
            self.working();
        }
        let changes = self.link.changes(query).await;
        let mut changes = changes.map_err(Halt::of(Asked::Fetch))?;
        if whole || changes.snapshot {
            // A snapshot counts as a whole: what is in none of its pages is gone.
            changes = self.remaining_pages(&query.device_id, changes).await?;
        }
        let more = changes.has_more;
        if more && query.since.as_ref() == Some(&changes.next) {
            return Err(RemoteError::NotTheContract.into());
        }
        self.absorb(Vec::new(), changes, whole).await?;
        Ok(more)
    }

    /// Joins the pages that follow `first` to it.
    async fn remaining_pages(&self, device_id: &str, first: Changes) -> Result<Changes, Halt> {
        let mut all = first;
        for _ in 0..MAX_PAGES {
            if !all.has_more {
                return Ok(all);
            }
            let since = Some(all.next.clone());
            let query = ChangesQuery {
                device_id: device_id.to_owned(),
                since,
                limit: 200,
            };
            let page = self.link.changes(&query).await;
            let page = page.map_err(Halt::of(Asked::Page))?;
            join(&mut all, page).map_err(|_| RemoteError::NotTheContract)?;
        }
        Err(RemoteError::NotTheContract.into())
    }
}
