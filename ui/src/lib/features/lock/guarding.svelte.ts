import type { FailureView, KeepingChoice, KeepingTier } from '$lib/bindings';
import { session } from '$lib/client';
import { explainCode } from '$lib/errors';
import { stepUp } from '$lib/features/profile/step-up.svelte';
import { m } from '$lib/i18n';

import { secretName } from './words';

/** What is to guard what is kept on this computer. A session in memory is not chosen: it is what is left. */
export type Guard = Exclude<KeepingTier, 'memory'>;

/** A change of what guards the data on this computer, while it is being typed. */
export class Guarding {
  present = $state('');
  chosen = $state('');
  again = $state('');
  busy = $state(false);
  failure = $state.raw<FailureView | null>(null);
  wrong = $state.raw<{ present?: string; chosen?: string; again?: string }>({});

  constructor(
    /** What guards them now. */
    readonly from: KeepingTier,
    /** What is to guard them. */
    readonly to: Guard,
  ) {}

  /** Whether the present PIN or passphrase has to be given. */
  get proves(): boolean {
    return this.from === 'keyring_and_pin' || this.from === 'passphrase';
  }

  /** Whether a new PIN or passphrase is chosen. */
  get chooses(): boolean {
    return this.to !== 'keyring';
  }

  /** Seals everything anew. Says whether that came about. */
  async save(): Promise<boolean> {
    this.failure = null;
    this.wrong = this.#missing();
    if (this.busy || Object.keys(this.wrong).length > 0) return false;
    return this.#change(this.proves ? this.present : null);
  }

  /** The same, with a fresh authentication in place of the present PIN or passphrase. */
  async saveWithLogin(): Promise<boolean> {
    this.failure = null;
    const { present: _, ...wrong } = this.#missing();
    this.wrong = wrong;
    if (this.busy || Object.keys(wrong).length > 0) return false;
    return this.#change(null);
  }

  async #change(present: string | null): Promise<boolean> {
    this.busy = true;
    const answer = await stepUp.run(() => session.keepBy(this.#choice(), present));
    this.busy = false;
    if (answer.ok) return true;
    this.#tell(answer.failure);
    return false;
  }

  #choice(): KeepingChoice {
    switch (this.to) {
      case 'keyring':
        return { kind: 'keyring' };
      case 'keyring_and_pin':
        return { kind: 'keyring_and_pin', pin: this.chosen };
      case 'passphrase':
        return { kind: 'passphrase', passphrase: this.chosen };
    }
  }

  #missing() {
    const wrong: typeof this.wrong = {};
    if (this.proves && this.present === '') wrong.present = m.lock_required({ what: secretName(this.from) });
    if (this.chooses && this.chosen === '') wrong.chosen = m.lock_required({ what: secretName(this.to) });
    else if (this.chooses && this.again === '') wrong.again = m.guard_again_required();
    else if (this.chooses && this.chosen !== this.again) wrong.again = m.guard_different();
    return wrong;
  }

  /** What is about a field is said there; anything else stands above. */
  #tell(failure: FailureView): void {
    const { happened, remedy } = explainCode(failure.code, { tries: failure.tries_left, wait: failure.wait_seconds });
    const text = m.two_sentences({ first: happened, second: remedy });
    if (failure.code.startsWith('secret-')) this.wrong = { chosen: text };
    else if (failure.code.startsWith('vault-wrong-') || failure.code === 'unlock-wait') this.wrong = { present: text };
    else this.failure = failure;
  }
}
