//! What each table holds.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sst_api::consent::ConsentEntry;
use sst_api::correction::CorrectionRequest;
use sst_domain::consent::Bytes;
use sst_domain::notice::Notice;
use sst_domain::profile::UnitKey;
use uuid::Uuid;
use zeroize::Zeroize;

use super::sheet::Record;
use crate::attachment::Attachment;
use crate::registry::SentLine;
use crate::reports::Report;
use crate::sync::planner::{BaseUnit, Line, OutboxRow};

/// A secret of the session: a token or a key.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Secret {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}

/// What was typed into a form and not saved, by field.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The unit.
    pub unit: UnitKey,
    /// What was typed; one text for a field with one value.
    pub fields: BTreeMap<String, Vec<String>>,
}

impl Drop for Draft {
    fn drop(&mut self) {
        self.fields.values_mut().for_each(Zeroize::zeroize);
    }
}

impl Record for Secret {
    const TABLE: &'static str = "secret";
    type Key = String;

    fn key(&self) -> String {
        self.name.clone()
    }
}

/// There is one line.
impl Record for Line {
    const TABLE: &'static str = "line";
    type Key = ();

    fn key(&self) {}
}

impl Record for BaseUnit {
    const TABLE: &'static str = "unit";
    type Key = UnitKey;

    fn key(&self) -> UnitKey {
        self.unit.clone()
    }
}

impl Record for OutboxRow {
    const TABLE: &'static str = "outbox";
    type Key = u64;

    fn key(&self) -> u64 {
        self.position
    }
}

impl Record for Notice {
    const TABLE: &'static str = "notice";
    type Key = String;

    fn key(&self) -> String {
        self.id.clone()
    }
}

/// One entry of the log of decisions.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Logged {
    pub(super) position: u64,
    pub(super) entry: ConsentEntry,
}

impl Record for Logged {
    const TABLE: &'static str = "consent";
    type Key = u64;

    fn key(&self) -> u64 {
        self.position
    }
}

/// What left this computer on one day.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SentDay {
    pub(super) day: Date,
    pub(super) lines: Vec<SentLine>,
}

impl Record for SentDay {
    const TABLE: &'static str = "sent";
    type Key = Date;

    fn key(&self) -> Date {
        self.day
    }
}

impl Record for Report {
    const TABLE: &'static str = "report";
    type Key = String;

    fn key(&self) -> String {
        self.id.clone()
    }
}

impl Record for Draft {
    const TABLE: &'static str = "draft";
    type Key = UnitKey;

    fn key(&self) -> UnitKey {
        self.unit.clone()
    }
}

/// A request for correction that is being written: what was typed, and what was attached.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionDraft {
    /// The unit.
    pub unit: UnitKey,
    /// What was typed, by field.
    pub fields: BTreeMap<String, Vec<String>>,
    /// Why, as it was typed.
    pub reason: String,
    /// What was attached, in order.
    pub attachments: Vec<Attachment>,
    /// When it was last changed, RFC 3339 in UTC.
    pub at: String,
}

impl Drop for CorrectionDraft {
    fn drop(&mut self) {
        self.fields.values_mut().for_each(Zeroize::zeroize);
        self.reason.zeroize();
    }
}

impl Record for CorrectionDraft {
    const TABLE: &'static str = "correction";
    type Key = UnitKey;

    fn key(&self) -> UnitKey {
        self.unit.clone()
    }
}

/// Where the bytes of an attachment lie.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) id: Uuid,
    pub(super) size: u64,
    /// Rows of its pieces, in order.
    pub(super) pieces: Vec<Bytes>,
}

impl Record for Kept {
    const TABLE: &'static str = "attachment";
    type Key = Uuid;

    fn key(&self) -> Uuid {
        self.id
    }
}

/// A part of an attachment. It is opened alone, by its row.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Piece {
    pub(super) attachment: Uuid,
    pub(super) number: u32,
    pub(super) bytes: Bytes,
}

impl Drop for Piece {
    fn drop(&mut self) {
        self.bytes.0.zeroize();
    }
}

impl Record for Piece {
    const TABLE: &'static str = "piece";
    type Key = (Uuid, u32);

    fn key(&self) -> (Uuid, u32) {
        (self.attachment, self.number)
    }
}

/// A request as the platform has it.
impl Record for CorrectionRequest {
    const TABLE: &'static str = "request";
    type Key = Uuid;

    fn key(&self) -> Uuid {
        self.id
    }
}
