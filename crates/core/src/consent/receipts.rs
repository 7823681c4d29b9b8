//! The proof of what a person decided, to be looked at and taken along.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use sst_domain::consent::{
    Countersigned, LogEntry, PolicyVersion, RECEIPTS_SCHEMA, Receipt, ReceiptFile, verify_receipts,
};

use super::Consent;
use super::audit;
use super::log::{Decided, DecisionLog, Placed};
use super::purposes::delivery;
use crate::client::Core;
use crate::error::ClientError;
use crate::files::{Named, write_new};
use crate::view::{ProofView, ReceiptContents, ReceiptFileView, ReceiptView, ReceiptsView};

impl Consent<'_> {
    /// Every decision of the person, newest first; the whole chain is verified for it.
    ///
    /// # Errors
    ///
    /// [`ClientError::SignedOut`] and its like, [`ClientError::Store`].
    pub async fn receipts(&self) -> Result<ReceiptsView, ClientError> {
        let core = Arc::clone(self.core);
        let read = move || {
            let account = core.account()?;
            let log = account.store.read(DecisionLog::read)?;
            let proof = proof(&core, &file(&core, &log, None)?);
            let memory_only = account.is_memory_only();
            let newest_first = log.0.iter().rev();
            Ok(ReceiptsView {
                receipts: newest_first
                    .map(|decided| shown(decided, memory_only))
                    .collect(),
                proof,
            })
        };
        let read = tokio::task::spawn_blocking(read);
        read.await.map_err(|_| ClientError::Internal)?
    }

    /// Writes all receipts into a new file in `folder`, with the platform's word on how far the log reaches, where
    /// it can be asked; for an auditor with the policies, the registry and the keys. No file that is there is
    /// touched.
    ///
    /// # Errors
    ///
    /// [`ClientError::SignedOut`] and its like, [`ClientError::Store`], [`ClientError::FileNotWritten`].
    pub async fn save_receipts(
        &self,
        folder: PathBuf,
        contents: ReceiptContents,
    ) -> Result<ReceiptFileView, ClientError> {
        let account = self.core.account()?;
        let anchor = match self.core.remote(&account).consent_anchor().await {
            Ok(anchor) => Some(Countersigned::from(anchor)),
            Err(error) => {
                tracing::info!(code = error.code(), "receipts are saved without an anchor");
                None
            }
        };
        let for_audit = contents == ReceiptContents::Audit;
        if for_audit {
            audit::fetch_policies(self.core).await;
        }
        let core = Arc::clone(self.core);
        let write = move || {
            let log = account.store.read(DecisionLog::read)?;
            let mut file = file(&core, &log, anchor)?;
            if for_audit {
                file.audit = Some(audit::part(&core, &named(&log)));
            }
            let json = serde_json::to_vec_pretty(&file).map_err(|_| ClientError::Internal)?;
            let stem = match contents {
                ReceiptContents::Receipts => "盛事通-同意回执-%Y-%m-%d",
                ReceiptContents::Audit => "盛事通-审计材料-%Y-%m-%d",
            };
            let named = Named {
                stem: &core.clock.now().strftime(stem).to_string(),
                extension: "json",
            };
            let path = write_new(&folder, &named, &json)?;
            let keys = &core.config.receipt_keys;
            Ok(ReceiptFileView {
                path: path.display().to_string(),
                receipts: saturated(file.receipts.len()),
                anchored: file.anchor.is_some()
                    && !keys.is_empty()
                    && verify_receipts(&file, keys).is_ok_and(|verified| verified.anchored),
                policies: file.audit.map(|part| saturated(part.policies.len())),
            })
        };
        let written = tokio::task::spawn_blocking(write);
        written.await.map_err(|_| ClientError::Internal)?
    }
}

/// The receipts as a file, with the texts of the policies that are at hand here.
fn file(
    core: &Core,
    log: &DecisionLog,
    anchor: Option<Countersigned>,
) -> Result<ReceiptFile, ClientError> {
    let notices: BTreeMap<_, _> = log
        .0
        .iter()
        .map(|decided| (decided.notice.hash(), decided.notice.clone()))
        .collect();
    let named = named(log);
    let receipt = |decided: &Decided| Receipt {
        signed: decided.signed.clone(),
        entry: match &decided.place {
            Placed::Logged { entry, .. } => Some(entry.entry.clone().into()),
            Placed::Waiting | Placed::Refused { .. } => None,
        },
        guardian: decided.guardian.clone(),
    };
    Ok(ReceiptFile {
        schema: RECEIPTS_SCHEMA,
        notices: notices.into_values().collect(),
        texts: super::policy::texts(core, &named),
        receipts: log.0.iter().map(receipt).collect(),
        anchor,
        audit: None,
    })
}

/// The versions that the notices name.
fn named(log: &DecisionLog) -> BTreeSet<PolicyVersion> {
    let notices = log.0.iter().filter_map(Decided::shown);
    notices.map(|notice| notice.policy).collect()
}

fn saturated(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn proof(core: &Core, file: &ReceiptFile) -> ProofView {
    let keys = &core.config.receipt_keys;
    let signed = |receipt: &Receipt| receipt.entry.is_some() || receipt.guardian.is_some();
    let countersigned = file.receipts.iter().any(signed);
    if keys.is_empty() && countersigned {
        return ProofView::KeyNotPinned;
    }
    match verify_receipts(file, keys) {
        Ok(verified) => ProofView::Whole {
            complete_until: verified.complete_until,
        },
        Err(fault) => ProofView::Broken {
            number: fault.number,
            code: fault.code,
        },
    }
}

fn shown(decided: &Decided, memory_only: bool) -> ReceiptView {
    let notice = decided.shown();
    let record = &decided.record;
    ReceiptView {
        id: record.id.clone(),
        item: record.item.clone(),
        title: notice
            .as_ref()
            .map(|notice| notice.title.clone())
            .unwrap_or_default(),
        decision: record.state,
        actor: record.actor,
        trigger: record.trigger,
        at: record.at.clone(),
        policy_version: notice
            .map(|notice| notice.policy.version)
            .unwrap_or_default(),
        delivery: delivery(&decided.place, memory_only),
        received_at: received_at(decided),
        hash: decided.signed.record.hash().to_string(),
    }
}

fn received_at(decided: &Decided) -> Option<String> {
    let Placed::Logged { entry, .. } = &decided.place else {
        return None;
    };
    let entry: LogEntry = serde_json::from_slice(&entry.entry.statement.0).ok()?;
    Some(entry.received_at)
}
