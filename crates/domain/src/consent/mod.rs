//! What a person decided, what that lets this client do, and how it is proven.

mod age;
mod control;
mod decision;
mod record;
mod renewal;
mod standing;

pub use age::AgeBand;
pub use control::Control;
pub use decision::{Choice, FirstRunDecision, GuardianWord, LaterAnswer, LaterPolicy, Reach};
pub use record::{
    Actor, Answer, AuditPart, AuditVerified, Bytes, ChainEnd, ChainHead, ChainKey, Channel,
    ClauseHash, ConsentNotice, ConsentRecord, Countersigned, Decision, Draft, Fault, FaultCode,
    Form, GUARDIAN_SCHEMA, GuardianConfirmation, Hash, KnownKeys, LOG_SCHEMA, LogAnchor, LogEntry,
    NOTICE_SCHEMA, NotCountersigned, PolicyFinding, PolicySignature, PolicyVersion,
    RECEIPTS_SCHEMA, RECORD_SCHEMA, Receipt, ReceiptFile, SignedRecord, TERMS, Trigger, Verified,
    verify_audit, verify_receipts,
};
pub use renewal::{item_now, items_of, needs_renewal};
pub use standing::{Logged, Standing, declines_a_change, standing};
