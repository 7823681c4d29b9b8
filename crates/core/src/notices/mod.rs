//! The inbox.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use sst_domain::notice::{Notice, NoticeKind};
use uuid::Uuid;

use crate::account::OpenAccount;
use crate::clock::Clock;
use crate::error::ClientError;
use crate::event::{ClientEvent, Events};
use crate::store::StoreError;
use crate::sync::Wake;
use crate::sync::planner::Inbox;
use crate::view::{InboxView, NoticeLineView, NoticeView};

/// The inbox of one account.
pub struct Notices {
    account: Arc<OpenAccount>,
    wake: Wake,
    events: Events,
    clock: Arc<dyn Clock>,
}

impl Notices {
    /// The inbox of `account`. Opening a notice wakes the worker behind `wake`.
    pub fn new(
        account: Arc<OpenAccount>,
        wake: Wake,
        events: Events,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            account,
            wake,
            events,
            clock,
        }
    }

    /// Every notice, masked of nothing: they are the person's own.
    ///
    /// # Errors
    ///
    /// [`ClientError::Store`].
    pub async fn inbox(&self) -> Result<InboxView, ClientError> {
        let account = Arc::clone(&self.account);
        Ok(self
            .account
            .store
            .run(move |_| inbox_view(&account))
            .await?)
    }

    /// One notice. From now on it counts as read, here and, once that has been sent, everywhere.
    ///
    /// # Errors
    ///
    /// [`ClientError::NotFound`], [`ClientError::Store`].
    pub async fn open(&self, id: &str) -> Result<NoticeView, ClientError> {
        let (id, now) = (id.to_owned(), self.clock.now().to_string());
        let (notice, inbox) = self
            .account
            .store
            .run(move |store| {
                store.write(|tx| {
                    let inbox = tx.inbox()?;
                    let notice = inbox.get(&id).ok_or(ClientError::NotFound)?.clone();
                    let mut replica = tx.replica();
                    if !notice.read && !replica.read_marks().contains(id.as_str()) {
                        replica.mark_read(&[id], &now, &mut Uuid::now_v7);
                    }
                    let view = inbox_of(&inbox, &replica.read_marks());
                    tx.put_replica(replica)?;
                    Ok::<_, ClientError>((notice, view))
                })
            })
            .await?;
        // Nobody listening is no error.
        let _ = self.events.send(ClientEvent::Inbox(inbox));
        self.wake.edited();
        Ok(notice_view(notice))
    }
}

/// The inbox as it stands; blocks on the disk.
///
/// # Errors
///
/// Any [`StoreError`].
pub fn inbox_view(account: &OpenAccount) -> Result<InboxView, StoreError> {
    account
        .store
        .read(|tx| Ok(inbox_of(&tx.inbox()?, &tx.replica().read_marks())))
}

/// Incidents first, then newest first. `opened` were opened here, whether the platform knows it or not.
pub(crate) fn inbox_of(inbox: &Inbox, opened: &BTreeSet<&str>) -> InboxView {
    let mut notices: Vec<NoticeLineView> = inbox
        .values()
        .map(|notice| line(notice, opened.contains(notice.id.as_str())))
        .collect();
    let sent = |line: &NoticeLineView| line.at.parse::<Timestamp>().unwrap_or(Timestamp::MIN);
    notices.sort_by_key(|line| (line.kind != NoticeKind::Incident, Reverse(sent(line))));
    let unread = notices.iter().filter(|line| !line.read).count();
    InboxView {
        unread: u32::try_from(unread).unwrap_or(u32::MAX),
        notices,
    }
}

fn line(notice: &Notice, opened: bool) -> NoticeLineView {
    NoticeLineView {
        id: notice.id.clone(),
        kind: notice.kind,
        title: notice.title.clone(),
        at: notice.at.clone(),
        read: notice.read || opened,
    }
}

fn notice_view(notice: Notice) -> NoticeView {
    let paragraphs = notice
        .body
        .lines()
        .map(str::trim)
        .filter(|text| !text.is_empty());
    NoticeView {
        line: line(&notice, true),
        paragraphs: paragraphs.map(str::to_owned).collect(),
        incident: notice.incident,
    }
}
