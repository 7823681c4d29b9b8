//! What officials of the platform do: correct a unit, tell citizens something, publish an article.
//!
//! Works on the data folder alone. A server that runs on the same folder notices within a second.

pub(crate) mod correct;
mod disclose;
pub(crate) mod inbox;
mod policy;
mod publish;
mod reports;
mod requests;

use std::path::Path;

use sst_domain::policy::PinnedKey;
use sst_domain::profile::UNITS;
use sst_domain::registry::DataKind;
use thiserror::Error;

pub use correct::{Corrected, Correction};
pub use disclose::DisclosureDraft;
pub use policy::Published;
pub use publish::NoticeDraft;
pub use requests::{Answer, RequestShown};

use crate::clock::Clock;
use crate::consent::ReceiptKey;
use crate::error::StoreError;
use crate::secret::generate_id;
use crate::store::{Store, audit, change_log, setting};

/// The hand of an official.
#[derive(Clone)]
pub struct Official {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
}

impl Official {
    /// Opens a data folder.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where there are no data in it, or it cannot be opened.
    pub async fn open(data: &Path) -> Result<Self, StoreError> {
        Ok(Self::of(Store::open_existing(data).await?, Clock::System))
    }

    /// Opens a data folder, which is made if need be.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where it cannot be opened.
    pub async fn open_or_make(data: &Path) -> Result<Self, StoreError> {
        Ok(Self::of(Store::open(data).await?, Clock::System))
    }

    pub(crate) fn of(store: Store, clock: Clock) -> Self {
        Self { store, clock }
    }

    /// The key by which countersignatures of decisions are verified; made if there is none yet.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn receipt_key(&self) -> Result<PinnedKey, StoreError> {
        let mut tx = self.store.write().await?;
        let key = ReceiptKey::find_or_make(&mut tx).await?;
        tx.commit().await?;
        Ok(key.0.public())
    }

    /// Marks the data as restored from a backup: every cursor that was given out before means nothing from
    /// now on, and clients fetch everything anew.
    ///
    /// # Errors
    ///
    /// [`OfficialError::Store`], [`OfficialError::Random`].
    pub async fn mark_restored(&self) -> Result<(), OfficialError> {
        let mut tx = self.store.write().await?;
        setting::set(&mut tx, setting::EPOCH, &generate_id()?).await?;
        // Who listens comes and sees for themselves.
        change_log::all_changed(&mut tx, change_log::Kind::Profile).await?;
        let entry = audit::Entry {
            actor: "official",
            action: "data.restored",
            citizen_id: None,
            detail: "",
        };
        audit::record(&mut tx, self.clock.now(), entry).await?;
        Ok(tx.commit().await?)
    }

    /// Checks the audit trail: gives the number of its rows, or in the inner `Err` the position of the first
    /// that is not as it was written.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where it cannot be read.
    pub async fn verify_audit(&self) -> Result<Result<i64, i64>, StoreError> {
        audit::verify(&mut *self.store.read().await?).await
    }

    /// Closes the data folder.
    pub async fn close(&self) {
        self.store.close().await;
    }
}

