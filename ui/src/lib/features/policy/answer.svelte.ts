import type { ChangeAnswer, FailureView, PolicyVersion } from '$lib/bindings';
import { policies } from '$lib/client';
import { app } from '$lib/state/app.svelte';

/** The answer to a changed policy, while it is being given. */
export class Answer {
  /** What is being recorded now. */
  giving = $state<ChangeAnswer | null>(null);
  /** What was recorded last. */
  given = $state.raw<{ answer: ChangeAnswer; version: string } | null>(null);
  failure = $state.raw<FailureView | null>(null);

  /** Forgets what was said: its person has left or locked. */
  forget(): void {
    this.given = null;
    this.failure = null;
  }

  /** Records what is said to a version. */
  async give(answer: ChangeAnswer, version: PolicyVersion, byGuardian = false): Promise<boolean> {
    if (this.giving !== null) return false;
    this.giving = answer;
    this.failure = null;
    const { closings } = app;
    const taken = await policies.answerChange({ answer, version, by_guardian: byGuardian });
    this.giving = null;
    if (!taken.ok) this.failure = taken.failure;
    // The person has left meanwhile: what is said here would be said to the next.
    else if (closings === app.closings) this.given = { answer, version: version.version };
    if (taken.ok) app.take({ kind: 'consent', view: taken.value });
    return taken.ok;
  }
}
