//! Verifies a file of receipts, with nothing but the platform's pinned key.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use specta::Type;

use super::bytes::{Bytes, Hash};
use super::decision::{Actor, ConsentRecord, Decision};
use super::follow::ChainEnd;
use super::guardian::GuardianConfirmation;
use super::log::{Countersigned, LogAnchor, LogEntry, NotCountersigned};
use super::notice::{ConsentNotice, NOTICE_SCHEMA};
use super::receipts::{RECEIPTS_SCHEMA, Receipt, ReceiptFile};
use crate::policy::PinnedKey;

/// What a whole file of receipts shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// Receipts that the platform has countersigned.
    pub countersigned: u64,
    /// Receipts that had not reached the platform; they prove what the computer signed, and not when.
    pub waiting: u64,
    /// The moment up to which nothing is missing, by the platform's clock: that of the anchor, or, without a
    /// later one, that of the last entry. `None` where the platform has signed nothing.
    pub complete_until: Option<String>,
    /// Whether an anchor says so. Without one, later receipts could have been left out of the file.
    pub anchored: bool,
    /// Decisions of a guardian that come without the guardian's confirmation: whether one decided is the
    /// computer's word alone.
    pub guardians_unconfirmed: u64,
    /// Versions of policies (hashes) that the notices name and whose text the file does not bring.
    pub texts_missing: Vec<String>,
}

/// The first thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("receipt {number}: {}", code.as_str())]
pub struct Fault {
    /// Which receipt of the file, from 1; 0 where the file as a whole is meant.
    pub number: u64,
    /// Its number in its chain, where the record says one.
    pub seq: Option<u64>,
    /// What is wrong.
    pub code: FaultCode,
}

