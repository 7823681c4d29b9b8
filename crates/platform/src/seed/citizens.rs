//! The citizens of the sample.

use std::collections::BTreeMap;

use serde::Deserialize;
use sst_domain::profile::{ChangeInput, ChangedBy, Origin, RawFields, parse_change, unit_spec};

use super::{Account, SeedError, parse as parse_json};
use crate::auth::{password, register};
use crate::error::StoreError;
use crate::official::Official;
use crate::store::unit::Write;
use crate::store::{WriteTx, citizen, unit};

const FILE: &str = "citizens.json";

/// One citizen as the file describes them.
#[derive(Deserialize)]
pub(super) struct Sample {
    phone: String,
    account: String,
    password: String,
    units: BTreeMap<String, RawFields>,
    /// Units that count as verified by an official.
    verified: Vec<String>,
}

pub(super) fn parse() -> Result<Vec<Sample>, SeedError> {
    parse_json(FILE, include_str!("../../sample/citizens.json"))
}

impl Official {
    /// Opens the account of one citizen, unless it is there.
    pub(super) async fn seed_citizen(&self, sample: Sample) -> Result<Account, SeedError> {
        if !self.has_account(&sample.phone).await? {
            // Before the transaction: nobody else can write while it is open.
            let hash = password::hash(sample.password.clone().into_bytes()).await?;
            self.open_sample_account(&sample, &hash).await?;
        }
        let name = sample
            .units
            .get("name")
            .and_then(|fields| match fields.get("name") {
                Some(sst_domain::profile::RawValue::Text(name)) => Some(name.clone()),
                _ => None,
            });
        let Sample {
            phone,
            account,
            password,
            ..
        } = sample;
        Ok(Account {
            phone,
            account,
            password,
            name: name.unwrap_or_default(),
        })
    }

    async fn has_account(&self, phone: &str) -> Result<bool, StoreError> {
        let mut conn = self.store.read().await?;
        Ok(citizen::by_phone(&mut conn, phone).await?.is_some())
    }

    async fn open_sample_account(&self, sample: &Sample, hash: &str) -> Result<(), SeedError> {
        let mut tx = self.store.write().await?;
        // Somebody may have opened it meanwhile.
        if citizen::by_phone(&mut tx, &sample.phone).await?.is_none() {
            let id = register::open_account(&self.clock, &mut tx, &sample.phone).await?;
            citizen::set_account(&mut tx, &id, &sample.account, hash).await?;
            for (key, fields) in &sample.units {
                let verified = sample.verified.contains(key);
                self.seed_unit(&mut tx, &id, (key, fields), verified)
                    .await?;
            }
            self.welcome(&mut tx, &id).await?;
            self.record_seed(&mut tx, Some(&id), "account").await?;
            tx.commit().await?;
        }
        Ok(())
    }

    async fn seed_unit(
        &self,
        tx: &mut WriteTx,
        id: &str,
        (key, fields): (&str, &RawFields),
        verified: bool,
    ) -> Result<(), SeedError> {
        let spec = unit_spec(key).ok_or(SeedError::Sample(FILE))?;
        let (unit, fields) = (spec.unit_key(), Some(fields.clone()));
        let input = ChangeInput {
            unit,
            fields,
            base_rev: 0,
        };
        let change = parse_change(&input, None, self.clock.today());
        let value = change.map_err(|_| SeedError::Sample(FILE))?.value;
        let (origin, ground) = match verified {
            true => (Origin::Official { verified }, "示例：窗口核验".to_owned()),
            false => (Origin::Platform, "示例数据".to_owned()),
        };
        let at = self.clock.now_text();
        let changed_by = ChangedBy {
            origin,
            ground,
            at,
            reference: None,
            unknown: BTreeMap::new(),
        };
        let write = Write {
            unit: spec.key,
            value: value.as_ref(),
            verified,
            changed_by: &changed_by,
            mutation: None,
        };
        unit::write(tx, id, write).await?;
        if let (Some(address), "email") = (value.as_ref().and_then(|v| v.text("address")), key) {
            citizen::set_email(tx, id, address).await?;
        }
        Ok(())
    }
}
