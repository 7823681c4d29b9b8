import type { Handlers } from '../backend';
import { failure } from '../world';

/** The code that is right in every test. */
export const RIGHT_CODE = '123456';
/** The password that is right in every test. */
export const RIGHT_PASSWORD = 'test-password';

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
  login_cancel: () => null,
  session_retry: (world) => {
    const { reopened } = world.scenario;
    world.turn({ kind: 'opening' });
    if (reopened !== null) setTimeout(() => world.turn(reopened));
    return null;
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
