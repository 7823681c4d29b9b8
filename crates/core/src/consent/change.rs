//! A policy that has changed: what is different, what it asks again, and the answer to it.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;
use specta::Type;
use sst_domain::consent::{
    Choice, Decision, FirstRunDecision, GuardianWord, LaterAnswer, LaterPolicy, PolicyVersion,
    TERMS, Trigger,
};
use sst_domain::policy::{
    Language, Materiality, PolicyBundle, Reason, ReasonCode, Reconsent, diff, marks,
};
use uuid::Uuid;

use super::compare::{blocking, version};
use super::decide::{Answered, Said, take};
use super::policies::Version;
use super::policy::tag;
use super::purposes::{Served, age_band, needs_guardian, serve};
use super::{Consent, DecisionLog};
use crate::client::Core;
use crate::error::ClientError;
use crate::view::{
    AnsweredPolicyView, ChangeNoteView, ChangedClauseView, ChangedPurposeView, ConsentView,
    ItemStanding, NewerPolicyView, PolicyChangeView, PolicyHistoryView, PolicyLineView,
};

/// What is said to a changed policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ChangeAnswer {
    /// 同意.
    Accept,
    /// 不同意: what was agreed to before stays, and so do all rights (NDR 23).
    Decline,
    /// 知道了, to a change that asks nothing of the policy as a whole.
    Noted,
}

/// An answer to a changed policy, as the screen hands it over.
#[derive(Debug, Clone, Deserialize, Type)]
pub struct ChangeAnswerInput {
    /// The answer.
    pub answer: ChangeAnswer,
    /// The version that was shown.
    pub version: PolicyVersion,
    /// For a minor: the guardian who is there answers. It counts only where a code of theirs has come back.
    pub by_guardian: bool,
}

impl Consent<'_> {
    /// What differs between two versions, clause by clause: by default from the one that was answered to the one
    /// in force. A version that is not on this computer comes from the platform.
    ///
    /// # Errors
    ///
    /// [`ClientError::PolicyVersionUnknown`], [`ClientError::Remote`] where a version cannot be had,
    /// [`ClientError::Policy`], [`ClientError::ConsentNeeded`] before the first answer.
    pub async fn policy_change(
        &self,
        from: Option<PolicyVersion>,
        to: Option<PolicyVersion>,
        language: &str,
    ) -> Result<PolicyChangeView, ClientError> {
        let (core, mut language) = (self.core, tag(language));
        let from = match from {
            Some(from) => from,
            None => {
                let from = blocking(core, |core| {
                    let decision = core.device.decision()?;
                    let decision = decision.ok_or(ClientError::ConsentNeeded)?;
                    Ok(answered(&decision, serve(core).ok().as_ref()))
                });
                let (from, answered_in) = from.await?;
                // A text is compared with one in the same language.
                language = answered_in;
                from
            }
        };
        let from = version(core, &from, language).await?;
        let to = match to {
            Some(to) => version(core, &to, language).await?,
            None => blocking(core, move |core| core.policies.in_force(language)).await?,
        };
        blocking(core, move |core| change(core, &from, &to)).await
    }

    /// The versions of the policy that the person answered, newest first.
    ///
    /// # Errors
    ///
    /// [`ClientError::Device`], [`ClientError::Store`].
    pub async fn policy_history(&self) -> Result<PolicyHistoryView, ClientError> {
        blocking(self.core, history).await
    }

    /// Records what is said to a changed policy. It is on the disk when this returns.
    ///
    /// # Errors
    ///
    /// [`ClientError::PolicyTextChanged`] for another version than the one in force here,
    /// [`ClientError::NotApplicable`] where there is nothing to answer in this way, or nothing was agreed to
    /// before, [`ClientError::GuardianNeeded`], [`ClientError::Device`], [`ClientError::Store`].
    pub async fn answer_change(
        &self,
        input: ChangeAnswerInput,
    ) -> Result<ConsentView, ClientError> {
        let answer = blocking(self.core, move |core| answer(core, &input)).await?;
        let Some(answer) = answer else {
            return Ok(self.view());
        };
        if answer.said == Said::Agreed && answer.decision.is_minor() {
            return crate::guardian::take(self.core, answer).await;
        }
        take(self.core, answer).await
    }
}

