import type { ConsentView, GuardianTask } from '../../../src/lib/bindings';
import type { Handlers } from '../backend';
import { failure, type World } from '../world';
import { RIGHT_CODE } from './session';

/** The phone that belongs to the account itself. */
export const OWN_PHONE = '13800000001';

/** The guardian of a minor, and coming of age. */
export const guardianHandlers: Handlers = {
  guardian_send_code: (world, { phone, task }) => {
    const number = String(phone).replace(/\s/g, '');
    if (!/^1[3-9]\d{9}$/.test(number)) {
      throw failure('invalid-fields', { fields: [{ unit: 'guardian', field: 'phone', code: 'bad_length' }] });
    }
    if (number === OWN_PHONE) throw failure('guardian-own-phone', { retryable: false });
    world.guardianTask = task as GuardianTask;
    return { resend_after: 60, expires_in: 300 };
  },
  guardian_verify_code: (world, { code }) => {
    if (code !== RIGHT_CODE) throw failure('code-wrong', { tries_left: 4 });
    world.guardianThere = true;
    return { task: world.guardianTask, seconds_left: 600 };
  },
  guardian_present: (world) => (world.guardianThere ? { task: world.guardianTask, seconds_left: 600 } : null),
  guardian_leave: (world) => {
    world.guardianThere = false;
    return null;
  },
  guardian_agree: (world, { textHash }): ConsentView => {
    there(world);
    if (textHash !== world.scenario.policy.text_hash) throw failure('policy-text-changed');
    world.scenario.guardian = 'confirmed';
    return world.consent;
  },
  guardian_consents: (world) => {
    there(world);
    return world.scenario.guardianConsents;
  },
  guardian_withdraw: (world, { record }) => {
    there(world);
    world.scenario.guardianConsents = world.scenario.guardianConsents.filter((one) => one.record !== record);
    return world.scenario.guardianConsents;
  },
  consent_coming_of_age: (world) => world.scenario.comingOfAge,
  consent_come_of_age: (world): ConsentView => {
    if (world.scenario.comingOfAge.by_birthday === 'from14_to17') throw failure('not-of-age', { retryable: false });
    world.scenario.ageBand = 'adult';
    world.scenario.guardian = null;
    return world.consent;
  },
};

function there(world: World): void {
  if (!world.guardianThere) throw failure('guardian-needed', { retryable: false });
}
