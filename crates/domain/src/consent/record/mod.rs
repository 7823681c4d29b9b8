//! The proof of a decision: what was shown (the notice), what was decided (the record, in the chain of the
//! computer's key), and the platform's countersignature in the citizen's log.
//!
//! Everything is signed and stored as exact bytes. `docs/consent-records.md` describes the form for others.

mod audit;
mod bytes;
mod chain;
mod decision;
mod follow;
mod guardian;
mod log;
mod notice;
mod receipts;
mod verify;

pub use audit::{
    AuditPart, AuditVerified, KnownKeys, PolicyFinding, PolicySignature, verify_audit,
};
pub use bytes::{Bytes, Hash};
pub use chain::{ChainHead, ChainKey, Draft, SignedRecord};
pub use decision::{Actor, Channel, ConsentRecord, Decision, Form, RECORD_SCHEMA, Trigger};
pub use follow::ChainEnd;
pub use guardian::{GUARDIAN_SCHEMA, GuardianConfirmation};
pub use log::{Countersigned, LOG_SCHEMA, LogAnchor, LogEntry, NotCountersigned};
pub use notice::{Answer, ClauseHash, ConsentNotice, NOTICE_SCHEMA, PolicyVersion, TERMS};
pub use receipts::{RECEIPTS_SCHEMA, Receipt, ReceiptFile};
pub use verify::{Fault, FaultCode, Verified, verify_receipts};