/// The version of the policy that counts as answered, and its language: the one that the person of the open account
/// agreed to last, or else the one that was answered on this computer.
fn answered(decision: &FirstRunDecision, served: Option<&Served>) -> (PolicyVersion, Language) {
    let own = served.and_then(|served| served.log.agreement_shown());
    match own {
        Some(shown) => (shown.policy, shown.language),
        None => (decision.answered(), tag(&decision.language)),
    }
}

/// What is to be recorded; nothing where it was said before.
fn answer(core: &Core, input: &ChangeAnswerInput) -> Result<Option<Answered>, ClientError> {
    let mut before = core.device.decision()?.ok_or(ClientError::ConsentNeeded)?;
    // The computer's answer may be somebody else's; the age is this person's.
    before.age_band = age_band(core)?.or(before.age_band);
    // What is said is about what this person agreed to, in the language in which they did.
    let (from, language) = answered(&before, serve(core).ok().as_ref());
    before = FirstRunDecision {
        policy_id: from.id,
        policy_version: from.version,
        text_hash: from.text_hash,
        language: language.as_str().to_owned(),
        ..before
    };
    let newer = newer(core, &before).ok_or(ClientError::NotApplicable)?;
    if newer.version != input.version {
        return Err(ClientError::PolicyTextChanged);
    }
    if before.choice != Choice::Agree {
        return Err(ClientError::NotApplicable);
    }
    if matches!(
        (input.answer, newer.answer),
        (ChangeAnswer::Decline, Some(LaterAnswer::Declined))
            | (ChangeAnswer::Noted, Some(LaterAnswer::Noted))
    ) {
        return Ok(None);
    }
    let accepts = input.answer == ChangeAnswer::Accept;
    if accepts && needs_guardian(core)? && !input.by_guardian {
        return Err(ClientError::GuardianNeeded);
    }
    let at = core.clock.now().to_string();
    let later = |answer| {
        let version = newer.version.clone();
        Some(LaterPolicy { version, answer })
    };
    let (said, decision) = match (input.answer, newer.terms) {
        (ChangeAnswer::Accept, _) => {
            let PolicyVersion {
                version, text_hash, ..
            } = newer.version.clone();
            let decision = FirstRunDecision {
                policy_version: version,
                text_hash,
                guardian: if before.is_minor() {
                    GuardianWord::Confirmed
                } else {
                    GuardianWord::Missing
                },
                at,
                later: None,
                ..before
            };
            (Said::Agreed, decision)
        }
        (ChangeAnswer::Decline, true) => {
            let later = later(LaterAnswer::Declined);
            (
                Said::Declined,
                FirstRunDecision {
                    later,
                    at,
                    ..before
                },
            )
        }
        (ChangeAnswer::Noted, false) => {
            let later = later(LaterAnswer::Noted);
            (Said::Noted, FirstRunDecision { later, ..before })
        }
        (ChangeAnswer::Decline, false) | (ChangeAnswer::Noted, true) => {
            return Err(ClientError::NotApplicable);
        }
    };
    Ok(Some(Answered {
        decision,
        said,
        trigger: Trigger::PolicyChange,
        presentation: "policy_change",
    }))
}

