import type { ChangeInput } from '../../../src/lib/bindings';
import type { Handlers } from '../backend';
import { masked } from '../person';
import { failure, type World } from '../world';
import { problemsOf, put, unitOf } from './profile';
import { RIGHT_CODE } from './session';

/** What the platform decides at once: phone, e-mail, identity document. */
export const onlineHandlers: Handlers = {
  contact_change_start: (world, { channel, value }) => {
    const unit = String(channel);
    const field = unit === 'phone' ? 'number' : 'address';
    check(problemsOf({ unit, fields: { [field]: String(value) }, base_rev: 0 }));
    if (unit === 'phone') confirm(world);
    reach(world);
    if (value === '13800000002') throw failure('contact-taken', { retryable: false });
    return { resend_after: 60, expires_in: 300 };
  },
  contact_change_verify: (world, { channel, code }) => {
    reach(world);
    if (code !== RIGHT_CODE) throw failure('code-wrong', { tries_left: 4 });
    const unit = unitOf(world, String(channel));
    return put(world, { ...unit, rev: unit.rev + 1 });
  },
  document_change: (world, { change }) => {
    const input = change as ChangeInput;
    check(problemsOf(input));
    confirm(world);
    reach(world);
    const unit = unitOf(world, input.unit);
    return put(world, { ...unit, fields: masked(unit.key), rev: unit.rev + 1, state: { kind: 'synced' } });
  },
};

function check(problems: ReturnType<typeof problemsOf>): void {
  if (problems.length > 0) throw failure('invalid-fields', { retryable: false, fields: problems });
}

function confirm(world: World): void {
  if (!world.authenticated) throw failure('step-up-required', { retryable: false });
}

function reach(world: World): void {
  if (world.scenario.sync.state.kind === 'offline') throw failure('offline');
}
