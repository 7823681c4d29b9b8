import type { FailureView, ProfileView, UnitKey, UnitStateView } from '$lib/bindings';
import type { Outcome } from '$lib/client';
import { app } from '$lib/state/app.svelte';

import { savedLabel, savedState, savedTone, type Tone } from './words';

/** What is said: words that stay as they are, or a unit that was saved and goes on from there. */
type Said =
  | { message: string }
  | {
      saved: UnitKey;
      /** How the unit stood once it was saved. */
      then: UnitStateView['kind'];
      /** What is said instead while it waits to be sent. */
      waiting: string | undefined;
    };

/** What 我的 says about the last thing that was done: once, until the screen is left. */
class Told {
  #said = $state.raw<Said | null>(null);
  failure = $state.raw<FailureView | null>(null);
  /** The unit whose form was left last: focus goes back to it. */
  from: UnitKey | null = null;

  constructor() {
    app.onClose(() => {
      this.clear();
      this.from = null;
    });
  }

  /** The words and their tone now; what was saved is followed until the platform has it. */
  readonly now = $derived.by((): { message: string; tone: Tone } | null => {
    if (this.#said === null) return null;
    if ('message' in this.#said) return { message: this.#said.message, tone: 'success' };
    if (app.profile === null) return null;
    const { saved, then, waiting } = this.#said;
    const state = savedState(saved, app.profile);
    const message = state === 'pending' && waiting ? waiting : savedLabel(saved, state, then);
    return { message, tone: savedTone(state) };
  });

  say(message: string): void {
    this.#tell({ message });
  }

  /** Takes in the profile that saving has given, and says what becomes of `unit` from here on. */
  saved(unit: UnitKey, view: ProfileView, waiting?: string): void {
    app.take({ kind: 'profile', view });
    this.#tell({ saved: unit, then: savedState(unit, view), waiting });
  }

  /** Takes in the profile that an action gave, and says `message`; or says why it did not succeed. */
  take(answer: Outcome<ProfileView>, message: string): void {
    if (!answer.ok) return this.fail(answer.failure);
    app.take({ kind: 'profile', view: answer.value });
    this.say(message);
  }

  /** The same for an action that saves `unit`. */
  takeSaved(answer: Outcome<ProfileView>, unit: UnitKey, waiting?: string): void {
    if (answer.ok) this.saved(unit, answer.value, waiting);
    else this.fail(answer.failure);
  }

  fail(failure: FailureView): void {
    this.#tell(null, failure);
  }

  /** Nothing more is said: the screen is left, or something else begins. */
  clear(): void {
    this.#said = null;
    this.failure = null;
  }

  /** An answer that comes when its person has left or locked is told to nobody. */
  #tell(said: Said | null, failure: FailureView | null = null): void {
    if (app.account === null) return;
    this.#said = said;
    this.failure = failure;
  }
}

export const told = new Told();