/// The policy in force, where the person answered another one. Before anything was opened nothing is: the first paint
/// does not wait for it.
pub(super) fn newer(core: &Core, decision: &FirstRunDecision) -> Option<NewerPolicyView> {
    let served = serve(core).ok();
    let (answered, language) = answered(decision, served.as_ref());
    let named = core.policies.named_by_platform(language);
    // The start opens it after the first paint, and says what comes of it.
    if named.is_some_and(|name| name == answered) || !core.policies.is_open(language) {
        return None;
    }
    let now = core.policies.in_force(language).ok()?;
    let version = now.name();
    if version == answered {
        return None;
    }
    let elsewhere = served
        .as_ref()
        .and_then(|served| said_in_log(served, &version));
    if elsewhere == Some(Decision::Given) {
        return None;
    }
    // What was said on this computer, by whoever answered what this person did. Whether somebody with a log of their own
    // declined stands there.
    let own = served
        .as_ref()
        .is_some_and(|served| served.terms().is_some());
    let here = decision.later.as_ref();
    let here = here.filter(|later| later.version == version && decision.answered() == answered);
    let here = here.filter(|later| !own || later.answer == LaterAnswer::Noted);
    let asked = core.policies.asked(&answered, &now);
    let again = |served: &Served| {
        let purposes = &now.bundle.sidecar.purposes;
        let items = purposes
            .iter()
            .flat_map(|purpose| served.items(core, purpose));
        items
            .filter(|item| item.standing == ItemStanding::AskedAgain)
            .count()
    };
    Some(NewerPolicyView {
        // Where the text that was answered is not at hand, nobody can say that it is less.
        materiality: asked
            .as_ref()
            .map_or(Materiality::Material, |asked| asked.materiality),
        terms: asked.as_ref().is_none_or(|asked| asked.terms),
        items: served
            .as_ref()
            .map_or(0, |served| u32::try_from(again(served)).unwrap_or(u32::MAX)),
        answer: here
            .map(|later| later.answer)
            .or(elsewhere.map(|_| LaterAnswer::Declined)),
        version,
    })
}

/// What the person said to this version as a whole, on any of their computers.
fn said_in_log(served: &Served, version: &PolicyVersion) -> Option<Decision> {
    let (standing, decided) = served.terms()?;
    let about_it = decided
        .shown()
        .is_some_and(|shown| shown.policy == *version);
    let declined =
        standing.decision == Decision::Refused && decided.record.trigger == Trigger::PolicyChange;
    let counts = standing.decision == Decision::Given || declined;
    (about_it && counts).then_some(standing.decision)
}

fn change(core: &Core, from: &Version, to: &Version) -> Result<PolicyChangeView, ClientError> {
    let asked = core.policies.asked(&from.name(), to);
    let asked = asked.as_deref();
    let decision = core.device.decision()?;
    let open = decision.and_then(|decision| newer(core, &decision));
    let served = serve(core)?;
    let mut by_purpose: BTreeMap<&str, Vec<Reason>> = BTreeMap::new();
    let mut reasons = Vec::new();
    for reason in asked.iter().flat_map(|asked| &asked.reasons) {
        match &reason.purpose {
            Some(purpose) => by_purpose.entry(purpose).or_default().push(reason.clone()),
            None => reasons.push(reason.clone()),
        }
    }
    let purposes = to.bundle.sidecar.purposes.iter();
    let purposes = purposes.filter_map(|purpose| {
        Some(ChangedPurposeView {
            id: purpose.id.clone(),
            title: purpose.title.clone(),
            reasons: by_purpose.remove(purpose.id.as_str())?,
            refusable: purpose.is_refusable(),
            items: served.items(core, purpose),
        })
    });
    let mut purposes: Vec<_> = purposes.collect();
    // Less is done than was agreed to, so that it asks nothing; it is said all the same.
    let stays = |id: &str| to.bundle.sidecar.purposes.iter().any(|one| one.id == id);
    let gone = from.bundle.sidecar.purposes.iter();
    let gone = gone.filter(|purpose| !stays(&purpose.id));
    purposes.extend(gone.map(|purpose| ChangedPurposeView {
        id: purpose.id.clone(),
        title: purpose.title.clone(),
        reasons: vec![Reason {
            code: ReasonCode::PurposeRemoved,
            purpose: Some(purpose.id.clone()),
            right: None,
            clause: None,
            value: String::new(),
        }],
        refusable: purpose.is_refusable(),
        items: Vec::new(),
    }));
    Ok(PolicyChangeView {
        served_id: Uuid::now_v7().to_string(),
        open: open.filter(|open| open.version == to.name()),
        materiality: asked.map_or(Materiality::Material, |asked: &Reconsent| asked.materiality),
        notes: notes(core, from, to),
        reasons,
        purposes,
        clauses: clauses(from, to),
        needs_guardian: needs_guardian(core)?,
        from: line(from),
        to: line(to),
    })
}

