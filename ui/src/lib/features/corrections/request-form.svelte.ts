import type { AttachmentView, CorrectionFormView, CorrectionInput, CorrectionView, FailureView } from '$lib/bindings';
import type { FieldProblem, RefusedFileView, UnitView } from '$lib/bindings';
import { corrections, profile } from '$lib/client';
import { EditForm } from '$lib/features/profile/edit-form.svelte';
import type { FormUse } from '$lib/features/profile/form-use';
import { askPath } from '$lib/features/profile/paths';
import { Steps } from '$lib/features/profile/steps';
import { prefill } from '$lib/features/profile/prefill';
import { toChange, valuesOf, type Values } from '$lib/features/profile/values';
import { app } from '$lib/state/app.svelte';

/** The page that says what will be asked. */
export const START = 'start';
/** The page that asks why; also what the reason is called among the values. */
export const REASON = 'reason';
/** The page where proof is attached. */
export const PROOF = 'proof';

/** The unit as the platform has it, where the person's own value was refused. */
function standing(unit: UnitView): UnitView {
  return unit.state.kind === 'rejected' ? { ...unit, fields: unit.state.stands, state: { kind: 'synced' } } : unit;
}

/** One request for correction that is being written: what it should be, why, and what proves it. */
export class RequestForm {
  readonly view: CorrectionFormView;
  readonly form: EditForm;
  attachments = $state.raw<AttachmentView[]>([]);
  /** What was chosen last and could not be attached. */
  refused = $state.raw<RefusedFileView[]>([]);
  /** Why files could not be attached or removed. */
  failure = $state.raw<FailureView | null>(null);
  /** The person chooses files, or those that were chosen are being taken in. */
  attaching = $state(false);
  /** What was done with the files last, for those who do not see it. */
  told = $state.raw<{ added: number } | { removed: string } | null>(null);
  /** Whether something of it was there when it was opened. */
  readonly resumed: boolean;
  /** Whether it begins with an edit that was not accepted, because the value was verified meanwhile. */
  readonly brought: boolean;
  /** Files that are being taken in: nothing is handed in or given up before that is over. */
  #attached: Promise<void> = Promise.resolve();
  #detaching = new Set<string>();

  constructor(view: CorrectionFormView) {
    this.view = view;
    this.attachments = view.attachments;
    const { form } = view;
    const fields = form.fields.map(({ name }) => name);
    const steps = new Steps(askPath(form.unit.key), [...fields, REASON, PROOF], [START]);
    this.form = new EditForm({ ...form, unit: standing(form.unit), draft: null }, this.#use(), steps);
    this.resumed = form.draft !== null || view.reason !== '' || view.attachments.length > 0;
    if (form.draft?.length) this.form.values = valuesOf(form, form.draft);
    const given = prefill.take(form.unit.key);
    this.brought = given !== null && !this.resumed;
    if (given !== null && this.brought) this.form.begin(given);
    this.form.values = { ...this.form.values, [REASON]: view.reason };
  }

  get full(): boolean {
    return this.attachments.length >= this.view.most_attachments;
  }

  get reason(): string {
    const reason = this.form.values[REASON];
    return typeof reason === 'string' ? reason : '';
  }

  /** Lets the person choose files and attaches them. */
  attach(): Promise<void> {
    if (!this.attaching) this.#attached = this.#attach();
    return this.#attached;
  }

  async #attach(): Promise<void> {
    this.#begin();
    this.attaching = true;
    // What was typed lies below what is attached: it is written first.
    await this.form.flush();
    const before = this.attachments.length;
    const answer = await corrections.attach(this.form.unit.key);
    this.attaching = false;
    if (!answer.ok) {
      this.failure = answer.failure;
      return;
    }
    this.attachments = answer.value.form.attachments;
    this.refused = answer.value.refused;
    const added = this.attachments.length - before;
    if (added > 0) this.told = { added };
  }

  async detach({ id, name }: AttachmentView): Promise<void> {
    if (this.#detaching.has(id)) return;
    this.#detaching.add(id);
    this.#begin();
    const answer = await corrections.detach(this.form.unit.key, id);
    this.#detaching.delete(id);
    if (!answer.ok) {
      this.failure = answer.failure;
      return;
    }
    this.attachments = answer.value.attachments;
    this.told = { removed: name };
  }

  /** Hands it in. Returns the request where that succeeded; what is wrong stands in the form otherwise. */
  async submit(): Promise<CorrectionView | null> {
    await this.#attached;
    await this.form.flush();
    const before = new Set(app.corrections?.requests.map(({ id }) => id));
    const view = await this.form.attempt(() => corrections.submit(this.#input(this.form.values)), false);
    if (view === null) return null;
    app.take({ kind: 'corrections', view });
    const { key } = this.form.unit;
    const own = view.requests.filter(({ unit, state }) => unit === key && state.kind !== 'draft');
    const fresh = own.filter(({ id }) => !before.has(id));
    // What was just handed in is still here; one that the platform has answered is another.
    return fresh.find(({ state }) => state.kind !== 'sent') ?? fresh[0] ?? own[0] ?? null;
  }

  /** Gives it up, with what was attached. Says whether it is gone. */
  async discard(): Promise<boolean> {
    await this.#attached;
    this.#begin();
    await this.form.flush();
    const answer = await corrections.discard(this.form.unit.key);
    if (answer.ok) app.take({ kind: 'corrections', view: answer.value });
    else this.failure = answer.failure;
    return answer.ok;
  }

  #begin(): void {
    this.failure = null;
    this.refused = [];
    this.told = null;
  }

  #input({ [REASON]: reason = '', ...fields }: Values): CorrectionInput {
    return { unit: this.view.form.unit.key, fields, reason: String(reason) };
  }

  #use(): FormUse {
    const keep = (values: Values) => corrections.keep(this.#input(values));
    return {
      check: async (values) => {
        const { [REASON]: reason = '', ...fields } = values;
        const answer = await profile.check(toChange(this.view.form, fields));
        return answer.ok ? { ok: true, value: [...answer.value, ...this.#wrongWith(String(reason))] } : answer;
      },
      keep,
      // What is attached stays: a form that was emptied is not one that was given up.
      forget: async () => (await (this.attachments.length > 0 ? keep({}) : corrections.discard(this.form.unit.key))).ok,
    };
  }

  #wrongWith(reason: string): FieldProblem[] {
    const length = Array.from(reason.trim()).length;
    const problem = (code: FieldProblem['code']) => [{ unit: this.view.form.unit.key, field: REASON, code }];
    if (length === 0) return problem('required');
    return length > this.view.most_reason_chars ? problem('too_long') : [];
  }
}
