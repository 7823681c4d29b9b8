//! Computers that sign and a platform that countersigns.

use sst_domain::consent::{
    Actor, AgeBand, Answer, Bytes, ChainHead, ChainKey, Channel, ConsentNotice, Countersigned,
    Decision, Draft, Form, GUARDIAN_SCHEMA, GuardianConfirmation, Hash, LOG_SCHEMA, LogAnchor,
    LogEntry, NOTICE_SCHEMA, PolicyVersion, RECEIPTS_SCHEMA, Receipt, ReceiptFile, SignedRecord,
    Trigger,
};
use sst_domain::policy::{Language, LegalBasis, PinnedKey, PolicySigningKey};

pub(crate) const TEXT: &str = "测试政策\n\n一、用途\n";

/// One computer of a person.
pub(crate) struct Computer {
    key: ChainKey,
    pub(crate) head: ChainHead,
    pub(crate) seen: u64,
    pub(crate) age_band: Option<AgeBand>,
    made: u32,
}

impl Computer {
    pub(crate) fn new(number: u8) -> Self {
        Self {
            key: ChainKey::from_seed(&[number; 32]),
            head: ChainHead::default(),
            seen: 0,
            age_band: None,
            made: 0,
        }
    }

    /// A computer whose chain goes on from where another's has ended.
    pub(crate) fn after(number: u8, other: &Self) -> Self {
        let mut computer = Self::new(number);
        computer.head.continues = other.head.last;
        computer
    }

    pub(crate) fn decide(&mut self, item: &str, state: Decision) -> SignedRecord {
        self.decide_as(item, state, Actor::Person)
    }

    pub(crate) fn decide_as(&mut self, item: &str, state: Decision, actor: Actor) -> SignedRecord {
        self.decide_on(&notice(item), state, actor)
    }

    pub(crate) fn decide_on(
        &mut self,
        shown: &ConsentNotice,
        state: Decision,
        actor: Actor,
    ) -> SignedRecord {
        self.made += 1;
        let draft = Draft {
            id: format!("{}-{}", self.key.chain(), self.made),
            notice: shown.to_bytes().unwrap().hash(),
            item: shown.item.clone(),
            state,
            form: Form::Separate,
            actor,
            age_band: self.age_band,
            trigger: Trigger::PrivacyCentre,
            served_id: "shown-once".to_owned(),
            supersedes: None,
            at: "2026-11-28T06:00:00Z".to_owned(),
            channel: Channel::Desktop,
            app: "0.1.0".to_owned(),
            seen: self.seen,
        };
        let (record, head) = self.head.sign(&self.key, draft).unwrap();
        self.head = head;
        record
    }
}

/// The platform's log of one citizen.
pub(crate) struct Platform {
    key: PolicySigningKey,
    pub(crate) log: Vec<Receipt>,
}

impl Platform {
    pub(crate) fn new() -> Self {
        Self {
            key: PolicySigningKey::from_seed(&[200; 32]),
            log: Vec::new(),
        }
    }

    /// Another one, with the same log and another key.
    pub(crate) fn with_key(number: u8) -> Self {
        Self {
            key: PolicySigningKey::from_seed(&[number; 32]),
            log: Vec::new(),
        }
    }

    pub(crate) fn pinned(&self) -> Vec<PinnedKey> {
        vec![self.key.public()]
    }

    pub(crate) fn position(&self) -> u64 {
        self.log.len() as u64
    }

    pub(crate) fn receive(&mut self, signed: SignedRecord) {
        let position = self.position() + 1;
        let entry = LogEntry {
            schema: LOG_SCHEMA,
            subject: "subject-1".to_owned(),
            position,
            prev: self.last(),
            record: signed.record.hash(),
            received_at: format!("2026-11-28T07:00:{:02}Z", position % 60),
        };
        let entry = Some(Countersigned::entry(&entry, &self.key).unwrap());
        self.log.push(Receipt {
            signed,
            entry,
            guardian: None,
        });
    }

    /// Takes a guardian's decision with a confirmation of it that is good until `expires`.
    pub(crate) fn receive_confirmed(&mut self, signed: SignedRecord, expires: &str) {
        let record = signed.read().unwrap();
        let confirmation = GuardianConfirmation {
            schema: GUARDIAN_SCHEMA,
            id: format!("of-{}", record.id),
            guardian: "guardian-1".to_owned(),
            record: record.id,
            chain: record.chain,
            notice: record.notice,
            item: record.item,
            state: record.state,
            at: "2026-11-28T06:00:00Z".to_owned(),
            expires: expires.to_owned(),
        };
        self.receive(signed);
        let last = self.log.last_mut().unwrap();
        last.guardian = Some(Countersigned::guardian(&confirmation, &self.key).unwrap());
    }

    pub(crate) fn anchor(&self) -> Countersigned {
        let anchor = LogAnchor {
            schema: LOG_SCHEMA,
            subject: "subject-1".to_owned(),
            position: self.position(),
            last: self.last(),
            at: "2026-11-28T08:00:00Z".to_owned(),
        };
        Countersigned::anchor(&anchor, &self.key).unwrap()
    }

    pub(crate) fn file(&self) -> ReceiptFile {
        ReceiptFile {
            schema: RECEIPTS_SCHEMA,
            notices: ITEMS
                .iter()
                .map(|item| notice(item).to_bytes().unwrap())
                .collect(),
            texts: vec![TEXT.to_owned()],
            receipts: self.log.clone(),
            anchor: Some(self.anchor()),
            audit: None,
        }
    }

    fn last(&self) -> Option<Hash> {
        Some(self.log.last()?.entry.as_ref()?.hash())
    }
}

/// What is decided about in these tests.
pub(crate) const ITEMS: [&str; 3] = ["terms", "notify-sms", "usage-statistics"];

pub(crate) fn notice(item: &str) -> ConsentNotice {
    ConsentNotice {
        schema: NOTICE_SCHEMA,
        policy: PolicyVersion {
            id: "test".to_owned(),
            version: "1".to_owned(),
            text_hash: Bytes(TEXT.as_bytes().to_vec()).hash().to_string(),
        },
        clauses: Vec::new(),
        item: item.to_owned(),
        purpose: "messages".to_owned(),
        title: "测试用途".to_owned(),
        basis: LegalBasis::Consent,
        optional: true,
        data: vec!["电话".to_owned()],
        sensitive: false,
        impact: String::new(),
        method: "您自己填写".to_owned(),
        recipients: Vec::new(),
        retention: "注销后删除".to_owned(),
        controller: "测试单位".to_owned(),
        withdrawal: "隐私中心".to_owned(),
        choices: vec![Answer::Give, Answer::Refuse],
        preselected: None,
        effects: Vec::new(),
        language: Language::ZhCn,
        presentation: "purposes".to_owned(),
    }
}