fn notes(core: &Core, from: &Version, to: &Version) -> Vec<ChangeNoteView> {
    let steps = core.policies.path(from, to);
    let note = |bundle: &PolicyBundle| {
        let note = bundle.sidecar.change.as_ref()?;
        Some(ChangeNoteView {
            version: bundle.document.version.clone(),
            summary: note.summary.clone(),
            for_me: note.for_me.clone(),
        })
    };
    steps.iter().filter_map(note).collect()
}

fn clauses(from: &Version, to: &Version) -> Vec<ChangedClauseView> {
    let changes = diff(&from.bundle.document, &to.bundle.document).into_iter();
    let shown = changes.map(|change| ChangedClauseView {
        marks: match (&change.before, &change.after) {
            (Some(before), Some(after)) if before.text != after.text => {
                marks(&before.text, &after.text)
            }
            _ => Vec::new(),
        },
        kind: change.kind,
        before: change.before,
        after: change.after,
    });
    shown.collect()
}

fn line(version: &Version) -> PolicyLineView {
    let document = &version.bundle.document;
    PolicyLineView {
        version: version.name(),
        title: document.title.clone(),
        effective_on: document.effective_on.map(|day| day.to_string()),
        language: document.language,
    }
}

fn history(core: &Core) -> Result<PolicyHistoryView, ClientError> {
    let mut found: HashMap<PolicyVersion, AnsweredPolicyView> = HashMap::new();
    let log = core.account().ok();
    let log = log.map(|account| account.store.read(DecisionLog::read));
    for decided in &log.transpose()?.unwrap_or(DecisionLog(Vec::new())).0 {
        let Some(shown) = decided.shown() else {
            continue;
        };
        let at = &decided.record.at;
        let entry = found.entry(shown.policy.clone());
        let entry = entry.or_insert_with(|| answered_line(core, &shown.policy, shown.language, at));
        if decided.record.item == TERMS {
            entry.decision = Some(decided.record.state);
        }
    }
    // Whoever has a log of their own has answered there; this computer's answer may be somebody else's.
    if let Some(decision) = core.device.decision()?
        && found.is_empty()
        && !decision.policy_version.is_empty()
    {
        let (name, language) = (decision.answered(), tag(&decision.language));
        let said = match decision.choice {
            Choice::Agree => Decision::Given,
            Choice::BrowseOnly => Decision::Refused,
        };
        found
            .entry(name.clone())
            .or_insert_with(|| AnsweredPolicyView {
                decision: Some(said),
                ..answered_line(core, &name, language, &decision.at)
            });
    }
    let mut versions: Vec<_> = found.into_values().collect();
    versions.sort_by(|one, other| other.at.cmp(&one.at));
    Ok(PolicyHistoryView { versions })
}

fn answered_line(
    core: &Core,
    name: &PolicyVersion,
    language: Language,
    at: &str,
) -> AnsweredPolicyView {
    let in_force = core.policies.in_force(language);
    AnsweredPolicyView {
        version: name.clone(),
        language,
        at: at.to_owned(),
        decision: None,
        in_force: in_force.is_ok_and(|now| now.name() == *name),
        at_hand: core.policies.version(name).is_some(),
    }
}