/// An official could not do something. The codes are in `docs/errors.md`.
#[derive(Debug, Error)]
pub enum OfficialError {
    /// No citizen has this phone number.
    #[error("no citizen has this phone number")]
    NoSuchCitizen,
    /// There is no such unit; as it was written.
    #[error("there is no such unit: {0}; there are: {units}", units = units())]
    NoSuchUnit(String),
    /// The unit is changed by its owner's code only.
    #[error("this unit is changed by its owner alone")]
    UnitOfOwner,
    /// Some fields are wrong.
    #[error("{} field(s) are not right", .0.len())]
    Fields(Vec<sst_domain::profile::FieldProblem>),
    /// A ground is missing.
    #[error("a ground is needed")]
    GroundMissing,
    /// It is said to have happened on a day to come.
    #[error("the day is still to come")]
    DayToCome,
    /// The ground is none of those that there are; as it was written.
    #[error("there is no such ground: {0}; there are: consent, statutory_duty, contract")]
    GroundUnknown(String),
    /// No kind of data is named, or one that there is not; as it was written.
    #[error("there is no such kind of data: {0}; there are: {kinds}", kinds = kinds())]
    NoSuchKind(String),
    /// No request has this reference.
    #[error("no request has this reference")]
    NoSuchRequest,
    /// The request has no attachment of this number.
    #[error("the request has no such attachment")]
    NoSuchAttachment,
    /// The request was answered or withdrawn.
    #[error("the request was answered or withdrawn")]
    RequestClosed,
    /// A text is missing, or is longer than there is room for.
    #[error("a text is missing or too long")]
    TextMissing,
    /// An incident notice lacks one of its four parts.
    #[error("the incident notice lacks: {}", .0.join(", "))]
    IncidentIncomplete(Vec<&'static str>),
    /// The article is of a kind that this version does not know.
    #[error("there is no such kind of article")]
    ArticleKindUnknown,
    /// The article says when it was published in a form that cannot be read.
    #[error("published_at is no time such as 2026-11-24T08:00:00+08:00")]
    ArticleTimeMalformed,
    /// The bundle of a policy is refused.
    #[error(transparent)]
    Bundle(#[from] sst_domain::policy::BundleError),
    /// This version of the policy was published before.
    #[error("this version was published before; a version never changes")]
    PolicyVersionTaken,
    /// The Chinese text of this version, which is the one that counts, was not published before.
    #[error("the Chinese text of this version comes first")]
    PolicyChineseMissing,
    /// A version does not say, or belittles, what it changes.
    #[error(transparent)]
    PolicyChange(#[from] sst_domain::policy::ChangeProblem),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The system gave no random bytes.
    #[error("the system gave no random bytes")]
    Random(#[from] getrandom::Error),
}

impl OfficialError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSuchCitizen => "no-such-citizen",
            Self::NoSuchUnit(_) => "no-such-unit",
            Self::UnitOfOwner => "unit-of-owner",
            Self::Fields(_) => "invalid-fields",
            Self::GroundMissing => "ground-missing",
            Self::DayToCome => "day-to-come",
            Self::GroundUnknown(_) => "ground-unknown",
            Self::NoSuchKind(_) => "no-such-kind",
            Self::NoSuchRequest => "no-such-request",
            Self::NoSuchAttachment => "no-such-attachment",
            Self::RequestClosed => "request-closed",
            Self::TextMissing => "text-missing",
            Self::IncidentIncomplete(_) => "incident-incomplete",
            Self::ArticleKindUnknown => "article-kind-unknown",
            Self::ArticleTimeMalformed => "article-time-malformed",
            Self::Bundle(error) => error.code(),
            Self::PolicyVersionTaken => "policy-version-taken",
            Self::PolicyChineseMissing => "policy-chinese-missing",
            Self::PolicyChange(problem) => problem.code(),
            Self::Store(error) => error.code(),
            Self::Random(_) => "unavailable",
        }
    }

    /// What went wrong, in Chinese.
    pub fn chinese(&self) -> &'static str {
        match self {
            Self::NoSuchCitizen => "没有使用这个手机号码的市民",
            Self::NoSuchUnit(_) => "没有这一项资料",
            Self::UnitOfOwner => "这一项只能由本人验证后修改",
            Self::Fields(_) => "有内容需要更正",
            Self::GroundMissing => "需要写明依据",
            Self::DayToCome => "日期还没有到",
            Self::GroundUnknown(_) => "没有这一种依据",
            Self::NoSuchKind(_) => "没有这一种信息",
            Self::NoSuchRequest => "没有这个编号的更正申请",
            Self::NoSuchAttachment => "申请没有这个附件",
            Self::RequestClosed => "这份更正申请已经办结",
            Self::TextMissing => "有内容为空，或者太长",
            Self::IncidentIncomplete(_) => "安全事件告知缺少必备内容",
            Self::ArticleKindUnknown => "没有这一种文章",
            Self::ArticleTimeMalformed => "发布时间 published_at 的写法不对",
            Self::Bundle(_) => "政策文件不能发布",
            Self::PolicyVersionTaken => "这个版本已经发布过，已发布的版本不能更改",
            Self::PolicyChineseMissing => "请先发布这个版本的中文文本",
            Self::PolicyChange(_) => "变更说明与实际的变化不符，没有发布",
            Self::Store(error) => error.chinese(),
            Self::Random(_) => "系统没有给出随机数",
        }
    }
}

/// The units that an official may correct.
fn units() -> String {
    let correctable = UNITS.iter().filter(|spec| correct::may_correct(spec));
    let keys: Vec<_> = correctable.map(|spec| spec.key).collect();
    keys.join(", ")
}

fn kinds() -> String {
    let kinds: Vec<_> = DataKind::ALL.iter().map(|kind| kind.as_str()).collect();
    kinds.join(", ")
}
