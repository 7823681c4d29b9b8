//! Attaching files to a request that is being written.

use std::path::{Path, PathBuf};

use sst_domain::profile::UnitKey;

use super::{Profile, begun, parse_id, refuse};
use crate::attachment::{Attachment, AttachmentError, MOST, Prepared, read};
use crate::consent::{Granted, SensitiveIdentity};
use crate::error::ClientError;
use crate::view::{AttachedView, CorrectionFormView, RefusedFileView};

/// A file that can be attached, with its name.
type Ready = (String, Prepared);

impl Profile {
    /// Attaches files to the request for `unit`. What cannot be attached is named with the reason; what is attached is
    /// kept sealed, whole or not at all, before this returns.
    ///
    /// # Errors
    ///
    /// [`ClientError::ItemConsentNeeded`], [`ClientError::Fields`] for an unknown unit,
    /// [`ClientError::UnitNotVerified`], [`ClientError::RequestOpen`], [`ClientError::Store`] (`disk-full` among others);
    /// then nothing is attached.
    pub async fn correction_attach(
        &self,
        unit: &UnitKey,
        files: Vec<PathBuf>,
    ) -> Result<AttachedView, ClientError> {
        let granted = self.may_send_identity()?;
        self.attach(granted, unit.clone(), files).await
    }

    async fn attach(
        &self,
        _: Granted<SensitiveIdentity>,
        unit: UnitKey,
        files: Vec<PathBuf>,
    ) -> Result<AttachedView, ClientError> {
        let room = MOST.saturating_sub(self.correction_form(&unit).await?.attachments.len());
        let reading = tokio::task::spawn_blocking(move || read_all(&files, room));
        let (ready, refused) = reading.await.map_err(|_| ClientError::Internal)?;
        let (seer, now) = (self.seer(), self.clock.now().to_string());
        self.account
            .store
            .run(move |store| {
                store.write(|tx| {
                    refuse(tx, &tx.replica(), &unit)?;
                    let known = tx.correction_draft(&unit)?;
                    let mut draft = match known {
                        Some(draft) => draft,
                        None => begun(tx, &unit, now.clone())?,
                    };
                    if draft.attachments.len() + ready.len() > MOST {
                        return Err(AttachmentError::TooMany.into());
                    }
                    for (name, prepared) in &ready {
                        let attachment = Attachment::of(prepared, name);
                        tx.put_attachment(attachment.id, &prepared.bytes)?;
                        draft.attachments.push(attachment);
                    }
                    if !ready.is_empty() {
                        draft.at = now;
                        tx.put_correction_draft(draft)?;
                    }
                    let form = seer.form(tx, &unit)?;
                    Ok(AttachedView { form, refused })
                })
            })
            .await
    }

    /// Takes an attachment away again.
    ///
    /// # Errors
    ///
    /// [`ClientError::NotFound`], [`ClientError::Store`].
    pub async fn correction_detach(
        &self,
        unit: &UnitKey,
        id: &str,
    ) -> Result<CorrectionFormView, ClientError> {
        let (seer, unit, id) = (self.seer(), unit.clone(), parse_id(id)?);
        let view = self
            .account
            .store
            .run(move |store| {
                store.write(|tx| {
                    let draft = tx.correction_draft(&unit)?;
                    let mut draft = draft.ok_or(ClientError::NotFound)?;
                    let held = draft.attachments.iter().position(|held| held.id == id);
                    let gone = draft.attachments.remove(held.ok_or(ClientError::NotFound)?);
                    tx.put_correction_draft(draft)?;
                    tx.remove_attachments([gone.id])?;
                    let mut replica = tx.replica();
                    replica.drop_uploads([&gone]);
                    tx.put_replica(replica)?;
                    seer.form(tx, &unit)
                })
            })
            .await?;
        self.wake.edited();
        Ok(view)
    }
}

/// Reads and prepares `files`, as many as there is room for.
fn read_all(files: &[PathBuf], room: usize) -> (Vec<Ready>, Vec<RefusedFileView>) {
    let (mut ready, mut refused) = (Vec::new(), Vec::new());
    for path in files {
        let name = name_of(path);
        let prepared = if ready.len() < room {
            read(path)
        } else {
            Err(AttachmentError::TooMany)
        };
        match prepared {
            Ok(prepared) => ready.push((name, prepared)),
            Err(error) => refused.push(RefusedFileView {
                name,
                code: error.code().to_owned(),
            }),
        }
    }
    (ready, refused)
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}