/// Declares the codes once: variant, stable name, and the list of all.
macro_rules! fault_codes {
    ($($(#[$doc:meta])* $variant:ident => $name:literal,)+) => {
        /// What is wrong with a file of receipts.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Type)]
        #[serde(rename_all = "kebab-case")]
        pub enum FaultCode {
            $($(#[$doc])* $variant,)+
        }

        impl FaultCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable name.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

fault_codes! {
    /// The file is of a form that is not known here.
    FormUnknown => "form-unknown",
    /// A record cannot be read.
    RecordUnreadable => "record-unreadable",
    /// The first record of a chain brings no key, or another one than the chain is named after.
    ChainKey => "chain-key",
    /// A chain does not begin with its first record.
    ChainBegin => "chain-begin",
    /// The computer's signature does not hold.
    RecordSignature => "record-signature",
    /// A record is missing in its chain, or stands there twice.
    RecordOrder => "record-order",
    /// A record does not name the one before it.
    RecordLink => "record-link",
    /// The notice that was shown is not in the file.
    NoticeMissing => "notice-missing",
    /// A notice cannot be read.
    NoticeUnreadable => "notice-unreadable",
    /// The notice is about something else than the record.
    NoticeOther => "notice-other",
    /// A guardian's confirmation is by a key that is not pinned, or is damaged.
    GuardianSignature => "guardian-signature",
    /// A guardian's confirmation is about another record.
    GuardianOther => "guardian-other",
    /// The platform had the record after the guardian's confirmation had expired.
    GuardianExpired => "guardian-expired",
    /// The platform's signature is by a key that is not pinned.
    EntryKey => "entry-key",
    /// The platform's signature does not hold.
    EntrySignature => "entry-signature",
    /// An entry cannot be read.
    EntryUnreadable => "entry-unreadable",
    /// An entry is missing, or stands there twice.
    EntryOrder => "entry-order",
    /// An entry does not name the one before it.
    EntryLink => "entry-link",
    /// An entry is about another record.
    EntryRecord => "entry-record",
    /// An entry is about another citizen.
    EntrySubject => "entry-subject",
    /// A record that waits stands before one that the platform has.
    WaitingFirst => "waiting-first",
    /// The anchor is by a key that is not pinned, is damaged, or is about another citizen.
    Anchor => "anchor",
    /// The log reached further than the file when the file was made.
    ReceiptsMissing => "receipts-missing",
    /// The log has another end than the file.
    AnchorLink => "anchor-link",
    /// A policy's text is not the one whose hash the notices name, and none of them names it.
    TextOther => "text-other",
    /// A policy cannot be read, or its hashes are not those of its text.
    PolicyUnreadable => "policy-unreadable",
    /// The signature of a policy does not hold.
    PolicySignature => "policy-signature",
    /// A notice names a clause that its policy does not have, or has in other words.
    ClauseOther => "clause-other",
    /// A key that the file brings is none.
    KeysUnreadable => "keys-unreadable",
    /// The registry cannot be read.
    RegistryUnreadable => "registry-unreadable",
}

/// Verifies a file, receipt by receipt, and answers with the first thing that is wrong.
///
/// # Errors
///
/// [`Fault`], with the number of the first receipt that is not what it should be.
pub fn verify_receipts(file: &ReceiptFile, keys: &[PinnedKey]) -> Result<Verified, Fault> {
    if file.schema != RECEIPTS_SCHEMA {
        return Err(whole(FaultCode::FormUnknown));
    }
    let notices = read_notices(&file.notices)?;
    let mut walk = Walk {
        keys,
        notices: &notices,
        chains: BTreeMap::new(),
        log: Log::default(),
        waiting: 0,
        guardians_unconfirmed: 0,
    };
    for (number, receipt) in (1..).zip(&file.receipts) {
        let seq = receipt.signed.read().ok().map(|record| record.seq);
        let checked = walk.take(receipt);
        checked.map_err(|code| Fault { number, seq, code })?;
    }
    let anchor = match &file.anchor {
        Some(anchor) => walk.log.check(anchor, keys).map_err(whole)?,
        None => None,
    };
    let texts_missing = check_texts(&file.texts, &notices)?;
    Ok(Verified {
        countersigned: walk.log.position,
        waiting: walk.waiting,
        guardians_unconfirmed: walk.guardians_unconfirmed,
        anchored: anchor.is_some(),
        complete_until: anchor.map(|anchor| anchor.at).or(walk.log.received_at),
        texts_missing,
    })
}

pub(super) fn whole(code: FaultCode) -> Fault {
    Fault {
        number: 0,
        seq: None,
        code,
    }
}

fn read_notices(notices: &[Bytes]) -> Result<BTreeMap<Hash, ConsentNotice>, Fault> {
    let read = |bytes: &Bytes| {
        let notice: ConsentNotice = serde_json::from_slice(&bytes.0).ok()?;
        (notice.schema == NOTICE_SCHEMA).then(|| (bytes.hash(), notice))
    };
    let all: Option<_> = notices.iter().map(read).collect();
    all.ok_or_else(|| whole(FaultCode::NoticeUnreadable))
}

struct Walk<'a> {
    keys: &'a [PinnedKey],
    notices: &'a BTreeMap<Hash, ConsentNotice>,
    chains: BTreeMap<Hash, ChainEnd>,
    log: Log,
    waiting: u64,
    guardians_unconfirmed: u64,
}

impl Walk<'_> {
    fn take(&mut self, receipt: &Receipt) -> Result<(), FaultCode> {
        let signed = &receipt.signed;
        let record = signed.read().map_err(|_| FaultCode::RecordUnreadable)?;
        let end = ChainEnd::follow(self.chains.get(&record.chain), signed)?.1;
        self.chains.insert(record.chain, end);
        let notice = self.notices.get(&record.notice);
        if notice.ok_or(FaultCode::NoticeMissing)?.item != record.item {
            return Err(FaultCode::NoticeOther);
        }
        let confirmed = self.confirmed(&record, receipt.guardian.as_ref())?;
        match &receipt.entry {
            Some(_) if self.waiting > 0 => Err(FaultCode::WaitingFirst),
            Some(entry) => {
                self.log.take(entry, signed.record.hash(), self.keys)?;
                let received_at = self.log.received_at.as_deref().unwrap_or_default();
                match confirmed {
                    // Going back on something has no term.
                    Some(confirmed)
                        if record.state == Decision::Given && !confirmed.holds_at(received_at) =>
                    {
                        Err(FaultCode::GuardianExpired)
                    }
                    _ => Ok(()),
                }
            }
            None => {
                self.waiting += 1;
                Ok(())
            }
        }
    }

    /// The guardian's confirmation of a record, where one came with it.
    fn confirmed(
        &mut self,
        record: &ConsentRecord,
        signed: Option<&Countersigned>,
    ) -> Result<Option<GuardianConfirmation>, FaultCode> {
        let Some(signed) = signed else {
            self.guardians_unconfirmed += u64::from(record.actor == Actor::Guardian);
            return Ok(None);
        };
        let confirmation = signed.open_guardian(self.keys);
        let confirmation = confirmation.map_err(|_| FaultCode::GuardianSignature)?;
        if !confirmation.covers(record) {
            return Err(FaultCode::GuardianOther);
        }
        Ok(Some(confirmation))
    }
}

#[derive(Default)]
struct Log {
    subject: Option<String>,
    position: u64,
    entries: Vec<Hash>,
    received_at: Option<String>,
}

impl Log {
    fn take(
        &mut self,
        signed: &Countersigned,
        record: Hash,
        keys: &[PinnedKey],
    ) -> Result<(), FaultCode> {
        let entry: LogEntry = signed.open_entry(keys).map_err(|error| match error {
            NotCountersigned::UnknownKey => FaultCode::EntryKey,
            NotCountersigned::Signature => FaultCode::EntrySignature,
            NotCountersigned::Unreadable => FaultCode::EntryUnreadable,
        })?;
        if entry.record != record {
            return Err(FaultCode::EntryRecord);
        }
        if entry.position != self.position + 1 {
            return Err(FaultCode::EntryOrder);
        }
        if entry.prev.as_ref() != self.entries.last() {
            return Err(FaultCode::EntryLink);
        }
        if *self.subject.get_or_insert(entry.subject.clone()) != entry.subject {
            return Err(FaultCode::EntrySubject);
        }
        self.position = entry.position;
        self.entries.push(signed.hash());
        self.received_at = Some(entry.received_at);
        Ok(())
    }

    /// An anchor that is older than the last entries is none for them.
    fn check(
        &self,
        signed: &Countersigned,
        keys: &[PinnedKey],
    ) -> Result<Option<LogAnchor>, FaultCode> {
        let anchor = signed.open_anchor(keys).map_err(|_| FaultCode::Anchor)?;
        let other = |subject: &String| *subject != anchor.subject;
        if self.subject.as_ref().is_some_and(other) {
            return Err(FaultCode::Anchor);
        }
        if anchor.position > self.position {
            return Err(FaultCode::ReceiptsMissing);
        }
        let place = usize::try_from(anchor.position).ok();
        let last = place.and_then(|place| self.entries.get(place.checked_sub(1)?));
        if anchor.last.as_ref() != last {
            return Err(FaultCode::AnchorLink);
        }
        Ok(Some(anchor).filter(|anchor| anchor.position == self.position))
    }
}

fn check_texts(
    texts: &[String],
    notices: &BTreeMap<Hash, ConsentNotice>,
) -> Result<Vec<String>, Fault> {
    let named: BTreeSet<&str> = notices
        .values()
        .map(|notice| notice.policy.text_hash.as_str())
        .collect();
    let brought: BTreeSet<String> = texts
        .iter()
        .map(|text| Bytes(text.clone().into_bytes()).hash().to_string())
        .collect();
    if brought.iter().any(|hash| !named.contains(hash.as_str())) {
        return Err(whole(FaultCode::TextOther));
    }
    let missing = named.into_iter().filter(|hash| !brought.contains(*hash));
    Ok(missing.map(str::to_owned).collect())
}
