//! A file of receipts: everything that proves what one person decided, and what does not need the platform to
//! be proven.

use serde::{Deserialize, Serialize};

use super::audit::AuditPart;
use super::bytes::Bytes;
use super::chain::SignedRecord;
use super::log::Countersigned;

/// The form of a file of receipts.
pub const RECEIPTS_SCHEMA: u32 = 1;

/// A file of receipts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptFile {
    /// [`RECEIPTS_SCHEMA`].
    pub schema: u32,
    /// The notices that were shown, byte for byte, each once.
    pub notices: Vec<Bytes>,
    /// The texts of the policies that the notices name, in their canonical rendering, each once.
    #[serde(default)]
    pub texts: Vec<String>,
    /// The receipts: those that the platform has by position, then those that wait.
    pub receipts: Vec<Receipt>,
    /// How far the log reached when the file was made; none where the platform could not be asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<Countersigned>,
    /// What makes it an auditor's bundle; none in a file of receipts alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audit: Option<AuditPart>,
}

/// One decision with what proves it. A refusal and a withdrawal have one, too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// What the person's computer signed.
    #[serde(flatten)]
    pub signed: SignedRecord,
    /// What the platform signed; none while the record waits on the computer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<Countersigned>,
    /// For a guardian's decision: their confirmation. Records of before confirmations have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian: Option<Countersigned>,
}
