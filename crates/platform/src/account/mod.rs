//! What is changed only while the platform answers: phone, e-mail, identity document.

pub(crate) mod contact;
pub(crate) mod document;
pub(crate) mod verify;

use sst_domain::profile::{ChangeInput, RawFields, UnitValue, parse_change};

use crate::app::App;
use crate::http::failure::Failure;

/// Parses the new value of a unit, with every field that is wrong.
fn parse_unit(
    app: &App,
    unit: &'static str,
    fields: RawFields,
    current: Option<&UnitValue>,
) -> Result<UnitValue, Failure> {
    let input = ChangeInput {
        unit: unit.into(),
        fields: Some(fields),
        base_rev: 0,
    };
    let change = parse_change(&input, current, app.clock.today()).map_err(Failure::fields)?;
    Ok(change.value.unwrap_or_default())
}
