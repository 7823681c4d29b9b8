//! From the replica to what a screen shows of it.

use std::sync::atomic::{AtomicU64, Ordering};

use sst_domain::profile::{FieldValue, MaskedField, UNITS, UnitSpec, UnitValue, mask_unit};

use crate::sync::planner::{OutboxRow, Phase, Replica};
use crate::view::{ConflictView, ProfileView, RevealedField, UnitStateView, UnitView};

/// Views so far, of all stores: what is shown of the next person is newer than what was of the last.
static VIEWS: AtomicU64 = AtomicU64::new(0);

/// Every unit of the table. Units of a newer platform are kept, and not shown. To be called within the
/// transaction that the replica was read in, so that versions grow in the order of transactions.
pub(crate) fn profile_view(replica: &Replica, memory_only: bool) -> ProfileView {
    ProfileView {
        units: UNITS
            .iter()
            .map(|spec| unit_view(spec, replica, memory_only))
            .collect(),
        version: VIEWS.fetch_add(1, Ordering::Relaxed),
    }
}

/// One unit.
pub(super) fn unit_view(spec: &'static UnitSpec, replica: &Replica, memory_only: bool) -> UnitView {
    let key = spec.unit_key();
    let base = replica.units.get(&key);
    let row = replica.newest_row(&key);
    let state = match (row, base) {
        (Some(row), _) => row_state(spec, row, replica, memory_only),
        (None, Some(base)) if base.value.is_some() => UnitStateView::Synced,
        (None, _) => UnitStateView::Empty,
    };
    let follows_base = row.is_none_or(|row| row.phase == Phase::Conflict);
    UnitView {
        fields: masked(spec, replica.shown_value(&key)),
        state,
        rev: replica.shown_rev(&key),
        changed_by: base
            .filter(|_| follows_base)
            .map(|base| base.changed_by.clone()),
        group: spec.group,
        edit: spec.edit,
        step_up: spec.step_up,
        proof: spec.proof,
        verified: base.is_some_and(|base| base.verified),
        sensitive: spec.sensitive,
        undoable: replica.is_undoable(&key),
        key,
    }
}

fn masked(spec: &'static UnitSpec, value: Option<&UnitValue>) -> Vec<MaskedField> {
    value
        .map(|value| mask_unit(spec, value))
        .unwrap_or_default()
}

/// A value in clear, field by field, in the order of the table.
pub(super) fn revealed(spec: &'static UnitSpec, value: &UnitValue) -> Vec<RevealedField> {
    let reveal = |name: &str| {
        let text = match value.field(name)? {
            FieldValue::Text(text) => vec![text.clone()],
            FieldValue::List(list) => list.clone(),
            FieldValue::Unknown(_) => return None,
        };
        Some(RevealedField {
            field: name.to_owned(),
            text,
        })
    };
    spec.fields
        .iter()
        .filter_map(|field| reveal(field.name))
        .collect()
}

fn row_state(
    spec: &'static UnitSpec,
    row: &OutboxRow,
    replica: &Replica,
    memory_only: bool,
) -> UnitStateView {
    let key = spec.unit_key();
    match &row.phase {
        Phase::Waiting | Phase::Frozen { .. } if memory_only => UnitStateView::Unsaved,
        Phase::Waiting | Phase::Frozen { .. } => UnitStateView::Pending {
            since: row.saved_at.clone(),
        },
        Phase::Rejected { code, fields } => UnitStateView::Rejected {
            code: code.clone(),
            fields: fields.clone(),
            stands: masked(spec, replica.base_value(&key)),
        },
        Phase::Conflict => match replica.units.get(&key) {
            Some(base) => UnitStateView::Conflict(ConflictView {
                mine: masked(spec, row.value()),
                since: row.saved_at.clone(),
                lost: row.lost,
                theirs: masked(spec, base.value.as_ref()),
                changed_by: base.changed_by.clone(),
            }),
            // The platform has not told yet what it conflicts with; the next answer does.
            None => UnitStateView::Pending {
                since: row.saved_at.clone(),
            },
        },
    }
}
