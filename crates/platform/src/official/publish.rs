//! An official tells citizens, or everybody, something.

use jiff::Timestamp;
use sst_api::public::{Article, ArticleKind};
use sst_domain::notice::{IncidentParts, Notice, NoticeKind};

use super::inbox::{Text, notice};
use super::{Official, OfficialError};
use crate::store::{article, audit, citizen, notice as inbox};

/// A notice before it is published.
#[derive(Debug, Clone)]
pub struct NoticeDraft {
    /// One line.
    pub title: String,
    /// The text.
    pub body: String,
    /// For an incident: the four parts that the law and policy 3.2 demand.
    pub incident: Option<IncidentParts>,
}

impl Official {
    /// Puts a notice into the inbox of the citizen with this phone number, or of everybody.
    ///
    /// # Errors
    ///
    /// [`OfficialError::TextMissing`], [`OfficialError::IncidentIncomplete`],
    /// [`OfficialError::NoSuchCitizen`].
    pub async fn publish_notice(
        &self,
        phone: Option<&str>,
        draft: NoticeDraft,
    ) -> Result<Notice, OfficialError> {
        let notice = self.notice(draft)?;
        let mut tx = self.store.write().await?;
        let mut to = None;
        if let Some(phone) = phone {
            let citizen = citizen::by_phone(&mut tx, phone.trim()).await?;
            let citizen = citizen.ok_or(OfficialError::NoSuchCitizen)?;
            inbox::insert(&mut tx, &citizen.citizen_id, &notice).await?;
            to = Some(citizen.citizen_id);
        } else {
            inbox::broadcast(&mut tx, &notice).await?;
        }
        let entry = audit::Entry {
            actor: "official",
            action: "notice.published",
            citizen_id: to.as_deref(),
            detail: &notice.id,
        };
        audit::record(&mut tx, self.clock.now(), entry).await?;
        tx.commit().await?;
        Ok(notice)
    }

    /// Publishes a public article, or a newer version of it. Its time is kept in UTC, by which articles are
    /// sorted.
    ///
    /// # Errors
    ///
    /// [`OfficialError::TextMissing`], [`OfficialError::ArticleKindUnknown`],
    /// [`OfficialError::ArticleTimeMalformed`].
    pub async fn publish_article(&self, article: &Article) -> Result<(), OfficialError> {
        let summary = &article.summary;
        let texts = [&summary.id, &summary.title]
            .into_iter()
            .chain(&article.paragraphs);
        if article.paragraphs.is_empty() || texts.into_iter().any(|text| text.trim().is_empty()) {
            return Err(OfficialError::TextMissing);
        }
        if summary.kind == ArticleKind::Other {
            return Err(OfficialError::ArticleKindUnknown);
        }
        let time: Timestamp = summary
            .published_at
            .parse()
            .map_err(|_| OfficialError::ArticleTimeMalformed)?;
        let mut article = article.clone();
        article.summary.published_at = time.to_string();

        let mut tx = self.store.write().await?;
        article::publish(&mut tx, &article).await?;
        let entry = audit::Entry {
            actor: "official",
            action: "article.published",
            citizen_id: None,
            detail: &summary.id,
        };
        audit::record(&mut tx, self.clock.now(), entry).await?;
        Ok(tx.commit().await?)
    }

    fn notice(&self, draft: NoticeDraft) -> Result<Notice, OfficialError> {
        let (title, body) = (draft.title.trim(), draft.body.trim());
        if title.is_empty() || body.is_empty() {
            return Err(OfficialError::TextMissing);
        }
        let kind = match &draft.incident {
            Some(parts) => {
                check(parts)?;
                NoticeKind::Incident
            }
            None => NoticeKind::Announcement,
        };
        let notice = notice(&self.clock, kind, Text { title, body })?;
        Ok(Notice {
            incident: draft.incident,
            ..notice
        })
    }
}

/// An incident notice lacking one of its parts is not published (PIPL 57; policy 3.2).
fn check(parts: &IncidentParts) -> Result<(), OfficialError> {
    let parts = [
        ("what_happened", &parts.what_happened),
        ("measures", &parts.measures),
        ("advice", &parts.advice),
        ("remedies", &parts.remedies),
    ];
    let missing: Vec<_> = parts
        .iter()
        .filter(|(_, text)| text.trim().is_empty())
        .map(|(name, _)| *name)
        .collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(OfficialError::IncidentIncomplete(missing))
    }
}
