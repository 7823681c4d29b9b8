import type { AgeBand, DecisionInput, FailureView, PolicyView } from '$lib/bindings';
import type { ErrorLine } from '$lib/components/ErrorSummary.svelte';
import { consent, session } from '$lib/client';
import { locale, m } from '$lib/i18n';
import { app } from '$lib/state/app.svelte';

/** What is answered. */
type Text = Pick<PolicyView, 'text_hash'>;

/** The answer to the policy, while it is being given. Nothing is chosen for the person. */
export class Decision {
  age = $state<AgeBand | undefined>();
  lines = $state.raw<ErrorLine[]>([]);
  failure = $state.raw<FailureView | null>(null);
  busy = $state(false);

  readonly minor = $derived(this.age === 'under14' || this.age === 'from14_to17');

  /** Records 同意; for a minor it opens nothing before the guardian's. Says what is missing where something is. */
  async agree(policy: Text): Promise<boolean> {
    this.lines = this.missing();
    if (this.lines.length > 0) return false;
    return this.record({
      ...about(policy),
      choice: 'agree',
      age_band: this.age ?? null,
    });
  }

  /** Records 仅浏览. The age is not needed for it, and so it is not given. */
  async browse(policy: Text): Promise<boolean> {
    this.lines = [];
    return this.record({ ...about(policy), choice: 'browse_only', age_band: null });
  }

  /** Logs out. What the platform was not told yet stays here, sealed, for the next log-in. */
  async logOut(): Promise<void> {
    this.busy = true;
    let left = await session.logout('keep');
    // In memory nothing can be kept, and nobody is held back by it.
    if (!left.ok && left.failure.code === 'cannot-keep') left = await session.logout('discard');
    this.busy = false;
    if (left.ok) app.take({ kind: 'session', view: left.value });
    else this.failure = left.failure;
  }

  /** What is wrong with one field, in the same words as in the summary. */
  errorOf(field: string): string | undefined {
    return this.lines.find((line) => line.field === field)?.message;
  }

  private missing(): ErrorLine[] {
    if (this.age === undefined) return [{ field: 'age', message: m.welcome_age_missing() }];
    return [];
  }

  private async record(decision: DecisionInput): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.failure = null;
    const answer = await consent.decide(decision);
    this.busy = false;
    if (answer.ok) app.take({ kind: 'consent', view: answer.value });
    else this.failure = answer.failure;
    return answer.ok;
  }
}

function about(policy: Text): Pick<DecisionInput, 'text_hash' | 'language'> {
  return { text_hash: policy.text_hash, language: locale() };
}
