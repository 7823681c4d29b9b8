import type { FailureView } from '$lib/bindings';

/** How far one step has come: what was really done, or why not. */
export interface StepState {
  done: string | null;
  failure: FailureView | null;
}

/** The guided flow of policy 3.1 (4). It stays when the screen is left, so that it can be gone on with. */
class Leak {
  others = $state.raw<StepState>({ done: null, failure: null });
  password = $state.raw<StepState>({ done: null, failure: null });
  called = $state(false);

  /** Begins anew: another person, or another time. */
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
