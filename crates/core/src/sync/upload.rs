//! Sending what is attached, part by part. The platform says how far it has come, so a part that was lost on the way
//! is sent again from there, and nothing else.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use sst_api::upload::{MediaType, UploadRequest, UploadState};
use tokio::time::Instant;
use uuid::Uuid;

use super::exchange::{Exchange, Trouble};
use super::planner::{Remedy, Replica, Upload};
use crate::attachment::Attachment;
use crate::consent::{Granted, SensitiveIdentity};
use crate::remote::RemoteError;
use crate::store::Tx;
use crate::view::AttachmentKind;

/// How many bytes go at once in the beginning.
const FIRST: usize = 128 * 1024;
/// Fewest, on a line that is too slow for more.
const FEWEST: usize = 16 * 1024;
/// Most (the contract's limit).
const MOST: usize = sst_api::upload::MAX_PART_BYTES;
/// The next part may be twice as large as one that arrived within this time.
const QUICK: Duration = Duration::from_secs(4);

/// How many bytes go at once: what the line has shown to be able to carry.
#[derive(Debug)]
pub(super) struct PartSize(AtomicUsize);

impl Default for PartSize {
    fn default() -> Self {
        Self(AtomicUsize::new(FIRST))
    }
}

impl PartSize {
    fn get(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    fn arrived_within(&self, time: Duration) {
        if time <= QUICK {
            self.0.store((2 * self.get()).min(MOST), Ordering::Relaxed);
        }
    }

    fn too_large(&self) {
        self.0
            .store((self.get() / 2).max(FEWEST), Ordering::Relaxed);
    }
}

impl Exchange {
    /// Does one step for what is attached. Without the person's consent nothing of it is sent; what is to be deleted is
    /// deleted all the same.
    pub(super) async fn upload(&self, upload: &Upload) -> Result<(), Trouble> {
        self.working();
        match upload {
            Upload::Drop(id) => self.drop_upload(*id).await,
            Upload::Begin(attachment) => {
                self.change({
                    let id = attachment.id;
                    move |replica| replica.upload_begins(id)
                })
                .await?;
                let request = announced(attachment);
                self.granted(attachment.id, async |_| {
                    self.link.begin_upload(&request).await
                })
                .await
            }
            Upload::Part { id, offset } => self.send_part(*id, *offset).await,
        }
    }

    async fn send_part(&self, id: Uuid, offset: u64) -> Result<(), Trouble> {
        let size = self.part_size.get();
        let part = self
            .account
            .store
            .run(move |store| store.read(|tx| tx.attachment_part(id, offset, size)))
            .await?;
        let Some(part) = part else {
            return self.lost(id).await;
        };
        let begun = Instant::now();
        self.granted(id, async |_| {
            let answered = self.link.send_part(id, offset, &part).await;
            match &answered {
                // An answer that moves nothing would be asked for without end.
                Ok(state) if !state.complete && state.received <= offset => {
                    return Err(RemoteError::NotTheContract);
                }
                Ok(_) => self.part_size.arrived_within(begun.elapsed()),
                Err(RemoteError::TimedOut) => self.part_size.too_large(),
                Err(_) => {}
            }
            answered
        })
        .await
    }

    /// The request goes back to the person. What is left of the attachment's bytes goes, so that the form does not
    /// offer it again.
    async fn lost(&self, id: Uuid) -> Result<(), Trouble> {
        let lost = move |replica: &mut Replica, tx: &mut Tx<'_>| {
            replica.attachment_lost(id);
            tx.forget_attachment(id)
        };
        for row in self.change_with(lost).await? {
            let remove = move |tx: &mut Tx<'_>| tx.remove_piece(&row);
            let removed = self.account.store.run(|store| store.write(remove)).await;
            if let Err(error) = removed {
                // Nobody can open it; it goes with the account.
                tracing::warn!(code = error.code(), "a piece was not deleted");
            }
        }
        Ok(())
    }

    /// Calls the platform as long as the person agrees, and takes in what it says of the attachment.
    async fn granted(
        &self,
        id: Uuid,
        call: impl AsyncFnOnce(&Granted<SensitiveIdentity>) -> Result<UploadState, RemoteError>,
    ) -> Result<(), Trouble> {
        let Some(answered) = self.account.grants.while_granted(call).await else {
            return Ok(());
        };
        match answered {
            Ok(state) if state.id == id => {
                let stands = move |replica: &mut Replica| replica.upload_stands(&state);
                match self.change(stands).await? {
                    true => Ok(()),
                    false => Err(RemoteError::NotTheContract.into()),
                }
            }
            Ok(_) => Err(RemoteError::NotTheContract.into()),
            Err(RemoteError::Problem(problem)) => {
                let refused = problem.clone();
                let remedy = self
                    .change(move |replica| replica.upload_refused(id, &refused))
                    .await?;
                tracing::info!(code = problem.code.as_str(), "an upload was refused");
                match remedy {
                    Remedy::GoOn => Ok(()),
                    Remedy::StandStill => Err(RemoteError::Problem(problem).into()),
                }
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn drop_upload(&self, id: Uuid) -> Result<(), Trouble> {
        match self.link.discard_upload(id).await {
            // One that the platform says it has to keep, or does not know, is not asked for again.
            Ok(()) | Err(RemoteError::Problem(_)) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(self
            .change(move |replica| replica.upload_dropped(id))
            .await?)
    }
}

fn announced(attachment: &Attachment) -> UploadRequest {
    UploadRequest {
        id: attachment.id,
        media_type: match attachment.kind {
            AttachmentKind::Jpeg => MediaType::Jpeg,
            AttachmentKind::Png => MediaType::Png,
            AttachmentKind::Pdf => MediaType::Pdf,
        },
        size: attachment.size,
        sha256: attachment.sha256.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_follow_what_the_line_can_carry() {
        let size = PartSize::default();
        for expected in [256, 512, 1024, 1024] {
            size.arrived_within(Duration::from_secs(1));
            assert_eq!(size.get(), expected * 1024);
        }
        size.arrived_within(Duration::from_secs(15));
        assert_eq!(
            size.get(),
            1024 * 1024,
            "a slow one is not followed by a larger"
        );
        for expected in [512, 256, 128, 64, 32, 16, 16] {
            size.too_large();
            assert_eq!(size.get(), expected * 1024);
        }
    }
}
