import type { FailureView, FieldProblem, FormView, MaskedField, ProfileView, RawValue } from '$lib/bindings';
import type { RevealedField } from '$lib/bindings';
import { profile, type Outcome } from '$lib/client';
import { pointerAtRest } from '$lib/state/pointer';
import type { Reveal } from '$lib/state/reveal.svelte';

import { DraftKeeper } from './draft';
import { unitUse, type FormUse } from './form-use';
import { stepUp } from './step-up.svelte';
import { unitSteps, type Steps } from './steps';
import { copyOf, isBlank, sameValues, startingValues, toChange, valuesOf, type Values } from './values';

/** One form of 信息修正: what is typed, what is wrong with it, and what becomes of it. */
export class EditForm {
  readonly view: FormView;
  /** Its pages, where it has several. */
  readonly steps: Steps;
  values = $state<Values>({});
  /** What is wrong with the fields that were left or sent. */
  problems = $state.raw<FieldProblem[]>([]);
  /** Why the last attempt did not succeed. */
  failure = $state.raw<FailureView | null>(null);
  busy = $state(false);
  /** What was wrong when the form was last sent; the same list until the next time, so that focus does not jump. */
  summary = $state.raw<FieldProblem[]>([]);
  /** Fields of it that were put right since. */
  mended = $state.raw<string[]>([]);
  /** Whether what was typed is kept; `null` while nothing was. */
  kept = $state<boolean | null>(null);
  /** Why it is not; `null` while it is. */
  unkept = $state.raw<FailureView | null>(null);
  /** Whether what was typed last time is still there although it was to be deleted. */
  undropped = $state(false);
  /** Whether all answers were looked at together: from then on each page leads back there. */
  reviewed = $state(false);
  /** Whether a page of it was opened that asks for something. */
  begun = false;
  /** The field that is to have the focus on the page that is opened next. */
  sought: string | null = null;
  /** What was typed last time and not saved, until the person says what to do with it. */
  offered = $state.raw<RevealedField[] | null>(null);

  readonly #started: Values;
  /** What is still being found out about fields that were left. */
  #settling: Promise<unknown>[] = [];
  readonly #draft = new DraftKeeper((kept) => (this.kept = kept));
  #left = new Set<string>();
  #checks = 0;

  readonly #use: FormUse;

