import type {
  AttachmentView,
  CorrectionFormView,
  CorrectionInput,
  CorrectionsView,
  CorrectionStateView,
  CorrectionView,
  HistoryView,
  RawValue,
} from '../../../src/lib/bindings';
import type { Handlers } from '../backend';
import { formFields, masked } from '../person';
import { failure, type World } from '../world';
import { problemsOf, unitOf } from './profile';

/** What was typed and attached, by unit. */
export interface CorrectionDraft {
  fields: Record<string, RawValue>;
  reason: string;
  attachments: AttachmentView[];
}

const MOST = 3;
const textOf = (value: RawValue | undefined) => (Array.isArray(value) ? value : [value ?? '']);

/** Requests for correction, and the history of changes. */
export const correctionHandlers: Handlers = {
  corrections: (world) => viewOf(world),
  correction_form: (world, { unit }) => formOf(world, String(unit)),
  correction_open: (world, { id }) => {
    const request = find(world, id);
    return { request, reason: world.reasons[request.id] ?? '户口本上的姓名是另一个字。' };
  },
  correction_keep: (world, { input }) => {
    keep(world, input as CorrectionInput);
    return null;
  },
  correction_attach: (world, { unit: key }) => {
    const unit = String(key);
    if (formOf(world, unit).consent_needed) throw failure('item-consent-needed', { retryable: false });
    const draft = (world.corrections[unit] ??= { fields: {}, reason: '', attachments: [] });
    const refused = [];
    for (const { name, kind, size, code } of world.scenario.chosenFiles) {
      if (code !== undefined) refused.push({ name, code });
      else if (draft.attachments.length === MOST) refused.push({ name, code: 'attachment-too-many' });
      else draft.attachments.push({ id: `f${(world.numbered += 1)}`, name, kind, size });
    }
    return { form: formOf(world, unit), refused };
  },
  correction_detach: (world, { unit: key, id }) => {
    const draft = world.corrections[String(key)];
    if (!draft?.attachments.some((held) => held.id === id)) throw failure('not-found', { retryable: false });
    draft.attachments = draft.attachments.filter((held) => held.id !== id);
    return formOf(world, String(key));
  },
  correction_discard: (world, { unit }) => {
    delete world.corrections[String(unit)];
    return viewOf(world);
  },
  correction_submit: (world, { input: given }) => {
    const input = given as CorrectionInput;
    const { unit, fields, reason } = input;
    const form = formOf(world, unit);
    if (form.consent_needed) throw failure('item-consent-needed', { retryable: false });
    if (form.under_way !== null) throw failure('request-open', { retryable: false });
    const problems = problemsOf({ unit, fields, base_rev: 0 });
    if (reason.trim() === '') problems.push({ unit, field: 'reason', code: 'required' });
    if (problems.length > 0) throw failure('invalid-fields', { retryable: false, fields: problems });
    const values = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, textOf(value)]));
    const id = `r${(world.numbered += 1)}`;
    world.reasons[id] = reason.trim();
    world.asked[id] = input;
    world.scenario.corrections.unshift({
      id,
      unit,
      fields: masked(unit, values),
      attachments: world.corrections[unit]?.attachments ?? [],
      at: '2026-11-24T02:00:00Z',
      state: { kind: 'waiting' },
      held: false,
    });
    delete world.corrections[unit];
    return viewOf(world);
  },
  correction_revise: (world, { id }) => {
    const request = find(world, id);
    if (!['waiting', 'uploading', 'consent_needed', 'rejected'].includes(request.state.kind)) throw failure('not-applicable');
    const { fields = {} } = world.asked[request.id] ?? {};
    world.corrections[request.unit] = { fields, reason: world.reasons[request.id] ?? '', attachments: request.attachments };
    remove(world, request);
    return formOf(world, request.unit);
  },
  correction_cancel: (world, { id }) => {
    const request = find(world, id);
    const { state } = request;
    if (state.kind === 'sent' && (state.progress === 'received' || state.progress === 'in_review')) {
      become(world, request, { ...state, withdrawing: true });
    } else if (state.kind === 'sending') {
      // It may have left: what becomes of it is known only once the platform has answered.
      become(world, request, { ...state, withdrawing: true });
    } else if (state.kind === 'sent') {
      throw failure('not-applicable', { retryable: false });
    } else {
      remove(world, request);
    }
    return viewOf(world);
  },
  profile_history: (world, { before }): HistoryView => {
    if (world.scenario.sync.state.kind === 'offline') throw failure('offline');
    const all = world.scenario.changes;
    const from = before === null ? 0 : Number(before);
    const next = from + 6 < all.length ? String(from + 6) : null;
    return { entries: all.slice(from, from + 6), next };
  },
};

/** The requests as the client shows them. */
export function viewOf(world: World): CorrectionsView {
  const drafts = Object.entries(world.corrections).map(
    ([unit, { attachments }]): CorrectionView => ({
      id: unit,
      unit,
      fields: [],
      attachments,
      at: '2026-11-24T02:00:00Z',
      state: { kind: 'draft' },
      held: false,
    }),
  );
  return { requests: [...drafts, ...world.scenario.corrections], version: (world.versions += 1) };
}

/** One request comes to another state, and the page hears of it. */
export function become(world: World, request: CorrectionView, state: CorrectionStateView): void {
  world.scenario.corrections = world.scenario.corrections.map((one) => (one.id === request.id ? { ...one, state } : one));
  world.emit({ kind: 'corrections', view: viewOf(world) });
}

function remove(world: World, request: CorrectionView): void {
  world.scenario.corrections = world.scenario.corrections.filter(({ id }) => id !== request.id);
}

function find(world: World, id: unknown): CorrectionView {
  const request = world.scenario.corrections.find((one) => one.id === id);
  if (!request) throw failure('not-found', { retryable: false });
  return request;
}

function keep(world: World, { unit, fields, reason }: CorrectionInput): void {
  formOf(world, unit);
  world.corrections[unit] = { fields, reason, attachments: world.corrections[unit]?.attachments ?? [] };
}

function formOf(world: World, key: string): CorrectionFormView {
  const unit = unitOf(world, key);
  if (!unit.verified) throw failure('unit-not-verified', { retryable: false });
  const draft = world.corrections[key];
  const typed = draft && Object.keys(draft.fields).length > 0 ? draft.fields : null;
  const closed = (state: CorrectionStateView) =>
    state.kind === 'sent' && state.progress !== 'received' && state.progress !== 'in_review';
  return {
    form: {
      unit,
      fields: formFields(key),
      draft: typed && Object.entries(typed).map(([field, value]) => ({ field, text: textOf(value) })),
    },
    reason: draft?.reason ?? '',
    attachments: draft?.attachments ?? [],
    most_attachments: MOST,
    most_reason_chars: 500,
    consent_needed: !agreed(world),
    under_way: world.scenario.corrections.find((one) => one.unit === key && !closed(one.state)) ?? null,
  };
}

function agreed(world: World): boolean {
  const items = world.scenario.purposes.purposes.flatMap(({ items }) => items);
  return items.some(({ control, standing }) => control === 'sensitive-identity' && standing === 'given');
}
