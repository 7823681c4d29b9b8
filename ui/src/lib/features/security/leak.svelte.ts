import type { FailureView } from '$lib/bindings';
import { app } from '$lib/state/app.svelte';

/** How far one step has come: what was really done, or why not. */
export interface StepState {
  done: string | null;
  failure: FailureView | null;
}

/**
 * The guided flow of policy 3.1 (4). It stays when the screen is left, so that it can be gone on with, and goes
 * with its person: what one has done is not done for the next.
 */
class Leak {
  others = $state.raw<StepState>({ done: null, failure: null });
  password = $state.raw<StepState>({ done: null, failure: null });
  called = $state(false);

  constructor() {
    app.onClose(() => this.clear());
  }

  /** Begins anew. */
  clear(): void {
    this.others = { done: null, failure: null };
    this.password = { done: null, failure: null };
    this.called = false;
  }

  get finished(): boolean {
    return this.others.done !== null && this.password.done !== null && this.called;
  }
}

export const leak = new Leak();