  constructor(view: FormView, use: FormUse = unitUse(view), steps: Steps = unitSteps(view)) {
    this.view = view;
    this.steps = steps;
    this.#use = use;
    this.#started = startingValues(view);
    this.values = { ...this.#started };
    this.offered = view.draft;
  }

  get unit() {
    return this.view.unit;
  }

  /** Whether it asks for several things, so that each problem has to name its own. */
  get several() {
    return this.steps.questions.length > 1;
  }

  /** Whether something was typed that is not what the form began with. */
  readonly changed = $derived.by(() => !sameValues(this.values, this.#started));

  problemOf(field: string): FieldProblem | undefined {
    return this.problems.find((problem) => problem.field === field);
  }

  /** Whether something of it is still wrong. */
  get wrong(): boolean {
    return this.summary.some(({ field }) => !this.mended.includes(field));
  }

  /** Takes in what was typed into one field. What is wrong with it is not said before the field is left. */
  type(field: string, value: RawValue): void {
    this.values[field] = value;
    this.problems = this.problems.filter((problem) => problem.field !== field && problem.field !== '');
    this.#remember();
  }

  /** The field is left: asks whether it is right. An empty one is only missed when the form is sent. */
  async leave(field: string): Promise<void> {
    const value = this.values[field];
    if (value === undefined || value.length === 0) return;
    this.#left.add(field);
    const check = ++this.#checks;
    const answer = await this.#use.check(this.values);
    await pointerAtRest();
    if (!answer.ok || check !== this.#checks) return;
    this.problems = answer.value.filter((problem) => this.#left.has(problem.field) && !this.#isBlank(problem.field));
    this.#mend(answer.value.map((problem) => problem.field));
  }

  /** A field was left, and `work` finds out what is meant by what was typed into it. */
  settle(work: Promise<unknown>): void {
    this.#settling.push(work);
  }

  /** Waits until that is known of every field. */
  async settled(): Promise<void> {
    const settling = this.#settling;
    this.#settling = [];
    await Promise.all(settling);
  }

  /** What is wrong with one field as it stands, `null` where nothing is; `undefined` where that cannot be known. */
  async look(field: string): Promise<FieldProblem | null | undefined> {
    const answer = await this.#use.check(this.values);
    return answer.ok ? (answer.value.find((problem) => problem.field === field) ?? null) : undefined;
  }

  /** All answers are looked at together, before they are handed in: what is wrong is said, and holds nobody up. */
  async review(): Promise<void> {
    this.reviewed = true;
    const check = ++this.#checks;
    const answer = await this.#use.check(this.values);
    if (!answer.ok || check !== this.#checks) return;
    this.problems = answer.value;
    this.#mend(answer.value.map((problem) => problem.field));
  }

  /** Fills the form with the present value, which the person has asked to see; where it is named, one field `only`. */
  fill(fields: RevealedField[], only?: string): void {
    const present = valuesOf(this.view, fields);
    const filled = Object.entries(present).filter(([name]) => only === undefined || name === only);
    this.values = { ...this.values, ...Object.fromEntries(filled) };
    this.problems = only === undefined ? [] : this.problems.filter(({ field }) => field !== only && field !== '');
    this.#remember();
  }

  /** Begins with these values, in place of what was typed last time. */
  begin(fields: (RevealedField | MaskedField)[]): void {
    this.offered = null;
    this.values = valuesOf(this.view, fields);
    this.#remember();
  }

  /** Fills the form, asking for it where it is not shown yet. */
  async fillFrom(reveal: Reveal, only?: string): Promise<void> {
    if (reveal.view === null) await reveal.show();
    if (reveal.view !== null) this.fill(reveal.view.fields, only);
  }

  /** Goes on with what was typed last time. */
  takeDraft(): void {
    if (this.offered !== null) this.values = valuesOf(this.view, this.offered);
    this.offered = null;
  }

  /** Forgets what was typed last time. */
  async dropDraft(): Promise<void> {
    this.offered = null;
    this.undropped = !(await this.#draft.forget(() => this.#use.forget()));
  }

  /** Saves. Returns the profile where that succeeded; everything that is wrong stands in the form otherwise. */
  save(): Promise<ProfileView | null> {
    const change = toChange(this.view, this.values);
    return this.attempt(() => (this.unit.edit === 'online' ? profile.changeDocument(change) : profile.edit([change])));
  }

  /** Empties the unit. */
  empty(): Promise<ProfileView | null> {
    const change = { ...toChange(this.view, this.values), fields: null };
    return this.attempt(() => profile.edit([change]));
  }

  /** Does what `task` does, with a fresh authentication where that is asked for, and forgets the draft after. */
  async attempt<T>(task: () => Promise<Outcome<T>>, last = true): Promise<T | null> {
    if (this.busy) return null;
    this.busy = true;
    this.#checks += 1;
    this.failure = null;
    const answer = await stepUp.run(task);
    this.busy = false;
    if (!answer.ok) {
      this.problems = answer.failure.fields;
      this.failure = answer.failure.fields.length > 0 ? null : answer.failure;
      this.summary = answer.failure.fields;
      this.mended = [];
      return null;
    }
    this.problems = [];
    this.summary = [];
    // Not waited for: what was saved is shown at once, before an event that follows it.
    if (last) void this.#draft.forget(() => this.#use.forget());
    return answer.value;
  }

  /** Writes at once what is still to be kept: the screen is being left. */
  flush(): Promise<void> {
    return this.#draft.flush();
  }

  #remember(): void {
    // What is typed now takes the place of what was typed last time.
    this.undropped = false;
    const values = copyOf(this.values);
    if (this.changed && !isBlank(values)) this.#draft.keep(() => this.#keep(values));
    else void this.#draft.forget(() => this.#use.forget());
  }

  async #keep(values: Values): Promise<boolean> {
    const answer = await this.#use.keep(values);
    this.unkept = answer.ok ? null : answer.failure;
    return answer.ok;
  }

  /** One that goes wrong again says so itself: a summary that comes back would take the focus. */
  #mend(wrong: string[]): void {
    const right = this.summary.map(({ field }) => field).filter((field) => field !== '' && !wrong.includes(field));
    if (right.length > 0) this.mended = [...new Set([...this.mended, ...right])];
  }

  #isBlank(field: string): boolean {
    return field !== '' && isBlank({ field: this.values[field] ?? '' });
  }
}
