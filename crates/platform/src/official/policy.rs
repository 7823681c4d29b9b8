//! The operator publishes a privacy policy.

use sst_domain::notice::NoticeKind;
use sst_domain::policy::{
    Language, PinnedKey, PolicyBundle, Reconsent, check_change, open_trusted, reconsent, sample,
    verify,
};

use super::inbox::{Text, notice};
use super::{Official, OfficialError};
use crate::policy::sample::Sample;
use crate::store::{audit, citizen, notice as inbox, policy};

/// What became of a bundle that was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Citizens who were told; `None` for a text in another language than Chinese, which says the same.
    pub told: Option<i64>,
    /// The version that it replaces in its language; `None` where it is the first.
    pub replaces: Option<String>,
    /// What is asked again of whoever answered that version; for the first Chinese one, of whoever answered the
    /// sample. `None` where nobody was served a text in its language before.
    pub asked: Option<Reconsent>,
}

impl Official {
    /// Publishes a signed bundle. A Chinese one is the policy in force from now on, and every citizen is told
    /// (policy 7); one in another language goes beside the Chinese one of the same version.
    ///
    /// # Errors
    ///
    /// [`OfficialError::Bundle`] where `key` did not sign it or its content contradicts itself;
    /// [`OfficialError::PolicyChineseMissing`] where the version has no Chinese text yet;
    /// [`OfficialError::PolicyVersionTaken`] where this version was published before or is the sample's: a
    /// version never changes; [`OfficialError::PolicyChange`] where it does not say, or belittles, what it
    /// changes beside the version whose place it takes in its language.
    pub async fn publish_policy(
        &self,
        bundle: &[u8],
        key: &PinnedKey,
    ) -> Result<Published, OfficialError> {
        let opened = verify(bundle, std::slice::from_ref(key))?;
        let document = &opened.document;
        let (id, version) = (document.id.as_str(), document.version.as_str());
        // The sample's address has been served: it must not lead to another text.
        if Sample::open()?.is(id, version) {
            return Err(OfficialError::PolicyVersionTaken);
        }
        let mut tx = self.store.write().await?;
        let is_chinese = document.language == Language::ZhCn;
        if !is_chinese && !policy::is_known(&mut tx, id, version).await? {
            return Err(OfficialError::PolicyChineseMissing);
        }
        let of = (id, version, document.language.as_str());
        if !policy::publish(&mut tx, of, bundle).await? {
            return Err(OfficialError::PolicyVersionTaken);
        }
        let before = policy::replaced(&mut tx, of).await?;
        let before = before.map(|bytes| open_trusted(&bytes)).transpose()?;
        if let Some(before) = &before {
            check_change(before, &opened)?;
        }
        let asked = match &before {
            Some(before) => Some(reconsent(before, &opened)),
            None if is_chinese => Some(reconsent(&sample(Language::ZhCn).open()?, &opened)),
            None => None,
        };
        let mut citizens = None;
        if is_chinese {
            let text = Text {
                title: "隐私政策有更新",
                body: &told(&opened),
            };
            let notice = notice(&self.clock, NoticeKind::Policy, text)?;
            inbox::broadcast(&mut tx, &notice).await?;
            citizens = Some(citizen::count(&mut tx).await?);
        }
        let entry = audit::Entry {
            actor: "official",
            action: "policy.published",
            citizen_id: None,
            detail: &format!("{id} {version} {}", document.language.as_str()),
        };
        audit::record(&mut tx, self.clock.now(), entry).await?;
        tx.commit().await?;
        Ok(Published {
            told: citizens,
            replaces: before.map(|before| before.document.version),
            asked,
        })
    }

    /// The policy that was published last in a language; `None` where none was. Its signature was verified when
    /// it was published.
    ///
    /// # Errors
    ///
    /// [`OfficialError::Store`], [`OfficialError::Bundle`].
    pub async fn last_policy(
        &self,
        language: Language,
    ) -> Result<Option<PolicyBundle>, OfficialError> {
        let mut conn = self.store.read().await?;
        let bytes = policy::last_in(&mut conn, language.as_str()).await?;
        Ok(bytes.map(|bytes| open_trusted(&bytes)).transpose()?)
    }
}

/// What citizens are told: that there is a new version, and what it changes (policy 7).
fn told(bundle: &PolicyBundle) -> String {
    let version = &bundle.document.version;
    let mut body = format!(
        "隐私政策已更新到 {version} 版。请在“隐私中心”查看内容和变化。\n\n\
         The privacy policy is now version {version}. See the privacy centre."
    );
    if let Some(note) = &bundle.sidecar.change {
        let parts = [("改了什么", &note.summary), ("对您的影响", &note.for_me)];
        for (label, part) in parts
            .into_iter()
            .filter(|(_, part)| !part.trim().is_empty())
        {
            body.push_str(&format!("\n\n{label}：{part}"));
        }
    }
    body
}
