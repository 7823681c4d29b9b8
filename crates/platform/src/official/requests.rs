//! Officials answer requests for corrections (policy 4.2).

use sst_api::correction::{CorrectionRequest, CorrectionState};
use sst_api::upload::MediaType;
use sst_domain::notice::NoticeKind;
use sst_domain::profile::{ChangedBy, Origin, UnitValue};

use super::correct::unit_name;
use super::inbox::{Text, notice};
use super::{Official, OfficialError};
use crate::error::StoreError;
use crate::store::unit::Write;
use crate::store::{WriteTx, audit, citizen, correction, notice as inbox, unit, upload};

/// Longest answer, in characters.
const LONGEST: usize = 500;

/// A request as the official who decides sees it.
#[derive(Debug)]
pub struct RequestShown {
    /// The request.
    pub request: CorrectionRequest,
    /// Phone number of the citizen.
    pub phone: String,
    /// What the unit holds now.
    pub current: Option<UnitValue>,
}

/// What an official says to a request.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Whether the unit becomes what was asked for.
    pub accept: bool,
    /// In words for the person, 1 to 500 characters.
    pub words: String,
}

impl Official {
    /// Every request in this state, oldest first; every one where absent.
    ///
    /// # Errors
    ///
    /// [`OfficialError::Store`].
    pub async fn requests(
        &self,
        state: Option<CorrectionState>,
    ) -> Result<Vec<CorrectionRequest>, OfficialError> {
        let mut tx = self.store.write().await?;
        let requests = correction::list(&mut tx, state).await?;
        let detail = state.map_or("all", CorrectionState::as_str);
        self.note(&mut tx, "corrections.listed", None, detail)
            .await?;
        tx.commit().await?;
        Ok(requests)
    }

    /// One request, with what it is about.
    ///
    /// # Errors
    ///
    /// [`OfficialError::NoSuchRequest`].
    pub async fn request(&self, reference: &str) -> Result<RequestShown, OfficialError> {
        let mut tx = self.store.write().await?;
        let (citizen_id, request) = named(&mut tx, reference).await?;
        let citizen = citizen::by_id(&mut tx, &citizen_id).await?;
        let current = unit::find(&mut tx, &citizen_id, request.unit.as_str()).await?;
        let whose = Some(citizen_id.as_str());
        self.note(&mut tx, "correction.read", whose, &request.reference)
            .await?;
        tx.commit().await?;
        Ok(RequestShown {
            request,
            phone: citizen.map(|citizen| citizen.phone).unwrap_or_default(),
            current: current.and_then(|current| current.value),
        })
    }

    /// The attachment with this number, from 1: what it is, and its bytes.
    ///
    /// # Errors
    ///
    /// [`OfficialError::NoSuchRequest`], [`OfficialError::NoSuchAttachment`].
    pub async fn request_attachment(
        &self,
        reference: &str,
        number: usize,
    ) -> Result<(MediaType, Vec<u8>), OfficialError> {
        let mut tx = self.store.write().await?;
        let (citizen_id, request) = named(&mut tx, reference).await?;
        let place = number.checked_sub(1);
        let attachment = place.and_then(|place| request.attachments.get(place));
        let attachment = attachment.ok_or(OfficialError::NoSuchAttachment)?;
        let bytes = upload::bytes(&mut tx, &citizen_id, attachment.id).await?;
        let whose = Some(citizen_id.as_str());
        let detail = format!("{} {number}", request.reference);
        self.note(&mut tx, "attachment.read", whose, &detail)
            .await?;
        tx.commit().await?;
        Ok((attachment.media_type, bytes))
    }

    /// Says that somebody is looking at a request.
    ///
    /// # Errors
    ///
    /// [`OfficialError::NoSuchRequest`], [`OfficialError::RequestClosed`].
    pub async fn take_request(&self, reference: &str) -> Result<CorrectionRequest, OfficialError> {
        let mut tx = self.store.write().await?;
        let (citizen_id, request) = open(&mut tx, reference).await?;
        let state = (CorrectionState::InReview, None);
        let now = self.clock.now();
        correction::set_state(&mut tx, &citizen_id, request.id, state, now).await?;
        let whose = Some(citizen_id.as_str());
        self.note(&mut tx, "correction.taken", whose, &request.reference)
            .await?;
        let (_, request) = named(&mut tx, reference).await?;
        tx.commit().await?;
        Ok(request)
    }

