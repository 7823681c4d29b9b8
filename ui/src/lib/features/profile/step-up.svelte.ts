import { ownFailure, type Outcome } from '$lib/client';
import { app } from '$lib/state/app.svelte';

/** What a command says when it wants to know who is there; the second one wants a code (a password is set). */
const ASKS = ['step-up-required', 'current-password-needed'];

/**
 * Confirms who is there when a command asks for it (`step-up-required`), and then does what was asked for
 * first. One dialog serves every screen. What is asked for is called off when its person leaves or locks: the next
 * one must not confirm it.
 */
class StepUp {
  /** Whether the dialog is asked for. */
  open = $state(false);
  #answer: ((confirmed: boolean) => void) | null = null;

  constructor() {
    app.onClose(() => this.settle(false));
  }

  /** Runs `task`; where it needs a fresh authentication, asks for one and runs it again. */
  async run<T>(task: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    const { closings } = app;
    const first = await task();
    if (first.ok || !ASKS.includes(first.failure.code)) return first;
    if (closings !== app.closings || !(await this.#ask())) return { ok: false, failure: ownFailure('step-up-cancelled') };
    return task();
  }

  /** The dialog says how it ended. */
  settle(confirmed: boolean): void {
    this.open = false;
    const answer = this.#answer;
    this.#answer = null;
    answer?.(confirmed);
  }

  #ask(): Promise<boolean> {
    // Two things asked for at once share no dialog: the earlier one is called off.
    this.settle(false);
    return new Promise((resolve) => {
      this.#answer = resolve;
      this.open = true;
    });
  }
}

export const stepUp = new StepUp();
