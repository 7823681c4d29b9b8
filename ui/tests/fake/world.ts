import type {
  AccountView,
  ClientEvent,
  ConsentView,
  CorrectionInput,
  FailureView,
  GuardianTask,
  KeepingTier,
  LockCause,
  LockSettingsView,
  LoginOutcomeView,
  RawValue,
  SessionView,
  SettingsView,
  UnitView,
} from '../../src/lib/bindings';
import { appearance, ordinary } from './data';
import type { CorrectionDraft } from './handlers/corrections';
import type { Change, Scenario } from './scenario';

export const account: AccountView = {
  name: '测***甲',
  phone: '138****0001',
  keeping: { tier: 'keyring', reason: null, unopened: null },
};

/** A failure as the client words it. */
export function failure(code: string, more: Partial<FailureView> = {}): FailureView {
  return { code, retryable: true, fields: [], tries_left: null, wait_seconds: null, correlation_id: 'test', ...more };
}

/** The client that the screens talk to in tests: a scenario that the commands change. */
export class World {
  readonly scenario: Scenario;
  /** Set by the installation; carries an event to the page. */
  emit: (event: ClientEvent) => void = () => undefined;
  /** Whether the person has confirmed lately who they are. */
  authenticated = false;
  /** Tries at the PIN or passphrase that cost no wait. */
  tries = 4;
  autolock: LockSettingsView = { idle_minutes: 0, with_system: true };
  /** The browser that somebody is logging in with. */
  browser: { resolve: (outcome: LoginOutcomeView) => void; reject: (why: FailureView) => void } | undefined;
  /** Whether they did so with a code. */
  byCode = false;
  /** What was typed and not saved, by unit. */
  drafts: Record<string, Record<string, RawValue>> = {};
  /** Requests for correction that are being written, by unit; what was submitted, and the reasons, by request. */
  corrections: Record<string, CorrectionDraft> = {};
  asked: Record<string, CorrectionInput> = {};
  reasons: Record<string, string> = {};
  /** Identifiers of made-up things, and versions of what is shown of requests. */
  numbered = 0;
  versions = 0;
  /** Units as they were before the last edit. */
  before: Record<string, UnitView> = {};
  /** Units that were shown in clear. */
  revealed: Record<string, true> = {};

  /** Whether a guardian's code has come back, and what it was for. */
  guardianThere = false;
  guardianTask: GuardianTask = 'confirm';

  constructor(change: Change) {
    this.scenario = { ...ordinary, ...change };
  }

  get consent(): ConsentView {
    const { choice, newer, ageBand, guardian, session } = this.scenario;
    const agreed = choice === 'agree' && (guardian === null || guardian === 'confirmed');
    const reach = choice === null ? 'nothing' : agreed ? 'account' : 'public_reads';
    const open = session.kind === 'signed_in' || session.kind === 'expired';
    const person = open ? (this.scenario.person ?? 'agreed') : null;
    return { choice, reach, person, newer_policy: choice === null ? null : newer, age_band: ageBand, guardian };
  }

  get settings(): SettingsView {
    return {
      appearance: { ...appearance, ...this.scenario.appearance },
      platform_url: 'https://platform.test',
      keeping: 'keeping' in this.scenario.session ? this.scenario.session.keeping : null,
      lock: this.autolock,
      alerts_off: this.scenario.alertsOff,
      data_folder: '/home/test/.local/share/shengshitong',
    };
  }

  /** Logs the made-up citizen in. */
  signIn(): AccountView {
    this.turn({ kind: 'signed_in', ...account });
    return account;
  }

  /** Locks the account. */
  lock(cause: LockCause): void {
    this.turn({ kind: 'locked', way: 'pin', cause, free_tries: this.tries, wait_seconds: this.tries > 0 ? 0 : 30 });
  }

  /** It is about to lock, or is not any more. */
  warn(seconds: number | null): void {
    this.scenario.lockSoon = seconds;
    this.emit({ kind: 'lock_soon', view: { seconds } });
  }

  /** The account is guarded in another way. */
  keptBy(tier: KeepingTier): void {
    // Where it opens by a PIN, it locks by itself as long as nothing else was chosen.
    this.autolock = { ...this.autolock, idle_minutes: tier === 'keyring' ? 0 : 15 };
    this.emit({ kind: 'settings', view: this.settings });
    this.turn({ kind: 'signed_in', ...account, keeping: { tier, reason: null, unopened: null } });
  }

  /** The session becomes another one, and the page hears of it. */
  turn(session: SessionView): void {
    this.scenario.session = session;
    this.emit({ kind: 'session', view: session });
  }
}
