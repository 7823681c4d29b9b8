import type { AccountView, BootstrapView, ClientEvent, CorrectionsView, DeviceLoginView, FailureView } from '$lib/bindings';
import type { ConsentView, InboxView, LockCause, ProfileView, SessionView, SettingsView, SyncView } from '$lib/bindings';
import { listen, start } from '$lib/client';

import { appearance } from './appearance.svelte';

/** What is said of sync while nobody's account is open. */
const NO_SYNC: SyncView = { state: { kind: 'off' }, waiting: 0, needs_you: 0, last_contact: null };

/** What the client has said last, for every screen. Filled by one call, kept by events. */
class App {
  phase = $state<'starting' | 'ready' | 'failed'>('starting');
  failure = $state<FailureView | null>(null);
  consent = $state.raw<ConsentView>({
    choice: null,
    reach: 'nothing',
    person: null,
    newer_policy: null,
    age_band: null,
    guardian: null,
  });
  session = $state.raw<SessionView>({ kind: 'signed_out' });
  profile = $state.raw<ProfileView | null>(null);
  inbox = $state.raw<InboxView | null>(null);
  /** Requests for correction as an event or a command has told last; `null` until a screen has asked. */
  corrections = $state.raw<CorrectionsView | null>(null);
  sync = $state.raw<SyncView>(NO_SYNC);
  settings = $state.raw<SettingsView | null>(null);
  /** Grows with each decision about a use of data, here or elsewhere: what a screen shows of it is read anew. */
  decisions = $state(0);
  /** A login with another device, while its screen is shown. */
  deviceLogin = $state.raw<DeviceLoginView | null>(null);
  version = $state('');
  /** Seconds until the account locks for being left alone, as they were when that was said; `null` while it does not. */
  lockSoon = $state.raw<number | null>(null);
  /** A session in memory that a lock has ended; `null` once somebody logs in. */
  ended = $state.raw<{ cause: LockCause; lost: number } | null>(null);

  /** Whether somebody is logged in, or was until the platform ended the session. */
  readonly account = $derived(
    this.session.kind === 'signed_in' || this.session.kind === 'expired' ? this.session : null,
  );

  /** What came before the answer that fills everything; `null` once that is there. */
  #early: ClientEvent[] | null = [];
  /** Version of the newest profile that was shown; it outlives log-out, as a late answer does. */
  #newest = 0;
  #newestCorrections = 0;
  #listening = false;
  /** How often an account that was open here was closed: an answer that was asked for before is nobody's. */
  #closings = 0;
  readonly #forget: (() => void)[] = [];

  /** Grows whenever an account that was open is not any more. */
  get closings(): number {
    return this.#closings;
  }

  /**
   * Calls `forget` whenever the person who was there has left or locked, or is another one: what a screen keeps
   * beyond its own life goes with them.
   */
  onClose(forget: () => void): void {
    this.#forget.push(forget);
  }

  /**
   * Asks for everything that the first screen shows. Events that come before the answer are not lost. May be
   * called again after a failure.
   */
  async open(): Promise<void> {
    this.#early = [];
    if (!this.#listening) this.#listening = await listen((event) => this.#hear(event));
    const answer = await start.bootstrap();
    if (!answer.ok) {
      this.failure = answer.failure;
      this.phase = 'failed';
      return;
    }
    const early = this.#early;
    this.#early = null;
    this.fill(answer.value);
    early.forEach((event) => this.take(event));
    this.failure = null;
    this.phase = 'ready';
  }

  #hear(event: ClientEvent): void {
    if (this.#early === null) this.take(event);
    else this.#early.push(event);
  }

  private fill(view: BootstrapView): void {
    this.consent = view.consent;
    this.takeSession(view.session);
    this.profile = this.account && view.profile;
    this.#newest = view.profile?.version ?? 0;
    this.inbox = this.account && view.inbox;
    this.sync = view.sync;
    this.lockSoon = view.lock_soon.seconds;
    this.version = view.app_version;
    this.takeSettings(view.settings);
  }

  /** Takes in what an event or a command has brought. */
  take(event: ClientEvent): void {
    switch (event.kind) {
      case 'session':
        this.takeSession(event.view);
        break;
      case 'profile':
        this.takeProfile(event.view);
        break;
      case 'corrections':
        this.takeCorrections(event.view);
        break;
      case 'sync':
        this.sync = event.view;
        break;
      case 'inbox':
        // The client stops what it has under way only after it has said that it is locked.
        if (this.account !== null) this.inbox = event.view;
        break;
      case 'consent':
        this.consent = event.view;
        break;
      case 'decided':
        this.decisions += 1;
        break;
      case 'settings':
        this.takeSettings(event.view);
        break;
      case 'lock_soon':
        this.lockSoon = event.view.seconds;
        break;
      case 'ended_by_lock':
        this.ended = event.view;
        break;
      case 'device_login':
        this.deviceLogin = event.view;
        break;
      case 'notices_arrived':
        // The inbox itself follows as an event of its own.
        break;
    }
  }

  private takeSession(session: SessionView): void {
    const before = this.account;
    this.session = session;
    if (session.kind === 'signed_in') this.ended = null;
    const same = this.account !== null && (before === null || isSame(before, this.account));
    if (same) return;
    // Nothing of the person stays on the screen once they have left, or locked it.
    this.profile = null;
    this.inbox = null;
    this.corrections = null;
    this.sync = NO_SYNC;
    if (before === null) return;
    this.#closings += 1;
    this.#forget.forEach((forget) => forget());
  }

  /**
   * An answer may come after an event that has overtaken it: what is older is not shown again. It may also come
   * after a lock; then it is not shown at all.
   */
  private takeProfile(profile: ProfileView): void {
    if (this.account === null || profile.version < this.#newest) return;
    this.#newest = profile.version;
    this.profile = profile;
  }

  /** The same for requests for correction. Views of a profile and of requests are numbered apart. */
  private takeCorrections(corrections: CorrectionsView): void {
    if (this.account === null || corrections.version < this.#newestCorrections) return;
    this.#newestCorrections = corrections.version;
    this.corrections = corrections;
  }

  private takeSettings(settings: SettingsView): void {
    this.settings = settings;
    appearance.apply(settings.appearance);
  }
}

/**
 * Whether these may be one person's. The client says that somebody has left before it says who has come; where
 * that went by unheard, name and phone have both changed, which nobody does in one step. They become known late.
 */
function isSame(one: AccountView, other: AccountView): boolean {
  const differ = (a: string | null, b: string | null) => a !== null && b !== null && a !== b;
  return !(differ(one.name, other.name) && differ(one.phone, other.phone));
}

export const app = new App();
