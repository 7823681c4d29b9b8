import type { FailureView, RevealView } from '$lib/bindings';
import type { Outcome } from '$lib/client';
import { Deadline } from '$lib/time/deadline.svelte';

import { app } from './app.svelte';

/**
 * One unit in clear, on the person's request, for a while. It is hidden when its time is over, when the
 * window loses focus or is covered, and when the screen is left.
 */
export class Reveal {
  view = $state.raw<RevealView | null>(null);
  failure = $state.raw<FailureView | null>(null);
  busy = $state(false);
  readonly deadline = new Deadline();
  #hide = () => this.hide();

  /** `ask` gets the unit in clear, with a fresh authentication where that is asked for. */
  constructor(private readonly ask: () => Promise<Outcome<RevealView>>) {}

  /** Asks for the unit in clear. */
  async show(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.failure = null;
    const { closings } = app;
    const answer = await this.ask();
    this.busy = false;
    // Its person has left or locked meanwhile.
    if (closings !== app.closings) return;
    if (!answer.ok) {
      this.failure = answer.failure;
      return;
    }
    this.view = answer.value;
    this.deadline.set(answer.value.seconds, this.#hide);
    window.addEventListener('blur', this.#hide);
    document.addEventListener('visibilitychange', this.#hide);
  }

  /** Shows it for as long again, without asking for it once more. */
  extend(): void {
    if (this.view) this.deadline.set(this.view.seconds, this.#hide);
  }

  hide(): void {
    this.view = null;
    this.deadline.clear();
    window.removeEventListener('blur', this.#hide);
    document.removeEventListener('visibilitychange', this.#hide);
  }
}
