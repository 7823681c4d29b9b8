import type { FailureView } from '$lib/bindings';
import { session } from '$lib/client';

/** A login in the system browser while its screen is shown. */
export class BrowserLogin {
  state = $state<'idle' | 'waiting' | 'done'>('idle');
  failure = $state.raw<FailureView | undefined>();

  /** Opens the browser, and waits for what comes of it. */
  async start(): Promise<void> {
    if (this.state !== 'idle') return;
    this.state = 'waiting';
    this.failure = undefined;
    const answer = await session.browser();
    this.state = answer.ok ? 'done' : 'idle';
    // Whoever gave it up knows that they did.
    if (!answer.ok && answer.failure.code !== 'login-cancelled') this.failure = answer.failure;
  }

  /** Opens the same page once more. */
  async openAgain(): Promise<void> {
    const answer = await session.browserAgain();
    this.failure = answer.ok ? undefined : answer.failure;
  }

  /** Gives it up. */
  async cancel(): Promise<void> {
    await session.cancelOutside();
  }
}
