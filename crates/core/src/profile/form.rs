//! Forms and drafts.

use sst_domain::identity::DocumentKind;
use sst_domain::profile::{ChangeInput, FieldKind, FieldSpec, RawValue, UnitSpec};

use super::view::unit_view;
use crate::store::Draft;
use crate::sync::planner::Replica;
use crate::view::{FieldView, FormFieldView, FormView, RevealedField};

/// The form of one unit, with what was typed before.
pub(super) fn form_view(
    spec: &'static UnitSpec,
    replica: &Replica,
    draft: Option<Draft>,
    memory_only: bool,
) -> FormView {
    FormView {
        unit: unit_view(spec, replica, memory_only),
        fields: spec.fields.iter().map(form_field).collect(),
        draft: draft.map(|draft| typed(spec, &draft)),
    }
}

/// What was typed, ready to be kept. `None` where nothing was typed.
pub(super) fn draft(change: ChangeInput) -> Option<Draft> {
    let texts = |value| match value {
        RawValue::Text(text) => vec![text],
        RawValue::List(list) => list,
    };
    let fields = change
        .fields?
        .into_iter()
        .map(|(field, value)| (field, texts(value)))
        .collect();
    Some(Draft {
        unit: change.unit,
        fields,
    })
}

fn typed(spec: &UnitSpec, draft: &Draft) -> Vec<RevealedField> {
    let typed = |field: &FieldSpec| {
        let text = draft.fields.get(field.name)?.clone();
        Some(RevealedField {
            field: field.name.to_owned(),
            text,
        })
    };
    spec.fields.iter().filter_map(typed).collect()
}

fn form_field(field: &'static FieldSpec) -> FormFieldView {
    FormFieldView {
        name: field.name.to_owned(),
        kind: field_view(field.kind),
        required: field.required,
    }
}

fn field_view(kind: FieldKind) -> FieldView {
    let owned = |options: &[&str]| options.iter().map(|&option| option.to_owned()).collect();
    match kind {
        FieldKind::PersonName => FieldView::PersonName,
        FieldKind::Choice(options) => FieldView::Choice {
            options: owned(options),
        },
        FieldKind::Choices(options) => FieldView::Choices {
            options: owned(options),
        },
        FieldKind::PastDate => FieldView::PastDate,
        FieldKind::Date => FieldView::Date,
        FieldKind::Country => FieldView::Country,
        FieldKind::Region => FieldView::Region,
        FieldKind::DocumentKind => FieldView::DocumentKind {
            options: DocumentKind::ALL
                .iter()
                .map(|kind| kind.as_str().to_owned())
                .collect(),
        },
        FieldKind::DocumentNumber => FieldView::DocumentNumber,
        FieldKind::Phone => FieldView::Phone,
        FieldKind::Email => FieldView::Email,
        FieldKind::Postcode => FieldView::Postcode,
        FieldKind::Text { max_chars } => FieldView::Text {
            max_chars: u32::try_from(max_chars).unwrap_or(u32::MAX),
        },
    }
}
