//! An official corrects a unit of a citizen's profile (policy 4.2).

use sst_api::sync::UnitChange;
use sst_domain::notice::NoticeKind;
use sst_domain::profile::{
    ChangeInput, ChangedBy, Origin, Proof, RawFields, UnitSpec, parse_change, unit_spec,
};

use super::inbox::{Text, notice};
use super::{Official, OfficialError};
use crate::store::unit::Write;
use crate::store::{audit, citizen, notice as inbox, unit};

/// A correction.
pub struct Correction {
    /// Phone number of the citizen.
    pub phone: String,
    /// Key of the unit.
    pub unit: String,
    /// Its new value, as typed; `None` empties the unit.
    pub fields: Option<RawFields>,
    /// On what ground, in words for the person.
    pub ground: String,
    /// Whether the value counts as verified from now on.
    pub verified: bool,
}

/// What became of a correction.
#[derive(Debug)]
pub struct Corrected {
    /// What stands now.
    pub stands: UnitChange,
    /// Fields that were filled and are not any more, by name: a correction replaces the whole unit.
    pub removed: Vec<String>,
}

impl Official {
    /// Corrects a unit, and tells the citizen so.
    ///
    /// # Errors
    ///
    /// [`OfficialError`]: nobody has the number, no such unit, wrong fields, no ground.
    pub async fn correct_unit(&self, correction: Correction) -> Result<Corrected, OfficialError> {
        let Some(spec) = unit_spec(&correction.unit) else {
            return Err(OfficialError::NoSuchUnit(correction.unit));
        };
        // Phone and e-mail log people in: not even an official gives them to somebody else.
        if !may_correct(spec) {
            return Err(OfficialError::UnitOfOwner);
        }
        let ground = correction.ground.trim().to_owned();
        if ground.is_empty() {
            return Err(OfficialError::GroundMissing);
        }
        let mut tx = self.store.write().await?;
        let citizen = citizen::by_phone(&mut tx, correction.phone.trim()).await?;
        let id = citizen.ok_or(OfficialError::NoSuchCitizen)?.citizen_id;
        let current = unit::find(&mut tx, &id, spec.key).await?;
        let input = ChangeInput {
            unit: spec.unit_key(),
            fields: correction.fields,
            base_rev: current.as_ref().map_or(0, |current| current.rev),
        };
        let held = current.as_ref().and_then(|current| current.value.as_ref());
        let change =
            parse_change(&input, held, self.clock.today()).map_err(OfficialError::Fields)?;

        let changed_by = ChangedBy {
            origin: Origin::Official {
                verified: correction.verified,
            },
            ground,
            at: self.clock.now_text(),
            reference: None,
            unknown: Default::default(),
        };
        let write = Write {
            unit: spec.key,
            value: change.value.as_ref(),
            verified: correction.verified,
            changed_by: &changed_by,
            mutation: None,
        };
        let same = correction.verified && held == change.value.as_ref();
        let stands = unit::write(&mut tx, &id, write).await?;
        inbox::insert(&mut tx, &id, &self.tell(spec, &changed_by.ground, same)?).await?;
        let entry = audit::Entry {
            actor: "official",
            action: "unit.corrected",
            citizen_id: Some(&id),
            detail: spec.key,
        };
        audit::record(&mut tx, self.clock.now(), entry).await?;
        tx.commit().await?;
        let is_gone = |name: &str| {
            let now = stands.value.as_ref();
            now.is_none_or(|value| value.field(name).is_none())
        };
        let before = held.iter().flat_map(|value| value.fields());
        let removed = before.map(|(name, _)| name).filter(|name| is_gone(name));
        Ok(Corrected {
            removed: removed.map(str::to_owned).collect(),
            stands,
        })
    }

    fn tell(
        &self,
        spec: &UnitSpec,
        ground: &str,
        same: bool,
    ) -> Result<sst_domain::notice::Notice, getrandom::Error> {
        let (chinese, english) = unit_name(spec.key);
        // What was right already is only verified.
        let (done, did) = match same {
            true => ("核实", "verified"),
            false => ("更正", "corrected"),
        };
        let body = format!(
            "工作人员{done}了您的{chinese}。依据：{ground}。请在“我的”中查看。\n\n\
             An official has {did} your {english}. Ground: {ground}. See “My profile”."
        );
        let text = Text {
            title: &format!("您的{chinese}已{done}"),
            body: &body,
        };
        notice(&self.clock, NoticeKind::Correction, text)
    }
}

/// Whether it is not its owner's, or the platform's, alone.
pub(super) fn may_correct(spec: &UnitSpec) -> bool {
    !matches!(spec.proof, Proof::Code | Proof::Platform)
}

/// What the person calls a unit.
pub(super) fn unit_name(key: &str) -> (&'static str, &'static str) {
    match key {
        "name" => ("姓名", "name"),
        "sex" => ("性别", "sex"),
        "birthday" => ("出生日期", "date of birth"),
        "nationality" => ("国籍", "nationality"),
        "address" => ("联系地址", "address"),
        "id_document" => ("身份证件", "identity document"),
        "interests" => ("关注内容", "interests"),
        _ => ("设置", "settings"),
    }
}