    /// Answers a request, and tells the citizen so. Where it is accepted, the unit becomes what was asked for.
    ///
    /// # Errors
    ///
    /// [`OfficialError::TextMissing`] where the words are none or too many, [`OfficialError::NoSuchRequest`],
    /// [`OfficialError::RequestClosed`].
    pub async fn answer_request(
        &self,
        reference: &str,
        answer: Answer,
    ) -> Result<CorrectionRequest, OfficialError> {
        let words = answer.words.trim();
        if words.is_empty() || words.chars().count() > LONGEST {
            return Err(OfficialError::TextMissing);
        }
        let mut tx = self.store.write().await?;
        let (citizen_id, request) = open(&mut tx, reference).await?;
        let (state, action) = match answer.accept {
            true => (CorrectionState::Accepted, "correction.accepted"),
            false => (CorrectionState::Refused, "correction.refused"),
        };
        if answer.accept {
            self.apply(&mut tx, &citizen_id, &request).await?;
        }
        let (now, said) = (self.clock.now(), (state, Some(words)));
        correction::set_state(&mut tx, &citizen_id, request.id, said, now).await?;
        let notice = self.tell_answer(&request, answer.accept)?;
        inbox::insert(&mut tx, &citizen_id, &notice).await?;
        let whose = Some(citizen_id.as_str());
        self.note(&mut tx, action, whose, &request.reference)
            .await?;
        let (_, request) = named(&mut tx, reference).await?;
        tx.commit().await?;
        Ok(request)
    }

    async fn apply(
        &self,
        tx: &mut WriteTx,
        citizen_id: &str,
        request: &CorrectionRequest,
    ) -> Result<(), StoreError> {
        let reference = &request.reference;
        let changed_by = ChangedBy {
            origin: Origin::Official { verified: true },
            ground: format!("您的更正申请 {reference} / your correction request {reference}"),
            at: self.clock.now_text(),
            reference: None,
            unknown: Default::default(),
        };
        let write = Write {
            unit: request.unit.as_str(),
            value: request.value.as_ref(),
            verified: true,
            changed_by: &changed_by,
            mutation: None,
        };
        unit::write(tx, citizen_id, write).await?;
        let whose = Some(citizen_id);
        self.note(tx, "unit.corrected", whose, request.unit.as_str())
            .await
    }

    /// It names the unit and the request; values and the official's words are in the request alone.
    fn tell_answer(
        &self,
        request: &CorrectionRequest,
        accepted: bool,
    ) -> Result<sst_domain::notice::Notice, getrandom::Error> {
        let (chinese, english) = unit_name(request.unit.as_str());
        let reference = &request.reference;
        let (title, became, in_english) = match accepted {
            true => ("更正申请已通过", "已更正", "was accepted"),
            false => ("更正申请未通过", "没有更改", "was not accepted"),
        };
        let body = format!(
            "您的更正申请 {reference} 已有答复，{chinese}{became}。请在“我的”中查看答复。\n\n\
             Your request {reference} to correct your {english} {in_english}. See the answer under “My profile”."
        );
        let text = Text {
            title: &format!("您的{chinese}{title}"),
            body: &body,
        };
        notice(&self.clock, NoticeKind::Correction, text)
    }

    async fn note(
        &self,
        tx: &mut WriteTx,
        action: &'static str,
        citizen_id: Option<&str>,
        detail: &str,
    ) -> Result<(), StoreError> {
        let entry = audit::Entry {
            actor: "official",
            action,
            citizen_id,
            detail,
        };
        audit::record(tx, self.clock.now(), entry).await
    }
}

/// The request with this reference, in whatever case it was typed, and whose it is.
async fn named(
    tx: &mut WriteTx,
    reference: &str,
) -> Result<(String, CorrectionRequest), OfficialError> {
    let reference = reference.trim().to_ascii_uppercase();
    let found = correction::by_reference(tx, &reference).await?;
    found.ok_or(OfficialError::NoSuchRequest)
}

/// The same, where it still waits for an answer.
async fn open(
    tx: &mut WriteTx,
    reference: &str,
) -> Result<(String, CorrectionRequest), OfficialError> {
    let found = named(tx, reference).await?;
    if found.1.state.is_open() {
        Ok(found)
    } else {
        Err(OfficialError::RequestClosed)
    }
}
