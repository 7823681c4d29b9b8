import type { FailureView, ProfileView, UnitKey, UnitStateView } from '$lib/bindings';
import type { Outcome } from '$lib/client';
import { m } from '$lib/i18n';
import { app } from '$lib/state/app.svelte';

import { savedLabel, savedUnit } from './saved-words';
import { unitLabel } from './words';

type Kind = UnitStateView['kind'];

/** Words of an action's own, for states of the unit in which they hold. */
export type Words = Partial<Record<Kind, string>>;

interface Said {
  unit: UnitKey;
  /** How the unit stood once it was saved. */
  then: Kind;
  words: Words;
}

/** The unit that was handed in last, and what has become of it since. It is followed until its person is gone. */
class Done {
  #said = $state.raw<Said | null>(null);
  /** What was said before it was taken back: while that is under way nothing new is said. */
  #before = $state.raw<string | null>(null);
  #undone = $state(false);
  failure = $state.raw<FailureView | null>(null);

  constructor() {
    app.onClose(() => this.forget());
  }

  /** Takes in the profile that handing in has given. An answer that comes after its person has gone is nobody's. */
  saved(unit: UnitKey, view: ProfileView, words: Words = {}): void {
    app.take({ kind: 'profile', view });
    this.forget();
    if (app.account !== null) this.#said = { unit, then: savedUnit(unit, view).state.kind, words };
  }

  /** How a unit stood once it was handed in; `null` where another one was, or none. */
  then(unit: UnitKey): Kind | null {
    return this.#said?.unit === unit ? this.#said.then : null;
  }

  /** Whether what was handed in of a unit was taken back. */
  undone(unit: UnitKey): boolean {
    return this.#said?.unit === unit && this.#undone;
  }

  /** Whether what was handed in of a unit is just being taken back. */
  undoing(unit: UnitKey): boolean {
    return this.#said?.unit === unit && this.#before !== null;
  }

  /** What is true of a unit now, and no more; `null` where nothing was handed in of it. */
  headline(unit: UnitKey): string | null {
    if (this.#said?.unit !== unit) return null;
    if (this.#undone) return m.done_undone({ unit: unitLabel(unit) });
    return this.#before ?? this.#now();
  }

  /** Takes it back by `task`. */
  async undo(unit: UnitKey, task: () => Promise<Outcome<ProfileView>>): Promise<void> {
    if (this.#said?.unit !== unit) this.#said = { unit, then: 'pending', words: {} };
    this.#before = this.#now();
    this.failure = null;
    const { closings } = app;
    const answer = await task();
    if (closings !== app.closings) return;
    this.#before = null;
    if (answer.ok) app.take({ kind: 'profile', view: answer.value });
    this.#undone = answer.ok;
    this.failure = answer.ok ? null : answer.failure;
  }

  /** Nothing of it is said any more. */
  forget(): void {
    this.#said = null;
    this.#before = null;
    this.#undone = false;
    this.failure = null;
  }

  #now(): string | null {
    if (this.#said === null || app.profile === null) return null;
    const { unit, then, words } = this.#said;
    const now = savedUnit(unit, app.profile);
    return words[now.state.kind] ?? savedLabel(now, then);
  }
}

export const done = new Done();
