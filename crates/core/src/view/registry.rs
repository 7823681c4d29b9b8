//! The two lists of what is collected and shared, and the log of what left this computer.

use serde::Serialize;
use specta::Type;
use sst_api::disclosure::Ground;
use sst_domain::policy::LegalBasis;
use sst_domain::registry::{DataKind, Kept, Scene, Source};

/// What is collected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct CollectedView {
    /// Version of the policy whose purposes stand here.
    pub version: String,
    /// Why it is not said what is held now, by code; `None` where it is.
    pub closed: Option<String>,
    /// Every kind of data, in the order of the registry.
    pub kinds: Vec<KindView>,
    /// Every purpose that this client can serve, in the order of the policy.
    pub purposes: Vec<CollectedPurposeView>,
}

/// One kind of data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct KindView {
    /// Which.
    pub kind: DataKind,
    /// Who or what it comes from.
    pub source: Source,
    /// When it is taken.
    pub scene: Scene,
    /// Where it stays.
    pub kept: Kept,
    /// What makes taking it lawful where no purpose of the policy claims it.
    pub basis: LegalBasis,
    /// Whether it is sensitive (PIPL 28).
    pub sensitive: bool,
    /// Whether something of it is here now; `None` where that cannot be said.
    pub held: Option<Holding>,
    /// The purposes that use it, by identifier.
    pub purposes: Vec<String>,
}

/// Whether something of a kind is here. A value is never among it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Holding {
    /// Something is.
    Has,
    /// It was changed here and is not with the platform yet.
    Waits,
    /// Nothing is.
    HasNot,
}

/// One purpose, and what of it is collected here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct CollectedPurposeView {
    /// Its identifier in the policy.
    pub id: String,
    /// One line for the person.
    pub title: String,
    /// The clauses that say it.
    pub clauses: Vec<String>,
    /// What makes the use lawful.
    pub basis: LegalBasis,
    /// Whether the person can refuse it.
    pub refusable: bool,
    /// Why they cannot; empty where they can.
    pub necessity: String,
    /// How long the data are kept, in the policy's words.
    pub retention: String,
    /// The kinds that are taken here for it.
    pub kinds: Vec<DataKind>,
    /// What the policy names besides, in its words: this client does not take it.
    pub others: Vec<String>,
}

/// What is shared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct SharedView {
    /// Version of the policy whose purposes stand here.
    pub version: String,
    /// Host of the platform: the only one that this client itself sends anything to.
    pub host: String,
    /// Purposes for which the operator names recipients.
    pub purposes: Vec<SharedPurposeView>,
    /// Services of others that the policy names for the mobile app. This client has none of them.
    pub services: Vec<MobileServiceView>,
}

/// What the operator hands on for one purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct SharedPurposeView {
    /// Its identifier in the policy.
    pub id: String,
    /// One line for the person.
    pub title: String,
    /// The clauses that say it.
    pub clauses: Vec<String>,
    /// Who receives the data.
    pub recipients: Vec<String>,
    /// Which data, in the policy's words.
    pub data: Vec<String>,
    /// How, in the policy's words.
    pub method: String,
    /// Whether the person can refuse it.
    pub refusable: bool,
}

/// One service that only the mobile app has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct MobileServiceView {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub title: String,
    /// The clauses that say it.
    pub clauses: Vec<String>,
}

/// What left this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct SentView {
    /// Whether somebody is logged in for whom it is kept.
    pub signed_in: bool,
    /// Whether it is gone when the window closes.
    pub memory_only: bool,
    /// Why it cannot be kept or read, by code.
    pub trouble: Option<String>,
    /// Most lines that are kept.
    pub most_lines: u32,
    /// Days for which a line is kept.
    pub most_days: u32,
    /// Newest day first.
    pub days: Vec<SentDayView>,
}

/// What left on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct SentDayView {
    /// The day in Shenyang, `YYYY-MM-DD`.
    pub day: String,
    /// Newest first.
    pub lines: Vec<SentLineView>,
}

/// Equal calls of one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct SentLineView {
    /// Code of the operation, as the contract names it.
    pub operation: String,
    /// Codes of the kinds of data; empty where nothing but the protocol's own was in it.
    pub kinds: Vec<String>,
    /// Host of whoever was called.
    pub host: String,
    /// When the first call was sent, RFC 3339 in UTC.
    pub first: String,
    /// When the last one was.
    pub last: String,
    /// How many there were.
    pub count: u32,
    /// Whether nobody was logged in: such a line is not kept.
    pub before_login: bool,
}

/// To whom the platform has given something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct DisclosedView {
    /// When the platform was asked, RFC 3339 in UTC.
    pub asked_at: String,
    /// The entries, newest first.
    pub lines: Vec<DisclosedLineView>,
    /// Whether there are older ones.
    pub has_more: bool,
}

/// One time that something was given to somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct DisclosedLineView {
    /// Names it in requests.
    pub id: String,
    /// The day on which it was given, `YYYY-MM-DD` in Shenyang.
    pub on: String,
    /// When it was entered, RFC 3339 in UTC, by the platform's clock.
    pub entered_at: String,
    /// To whom.
    pub recipient: String,
    /// What made it lawful.
    pub ground: Ground,
    /// The same in the operator's words.
    pub reason: String,
    /// Codes of the kinds of data; a newer platform may know more than this client.
    pub kinds: Vec<String>,
    /// How it was given.
    pub method: String,
}
