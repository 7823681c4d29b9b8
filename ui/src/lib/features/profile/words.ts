import type { ChangedBy, ConflictView, FailureView, FieldProblem, UnitGroup, UnitKey, UnitStateView, UnitView } from '$lib/bindings';
import { explainCode, explainField } from '$lib/errors';
import { m } from '$lib/i18n';
import { formatDay, formatMoment } from '$lib/i18n/format';
import { messageFor } from '$lib/i18n/lookup';
import { app } from '$lib/state/app.svelte';

/** What a unit is called. A unit without words of its own is called by its key. */
export function unitLabel(unit: UnitKey): string {
  return messageFor(`unit_${unit}`) ?? unit;
}

/** What a part of 信息修正 is called. */
export function groupLabel(group: UnitGroup): string {
  return messageFor(`group_${group}`) ?? group;
}

/** The label of a field in a form. */
export function fieldLabel(unit: UnitKey, field: string): string {
  return messageFor(`label_${unit}_${field}`) ?? messageFor(`label_${field}`) ?? field;
}

/** The question that a page of one field asks. */
export function questionLabel(unit: UnitKey, field: string): string {
  return messageFor(`question_${unit}_${field}`) ?? fieldLabel(unit, field);
}

/** What a field is called beside its present value. */
export function fieldShortLabel(unit: UnitKey, field: string): string {
  return messageFor(`short_${unit}_${field}`) ?? fieldLabel(unit, field);
}

/** What helps in filling a field. */
export function fieldHint(unit: UnitKey, field: string): string | undefined {
  return messageFor(`hint_${unit}_${field}`);
}

/** The name of one code that a field can hold. */
export function optionLabel(field: string, code: string): string {
  return messageFor(`option_${field}_${code}`) ?? m.code_unknown({ code });
}

/** What wants saying of a unit's state; a refusal with its reason. */
export function stateLabel(state: UnitStateView): string {
  if (state.kind === 'rejected') return m.state_rejected_why({ reason: reasonLabel(state) });
  return messageFor(`state_${state.kind}`) ?? state.kind;
}

/** Why the platform refused, in words: that of the fields where it named some. */
export function reasonLabel(state: Extract<UnitStateView, { kind: 'rejected' }>): string {
  const [problem] = state.fields;
  return problem === undefined ? explainCode(state.code).happened : explainField(problem.code);
}

/** Who gave a value its present form, and when. */
export function originLabel({ origin, at }: ChangedBy, timed = false): string {
  return m.origin_line({ origin: originName(origin), date: timed ? formatMoment(at) : formatDay(at) });
}

/** Who gave a value its present form. */
export function originName(origin: ChangedBy['origin']): string {
  switch (origin.kind) {
    case 'device':
      return m.origin_self();
    case 'official':
      return origin.verified ? m.origin_official_verified() : m.origin_official();
    case 'platform':
      return m.origin_platform();
    case 'third_party':
      return m.origin_third_party({ name: origin.name });
  }
}

/** What a conflict is called, and what has happened. */
export function conflictWords({ key, verified }: Pick<UnitView, 'key' | 'verified'>, { lost }: Pick<ConflictView, 'lost'>): { title: string; text: string } {
  const unit = unitLabel(key);
  if (lost) return { title: m.conflict_lost_title({ unit }), text: m.conflict_lost_text() };
  return { title: m.conflict_title({ unit }), text: verified ? m.conflict_verified_text() : m.conflict_text() };
}

/** What the value of a unit is called beside what it may become: it is the person's own where the platform refused it. */
export function presentTitle({ state }: UnitView): string {
  return state.kind === 'rejected' ? m.conflict_mine() : m.edit_now();
}

/** What is wrong with a field, with its name where the unit has several. */
export function problemLabel({ unit, field, code }: FieldProblem, several = true): string {
  if (field === '') return explainField(code);
  const label = fieldLabel(unit, field);
  if (code === 'required') return PICKED.includes(field) ? m.problem_choose({ label }) : m.problem_required({ label });
  const message = explainField(code, `${unit}_${field}`);
  return several ? m.problem_line({ label, message }) : message;
}

/** Fields that are chosen rather than typed. */
const PICKED = ['sex', 'country', 'region', 'kind', 'language', 'mode'];

/** What stands against keeping what was typed, other than this computer's own troubles; they have words of their own. */
const BARRED = ['request-open', 'unit-not-verified', 'item-consent-needed'];

/** Why what was typed cannot be kept, where that is not for this computer to mend. */
export function barredReason(failure: FailureView | null): string | null {
  return failure !== null && BARRED.includes(failure.code) ? explainCode(failure.code).happened : null;
}

/** How long what was typed is kept: as long as the keys are. */
export function keptLabel(): string {
  return app.account?.keeping.tier === 'memory' ? m.draft_kept_memory() : m.draft_kept();
}
