import type { KeepingTier, LockSettingsView } from '../../../src/lib/bindings';
import type { DeviceLoginView } from '../../../src/lib/bindings';
import type { Handlers } from '../backend';
import { deviceCode } from '../device-code';
import { failure } from '../world';

/** The code that is right in every test. */
export const RIGHT_CODE = '123456';
/** The password that is right in every test. */
export const RIGHT_PASSWORD = 'test-password';

/** The PIN or passphrase that is right in every test. */
export const RIGHT_SECRET = '830274';
/** What a screen for another device shows first. */
const waiting: DeviceLoginView = { kind: 'waiting', ...deviceCode };

/** Logging in and out. */
export const sessionHandlers: Handlers = {
  login_options: (world) => ({
    platform_name: '测试平台',
    ways: world.scenario.ways,
    registration: true,
    recovery: true,
  }),
  login_send_code: (_, { phone }) => {
    if (!/^1[3-9]\d{9}$/.test(String(phone).replace(/\s/g, ''))) {
      throw failure('invalid-fields', { fields: [{ unit: 'phone', field: 'number', code: 'bad_length' }] });
    }
    return { resend_after: 60, expires_in: 300 };
  },
  login_verify_code: (world, { code }) => {
    if (code !== RIGHT_CODE) throw failure('code-wrong', { tries_left: 4 });
    if (!world.scenario.registered) return { kind: 'registration_needed' };
    return { kind: 'signed_in', ...world.signIn() };
  },
  login_password: (world, { password }) => {
    if (password !== RIGHT_PASSWORD) throw failure('password-wrong');
    return { kind: 'signed_in', ...world.signIn() };
  },
  register: (world) => ({ kind: 'signed_in', ...world.signIn() }),
  login_browser: (world) =>
    new Promise((resolve, reject) => {
      world.browser = { resolve, reject };
    }),
  login_browser_again: () => null,
  login_device: () => waiting,
  login_outside_cancel: (world) => {
    world.browser?.reject(failure('login-cancelled'));
    return null;
  },
  login_cancel: () => null,
  session_retry: (world) => {
    const { reopened } = world.scenario;
    world.turn({ kind: 'opening' });
    if (reopened !== null) setTimeout(() => world.turn(reopened));
    return null;
  },
  session_discard_unopened: (world) => world.signIn(),
  session_lock: (world) => {
    world.lock('person');
    return world.scenario.session;
  },
  session_unlock: (world, { typed }) => {
    if (typed !== RIGHT_SECRET) {
      world.tries = Math.max(0, world.tries - 1);
      if (world.scenario.session.kind === 'locked') world.lock('person');
      throw failure('vault-wrong-pin', { retryable: false, tries_left: world.tries });
    }
    world.signIn();
    return world.scenario.session;
  },
  session_forget_secret: () => null,
  session_used: (world) => {
    if (world.scenario.lockSoon !== null) world.warn(null);
    return null;
  },
  keeping_change: (world, { choice, present }) => {
    const { kind, pin } = choice as { kind: KeepingTier; pin?: string };
    if (pin === '123456') throw failure('secret-sequence', { retryable: false });
    if (present !== null && present !== RIGHT_SECRET) throw failure('vault-wrong-pin', { tries_left: 3 });
    world.keptBy(kind);
    return world.scenario.session;
  },
  lock_settings_update: (world, { lock }) => {
    world.autolock = lock as LockSettingsView;
    world.emit({ kind: 'settings', view: world.settings });
    return world.settings;
  },
  logout: (world) => {
    world.turn({ kind: 'signed_out' });
    return world.scenario.session;
  },
  step_up_send_code: () => ({ resend_after: 60, expires_in: 300 }),
  step_up_verify_code: (world, { code }) => {
    if (code !== RIGHT_CODE) throw failure('code-wrong', { tries_left: 4 });
    world.authenticated = true;
    world.byCode = true;
    return null;
  },
  step_up_password: (world, { password }) => {
    if (password !== RIGHT_PASSWORD) throw failure('password-wrong');
    world.authenticated = true;
    return null;
  },
};
