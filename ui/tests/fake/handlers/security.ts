import type { ActivityEntryView, SessionLineView } from '../../../src/lib/bindings';
import type { Handlers } from '../backend';
import { failure, type World } from '../world';
import { RIGHT_CODE, RIGHT_PASSWORD } from './session';

/** The safety of the account. */
export const securityHandlers: Handlers = {
  sessions: (world) => {
    reach(world);
    return { sessions: world.scenario.sessions };
  },
  session_rename: (world, { id, name }) => {
    reach(world);
    const given = String(name).trim();
    if (given === '') {
      throw failure('invalid-fields', { retryable: false, fields: [{ unit: 'session', field: 'name', code: 'required' }] });
    }
    world.scenario.sessions = world.scenario.sessions.map((line) => (line.id === id ? { ...line, name: given } : line));
    return { sessions: world.scenario.sessions };
  },
  session_end: (world, { id }) => {
    reach(world);
    return { ended: end(world, (line) => line.id === id) };
  },
  sessions_end_others: (world) => {
    reach(world);
    return { ended: end(world, () => true) };
  },
  activity: (world, { before }) => {
    reach(world);
    const all = world.scenario.activity;
    const from = before === null ? 0 : all.findIndex((entry) => entry.id === before) + 1;
    return { entries: all.slice(from, from + 6), has_more: all.length > from + 6 };
  },
  activity_disown: (world, { id }) => {
    reach(world);
    const found = world.scenario.activity.find((entry) => entry.id === id)!;
    const ended = found.session_open && !found.current;
    const entry: ActivityEntryView = { ...found, disowned: true, session_open: found.session_open && !ended };
    world.scenario.activity = world.scenario.activity.map((one) => (one.id === id ? entry : one));
    return { entry, session_ended: ended };
  },
  password_view: (world) => {
    reach(world);
    return world.scenario.password;
  },
  password_set: (world, { newPassword, currentPassword, endOthers }) => {
    weak(String(newPassword));
    if (!world.authenticated) throw failure('step-up-required', { retryable: false });
    reach(world);
    if (world.scenario.password.set && currentPassword === null && !world.byCode) {
      throw failure('current-password-needed', { retryable: false });
    }
    if (currentPassword !== null && currentPassword !== RIGHT_PASSWORD) throw failure('password-wrong');
    world.scenario.password = { set: true, changed_at: '2026-11-24T02:10:00Z' };
    return { changed_at: '2026-11-24T02:10:00Z', ended: endOthers ? end(world, () => true) : 0 };
  },
  recover_send_code: (_, { phone }) => {
    if (!/^1[3-9]\d{9}$/.test(String(phone).replace(/\s/g, ''))) {
      throw failure('invalid-fields', { fields: [{ unit: 'login', field: 'phone', code: 'bad_length' }] });
    }
    return { resend_after: 60, expires_in: 300 };
  },
  recover_verify_code: (world, { code }) => {
    if (code !== RIGHT_CODE) throw failure('code-wrong', { tries_left: 4 });
    return world.scenario.registered ? 'new_password' : 'registration_needed';
  },
  recover_password: (world, { newPassword }) => {
    weak(String(newPassword));
    return { kind: 'signed_in', ...world.signIn() };
  },
};

function weak(typed: string): void {
  if (typed.length >= 8 && typed !== '12345678') return;
  const code = typed === '12345678' ? 'too_common' : 'too_short';
  throw failure('invalid-fields', { retryable: false, fields: [{ unit: 'password', field: 'new_password', code }] });
}

function end(world: World, which: (line: SessionLineView) => boolean): number {
  const ended = world.scenario.sessions.filter((line) => !line.current && which(line));
  world.scenario.sessions = world.scenario.sessions.filter((line) => !ended.includes(line));
  return ended.length;
}

function reach(world: World): void {
  if (world.scenario.sync.state.kind === 'offline') throw failure('offline');
}
