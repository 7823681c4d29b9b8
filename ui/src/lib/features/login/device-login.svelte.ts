import type { DeviceCodeView, DeviceLoginView, FailureView } from '$lib/bindings';
import { session } from '$lib/client';
import { m } from '$lib/i18n';
import { app } from '$lib/state/app.svelte';
import { Deadline } from '$lib/time/deadline.svelte';

/** A login with another device while its screen is shown. How far it has come is told by events. */
export class DeviceLogin {
  starting = $state(false);
  failure = $state.raw<FailureView | undefined>();
  /** What a screen reader hears: each turn of the matter once, and no countdown. */
  said = $state('');
  readonly left = new Deadline();
  #shown: DeviceLoginView | null = null;

  get view(): DeviceLoginView | null {
    return app.deviceLogin;
  }

  /** The code that is shown, if one is. */
  get code(): DeviceCodeView | undefined {
    const { view } = this;
    return view?.kind === 'waiting' || view?.kind === 'opened' ? view : undefined;
  }

  /** Asks for a code; where one is shown already, that one stays. */
  async start(): Promise<void> {
    if (this.starting) return;
    this.starting = true;
    this.failure = undefined;
    const answer = await session.device();
    this.starting = false;
    if (answer.ok) app.deviceLogin = answer.value;
    else this.failure = answer.failure;
  }

  /** Gives up the code that is shown, and asks for another one. */
  async startAgain(): Promise<void> {
    app.deviceLogin = null;
    await session.cancelOutside();
    await this.start();
  }

  /** Follows what is shown; called whenever that has changed. */
  follow(view: DeviceLoginView | null): void {
    const before = this.#shown;
    this.#shown = view;
    if (view?.kind === 'waiting' || view?.kind === 'opened') this.left.set(view.expires_in);
    else this.left.clear();
    this.said = view === null ? '' : said(before, view);
  }

  /** Ends it; called when the screen is left. */
  close(): void {
    this.left.clear();
    app.deviceLogin = null;
    void session.cancelOutside();
  }
}

function said(before: DeviceLoginView | null, now: DeviceLoginView): string {
  switch (now.kind) {
    case 'waiting':
      // The first code is read with its screen.
      return before === null ? '' : m.device_renewed();
    case 'opened':
      return m.device_opened();
    case 'approved':
      return m.device_approved();
    // These come with a notice that is read by itself.
    case 'denied':
    case 'expired':
    case 'away':
    case 'failed':
      return '';
  }
}
