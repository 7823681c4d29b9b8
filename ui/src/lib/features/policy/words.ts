import type { AnsweredPolicyView, ChangeKind, Language, NewerPolicyView, PolicyLineView, Reason } from '$lib/bindings';
import { m } from '$lib/i18n';
import { formatDay } from '$lib/i18n/format';

/** What a changed policy asks: nothing, some purposes anew, or the policy as a whole. */
export type Asks = 'nothing' | 'purposes' | 'terms';

/** What a changed policy asks of the person. */
export function asks({ materiality, terms, items }: NewerPolicyView): Asks {
  if (terms) return 'terms';
  return materiality === 'material' || items > 0 ? 'purposes' : 'nothing';
}

/** That the policy has changed, in words. */
export interface NewerText {
  tone: 'info' | 'warning';
  title: string;
  lines: string[];
}

/** That there is a newer policy, and what it means. `open` says whether what the person agreed to can be read now. */
export function newerText(newer: NewerPolicyView, open: boolean): NewerText {
  const { items: count } = newer;
  switch (asks(newer)) {
    case 'nothing':
      return { tone: 'info', title: m.newer_wording(), lines: [m.newer_wording_text()] };
    case 'purposes':
      if (count > 0) return { tone: 'warning', title: m.newer_items({ count }), lines: [m.newer_items_text()] };
      return { tone: 'info', title: m.newer_material(), lines: [open ? m.newer_material_text() : m.newer_material_unknown()] };
    case 'terms': {
      const more = count > 0 ? [m.newer_terms_items({ count })] : [];
      return { tone: 'warning', title: m.newer_terms(), lines: [m.newer_terms_text(), ...more] };
    }
  }
}

/** What the person said to a changed policy, in words; `null` before they said anything. */
export function answeredLine({ answer, version: { version } }: NewerPolicyView): string | null {
  switch (answer) {
    case null:
      return null;
    case 'noted':
      return m.newer_was_noted({ version });
    case 'declined':
      return m.newer_was_declined({ version });
  }
}

/** In what something is another one. `place` is the number of the clause, where it is known. */
export function reasonLine(reason: Reason, place = ''): string {
  const line = reasonWords(reason);
  return place === '' ? line : m.reason_at({ reason: line, place });
}

function reasonWords({ code, value: given }: Reason): string {
  const value = given === '' ? m.reason_unsaid() : given;
  switch (code) {
    case 'policy_replaced':
      return m.reason_policy_replaced();
    case 'controller_changed':
      return m.reason_controller_changed({ value });
    case 'purpose_added':
      return m.reason_purpose_added();
    case 'purpose_removed':
      return m.reason_purpose_removed();
    case 'basis_changed':
      return m.reason_basis_changed();
    case 'became_required':
      return m.reason_became_required();
    case 'method_changed':
      return m.reason_method_changed({ value });
    case 'data_added':
      return m.reason_data_added({ value });
    case 'purpose_reworded':
      return m.reason_purpose_reworded();
    case 'retention_changed':
      return m.reason_retention_changed({ value });
    case 'third_party_added':
      return m.reason_third_party_added({ value });
    case 'third_party_changed':
      return m.reason_third_party_changed({ value });
    case 'recipient_added':
      return m.reason_recipient_added({ value });
    case 'became_sensitive':
      return m.reason_became_sensitive();
    case 'became_automated':
      return m.reason_became_automated();
    case 'right_removed':
      return m.reason_right_removed({ value });
    case 'right_clause_removed':
      return m.reason_right_clause_removed({ value });
    case 'right_reduced':
      return m.reason_right_reduced({ value });
    case 'unclaimed_clause_changed':
      return m.reason_unclaimed_clause_changed();
    case 'clause_changed':
      return m.reason_clause_changed();
    case 'labelled_material':
      return m.reason_labelled_material();
  }
}

/** In what way a clause differs. */
export function kindLabel(kind: ChangeKind): string {
  switch (kind) {
    case 'added':
      return m.change_kind_added();
    case 'removed':
      return m.change_kind_removed();
    case 'changed':
      return m.change_kind_changed();
    case 'moved':
      return m.change_kind_moved();
    case 'renumbered':
      return m.change_kind_renumbered();
  }
}

/** A version, and since when it is in force. */
export function versionLine({ version: { version }, effective_on: since }: PolicyLineView): string {
  return since === null ? m.change_version({ version }) : m.change_version_since({ version, day: formatDay(since) });
}

/** A version and the language of its text. */
export function versionName({ version: { version }, language }: AnsweredPolicyView): string {
  return m.versions_name({ version, language: languageName(language) });
}

function languageName(language: Language): string {
  switch (language) {
    case 'zh-CN':
      return m.versions_language_zh();
    case 'en':
      return m.versions_language_en();
  }
}

/** What was said to a version as a whole. */
export function saidLine({ decision }: AnsweredPolicyView): string {
  switch (decision) {
    case 'given':
      return m.versions_given();
    case 'refused':
      return m.versions_refused();
    case 'withdrawn':
      return m.versions_withdrawn();
    case null:
      return m.versions_single();
  }
}
