import type { FailureView, ProfileView, UnitKey } from '$lib/bindings';
import type { Outcome } from '$lib/client';
import { app } from '$lib/state/app.svelte';

/** What 我的 says about the last thing that was done: once, until the screen is left. */
class Told {
  /** The words. */
  now = $state.raw<string | null>(null);
  failure = $state.raw<FailureView | null>(null);
  /** The unit whose form was left last: focus goes back to it. */
  from: UnitKey | null = null;

  constructor() {
    app.onClose(() => {
      this.clear();
      this.from = null;
    });
  }

  say(message: string): void {
    this.#tell(message);
  }

  /** Takes in the profile that an action gave, and says `message`; or says why it did not succeed. */
  take(answer: Outcome<ProfileView>, message: string): void {
    if (!answer.ok) return this.fail(answer.failure);
    app.take({ kind: 'profile', view: answer.value });
    this.say(message);
  }

  fail(failure: FailureView): void {
    this.#tell(null, failure);
  }

  /** Nothing more is said: the screen is left, or something else begins. */
  clear(): void {
    this.now = null;
    this.failure = null;
  }

  /** An answer that comes when its person has left or locked is told to nobody. */
  #tell(said: string | null, failure: FailureView | null = null): void {
    if (app.account === null) return;
    this.now = said;
    this.failure = failure;
  }
}

export const told = new Told();
