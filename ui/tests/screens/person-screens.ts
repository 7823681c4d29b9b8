import type { Page } from '@playwright/test';

import { agreedTo, purposes } from '../fake/consents';
import { inboxOf, loggedIn, masked, notices, profile } from '../fake/person';
import { beside } from '../fake/safety';
import type { Change } from '../fake/scenario';
import { account, failure } from '../fake/world';
import { arrive } from './fixture';
import { capabilityScreens } from './capability-screens';
import { correctionScreens } from './correction-screens';
import { guardianScreens } from './guardian-screens';
import { policyScreens } from './policy-screens';
import { privacyScreens } from './privacy-screens';

/** A screen of a person who is logged in, in one of its states. */
export interface PersonScreen {
  name: string;
  path: string;
  change: Change;
  /** What brings the screen into its state. */
  act?: (page: Page) => Promise<void>;
}

const id = (page: Page, testid: string) => page.getByTestId(testid);
const official = { origin: { kind: 'official', verified: true }, ground: '持证件在测试服务大厅核对', at: '2026-11-18T02:00:00Z' } as const;
const since = '2026-11-24T02:10:00Z';
const offline: Change['sync'] = {
  state: { kind: 'offline', code: 'offline', next_try: '2026-11-24T02:15:00Z' },
  waiting: 1,
  needs_you: 0,
  last_contact: '2026-11-24T01:00:00Z',
};

/** Every state that a unit can be in, on one screen. */
export const allStates = profile({
  name: {
    state: { kind: 'conflict', since: '2026-11-18T01:12:00Z', mine: masked('name'), theirs: masked('name'), lost: false, changed_by: { ...official, origin: { kind: 'official', verified: false } } },
  },
  sex: { state: { kind: 'unsaved' }, changed_by: null, undoable: true },
  birthday: { verified: true, proof: 'official', changed_by: official },
  nationality: { changed_by: { origin: { kind: 'third_party', name: '测试数据服务' }, ground: '根据您的授权', at: since } },
  address: { state: { kind: 'pending', since }, changed_by: null, undoable: true },
  email: { state: { kind: 'empty' }, fields: [], changed_by: null },
  interests: { state: { kind: 'rejected', code: 'invalid-fields', fields: [{ unit: 'interests', field: 'topics', code: 'unknown_option' }], stands: masked('interests') } },
});

const own = { origin: { kind: 'device', device_id: 'test-device' }, ground: '', at: '2026-11-24T02:10:30Z', reference: '20261124-K7M4QX' } as const;
const conflict = { kind: 'conflict', since: '2026-11-18T01:12:00Z', lost: false, changed_by: official } as const;
const addressConflict = profile({ address: { state: { ...conflict, mine: masked('address'), theirs: masked('address') } } });
const verifiedConflict = profile({
  name: { verified: true, state: { ...conflict, mine: masked('name'), theirs: masked('name') } },
});

/** What was refused because it was verified meanwhile: one in clear, and one that is hidden. */
export const refusedAsVerified = profile({
  name: { verified: true, state: { kind: 'rejected', code: 'unit-verified', fields: [], stands: masked('name') } },
  sex: {
    verified: true,
    fields: masked('sex', { sex: ['unspecified'] }),
    state: { kind: 'rejected', code: 'unit-verified', fields: [], stands: masked('sex') },
  },
});

/** A new name is handed in. */
async function nameDone(page: Page): Promise<void> {
  await id(page, 'field-name-name').fill('测试市民乙');
  await id(page, 'next-name').click();
  await id(page, 'save-name').click();
  await id(page, 'done-name').waitFor();
}

/** A document is filled in up to the check. */
async function documentChecked(page: Page): Promise<void> {
  await id(page, 'field-id_document-kind-passport').check();
  await id(page, 'next-id_document').click();
  await id(page, 'field-id_document-number').fill('E12345678');
  await id(page, 'next-id_document').click();
  await id(page, 'field-id_document-valid_until').waitFor();
  await id(page, 'next-id_document').click();
  await id(page, 'answers-id_document').waitFor();
}

const waiting: Change['sync'] = { state: { kind: 'idle' }, waiting: 2, needs_you: 2, last_contact: since };
const behindPin: Change['session'] = {
  kind: 'signed_in',
  ...account,
  keeping: { tier: 'memory', reason: 'account-guarded', unopened: 'pin' },
};

const unopened: Change['session'] = {
  kind: 'signed_in',
  ...account,
  keeping: { tier: 'memory', reason: 'keyring-locked', unopened: 'retry' },
};
const address = profile({ address: { state: { kind: 'pending', since }, undoable: true } });

const locked = { kind: 'locked', cause: 'person', free_tries: 4, wait_seconds: 0 } as const;

/** The screens, each in the states that it has. */
export const screens: PersonScreen[] = [
  { name: 'mine', path: '/mine', change: loggedIn() },
  { name: 'mine-states', path: '/mine', change: loggedIn({ profile: allStates, sync: waiting }) },
  { name: 'mine-offline', path: '/mine', change: loggedIn({ profile: address, sync: offline }) },
  {
    name: 'mine-expired',
    path: '/mine',
    change: loggedIn({ session: { kind: 'expired', ...account }, sync: { ...waiting, state: { kind: 'sign_in_needed' } } }),
  },
  {
    name: 'mine-held',
    path: '/mine',
    change: loggedIn({ profile: address, sync: { state: { kind: 'held', count: 1 }, waiting: 1, needs_you: 0, last_contact: since } }),
  },
  { name: 'mine-learning', path: '/mine', change: loggedIn({ person: 'learning' }) },
  {
    name: 'mine-error',
    path: '/mine',
    change: loggedIn({ profile: null, failures: { profile_view: failure('store-corrupt') } }),
  },
  { name: 'mine-locked', path: '/mine', change: { session: { kind: 'unavailable', code: 'keyring-locked' } } },
  {
    name: 'mine-asking-keyring',
    path: '/mine',
    change: { session: { kind: 'unavailable', code: 'keyring-locked' } },
    act: (page) => id(page, 'retry-opening').click(),
  },
  { name: 'mine-lost', path: '/mine', change: { session: { kind: 'unavailable', code: 'kept-lost' } } },
  {
    name: 'mine-loss',
    path: '/mine',
    change: loggedIn({
      session: { kind: 'signed_in', ...account, keeping: { tier: 'keyring', reason: 'kept-unreadable', unopened: null } },
    }),
  },
  { name: 'mine-unopened', path: '/mine', change: loggedIn({ session: unopened }) },
  { name: 'mine-unopened-pin', path: '/mine', change: loggedIn({ session: behindPin }) },
  {
    name: 'mine-unopened-discard',
    path: '/mine',
    change: loggedIn({ session: behindPin }),
    act: (page) => id(page, 'unopened-discard').click(),
  },
  { name: 'mine-signed-out', path: '/mine', change: {} },
  {
    name: 'mine-revealed',
    path: '/mine',
    change: loggedIn(),
    act: (page) => id(page, 'reveal-address').click(),
  },
  {
    name: 'step-up',
    path: '/mine',
    change: loggedIn(),
    act: async (page) => {
      await id(page, 'reveal-name').click();
      await id(page, 'reveal-address').click();
      await id(page, 'step-up-send').click();
      await id(page, 'step-up-code').fill('000000');
      await id(page, 'step-up-submit').click();
      await id(page, 'failure').waitFor();
    },
  },
  { name: 'edit-name', path: '/mine/name', change: loggedIn() },
  {
    name: 'edit-name-error',
    path: '/mine/name',
    change: loggedIn(),
    act: async (page) => {
      await id(page, 'field-name-name').fill('测试7');
      await id(page, 'next-name').click();
      await id(page, 'save-name').click();
      await id(page, 'error-summary').waitFor();
    },
  },
  {
    name: 'edit-name-help',
    path: '/mine/name',
    change: loggedIn(),
    act: async (page) => {
      await id(page, 'field-name-name').pressSequentially('测试7');
      await id(page, 'help-name').getByText('不能使用').or(id(page, 'help-name').getByText('cannot')).waitFor();
    },
  },
  {
    name: 'check-name',
    path: '/mine/name',
    change: loggedIn(),
    act: async (page) => {
      await id(page, 'field-name-name').fill('测试市民乙');
      await id(page, 'next-name').click();
      await id(page, 'answers-name').waitFor();
    },
  },
  {
    name: 'edit-document-number',
    path: '/mine/id_document',
    change: loggedIn({ purposes: agreedTo('sensitive-identity') }),
    act: async (page) => {
      await id(page, 'field-id_document-kind-resident_id').check();
      await id(page, 'next-id_document').click();
      await id(page, 'field-id_document-number').pressSequentially('11010519491231002X');
      await id(page, 'help-number').locator('svg').waitFor();
    },
  },
  {
    name: 'check-document',
    path: '/mine/id_document',
    change: loggedIn({ purposes: agreedTo('sensitive-identity') }),
    act: documentChecked,
  },
  {
    name: 'check-document-error',
    path: '/mine/id_document',
    change: loggedIn({ purposes: agreedTo('sensitive-identity') }),
    act: async (page) => {
      await id(page, 'next-id_document').click();
      await id(page, 'field-id_document-number').waitFor();
      await id(page, 'next-id_document').click();
      await id(page, 'field-id_document-valid_until').fill('2035-01-31');
      await id(page, 'next-id_document').click();
      await id(page, 'save-id_document').click();
      await id(page, 'error-summary').waitFor();
    },
  },
  { name: 'done-pending', path: '/mine/name', change: loggedIn(), act: nameDone },
  {
    name: 'done-received',
    path: '/mine/name',
    change: loggedIn(),
    act: async (page) => {
      await nameDone(page);
      await arrive(page, 'name', { state: { kind: 'synced' }, rev: 4, undoable: false, changed_by: own });
    },
  },
  {
    name: 'done-rejected',
    path: '/mine/name',
    change: loggedIn(),
    act: async (page) => {
      await nameDone(page);
      await arrive(page, 'name', { state: { kind: 'rejected', code: 'unit-verified', fields: [], stands: masked('name') }, verified: true, undoable: false });
    },
  },
  {
    name: 'done-conflict',
    path: '/mine/name',
    change: loggedIn(),
    act: async (page) => {
      await nameDone(page);
      await arrive(page, 'name', { state: allStates.units[0]!.state, undoable: false });
    },
  },
  { name: 'done-memory', path: '/mine/name', change: loggedIn({ session: unopened }), act: nameDone },
  { name: 'done-visited', path: '/mine/done/sex', change: loggedIn({ profile: allStates }) },
  { name: 'conflict', path: '/mine/conflict/name', change: loggedIn({ profile: allStates }) },
  {
    name: 'conflict-revealed',
    path: '/mine/conflict/name',
    change: loggedIn({ profile: allStates }),
    act: async (page) => {
      await id(page, 'reveal-name').click();
      await page.getByText('测试市民乙').or(page.locator('mark')).first().waitFor();
    },
  },
  {
    name: 'conflict-address',
    path: '/mine/conflict/address',
    change: loggedIn({ profile: addressConflict }),
    act: async (page) => {
      await id(page, 'reveal-address').click();
      await page.locator('mark').first().waitFor();
    },
  },
  { name: 'refused-verified', path: '/mine', change: loggedIn({ profile: refusedAsVerified }) },
  { name: 'conflict-verified', path: '/mine/conflict/name', change: loggedIn({ profile: verifiedConflict }) },
  { name: 'conflict-over', path: '/mine/conflict/sex', change: loggedIn() },
  { name: 'edit-sex', path: '/mine/sex', change: loggedIn() },
  { name: 'edit-birthday', path: '/mine/birthday', change: loggedIn() },
  {
    name: 'edit-nationality',
    path: '/mine/nationality',
    change: loggedIn(),
    act: async (page) => {
      await id(page, 'field-nationality-country').fill('国');
      await page.getByRole('option').first().waitFor();
    },
  },
  {
    name: 'edit-address-error',
    path: '/mine/address',
    change: loggedIn(),
    act: async (page) => {
      await id(page, 'field-address-postcode').fill('110');
      await id(page, 'save-address').click();
      await id(page, 'error-summary').waitFor();
    },
  },
  { name: 'edit-interests', path: '/mine/interests', change: loggedIn() },
  { name: 'edit-document-consent', path: '/mine/id_document', change: loggedIn() },
  { name: 'edit-document', path: '/mine/id_document', change: loggedIn({ purposes: agreedTo('sensitive-identity') }) },
  {
    name: 'edit-document-offline',
    path: '/mine/id_document',
    change: loggedIn({ purposes: agreedTo('sensitive-identity'), sync: offline }),
  },
  { name: 'edit-phone', path: '/mine/phone', change: loggedIn() },
  {
    name: 'edit-email-code',
    path: '/mine/email',
    change: loggedIn(),
    act: async (page) => {
      await id(page, 'field-email-address').fill('neu@example.com');
      await id(page, 'contact-send-code').click();
      await id(page, 'contact-code').waitFor();
    },
  },
  {
    name: 'edit-draft',
    path: '/mine/name',
    change: loggedIn(),
    act: async (page) => {
      await id(page, 'field-name-name').fill('测试市民丙');
      await id(page, 'cancel-name').click();
      await id(page, 'edit-name').click();
      await id(page, 'draft-offer').waitFor();
    },
  },
  { name: 'edit-verified', path: '/mine/birthday', change: loggedIn({ profile: allStates }) },
  { name: 'inbox', path: '/inbox', change: loggedIn() },
  { name: 'inbox-empty', path: '/inbox', change: loggedIn({ notices: {}, inbox: inboxOf({}) }) },
  { name: 'inbox-offline', path: '/inbox', change: loggedIn({ sync: offline }) },
  { name: 'inbox-error', path: '/inbox', change: loggedIn({ inbox: null, failures: { inbox: failure('store-failed') } }) },
  { name: 'notice', path: '/inbox/n2', change: loggedIn({ notices }) },
  { name: 'notice-incident', path: '/inbox/n1', change: loggedIn({ notices }) },
  { name: 'locked-pin', path: '/mine', change: { session: { ...locked, way: 'pin' } } },
  { name: 'locked-wait', path: '/mine', change: { session: { ...locked, way: 'passphrase', free_tries: 0, wait_seconds: 480 } } },
  { name: 'locked-login', path: '/mine', change: { session: { ...locked, way: 'login', cause: 'idle' } } },
  { name: 'locked-system', path: '/inbox', change: { session: { ...locked, way: 'system', cause: 'system' } } },
  {
    name: 'locked-forgot',
    path: '/mine',
    change: { session: { ...locked, way: 'pin' } },
    act: (page) => id(page, 'lock-forgot').click(),
  },
  {
    name: 'guard-pin',
    path: '/security',
    change: loggedIn(),
    act: async (page) => {
      await id(page, 'guard-set-pin').click();
      await id(page, 'guard-chosen').fill('123456');
      await id(page, 'guard-again').fill('123456');
      await id(page, 'guard-save').click();
      await page.locator('#guard-chosen-error').waitFor();
    },
  },
  {
    name: 'guard-remove',
    path: '/security',
    change: loggedIn({ session: { kind: 'signed_in', ...account, keeping: { tier: 'keyring_and_pin', reason: null, unopened: null } } }),
    act: (page) => id(page, 'guard-remove-pin').click(),
  },
  { name: 'settings', path: '/settings', change: loggedIn() },
  { name: 'settings-alerts-off', path: '/settings', change: loggedIn({ alertsOff: true }) },
  { name: 'settings-no-alerts', path: '/settings', change: loggedIn({ purposes: { ...purposes, purposes: [] } }) },
  { name: 'security', path: '/security', change: loggedIn() },
  { name: 'accounts', path: '/accounts', change: loggedIn({ here: beside('open') }) },
  { name: 'security-offline', path: '/security', change: loggedIn({ sync: offline }) },
  {
    name: 'security-closed',
    path: '/security',
    change: loggedIn({
      failures: Object.fromEntries(
        ['sessions', 'activity', 'password_view'].map((name) => [name, failure('not-offered', { retryable: false })]),
      ),
    }),
  },
  {
    name: 'security-end-others',
    path: '/security',
    change: loggedIn(),
    act: (page) => id(page, 'end-others').click(),
  },
  {
    name: 'security-rename',
    path: '/security',
    change: loggedIn(),
    act: async (page) => {
      await id(page, 'rename-s2').click();
      await id(page, 'device-name').fill(' ');
      await id(page, 'rename-save').click();
      await page.locator('#device-name-error').waitFor();
    },
  },
  {
    name: 'security-password-error',
    path: '/security',
    change: loggedIn(),
    act: async (page) => {
      await id(page, 'password-edit').click();
      await id(page, 'new-password').fill('12345678');
      await id(page, 'password-save').click();
      await id(page, 'error-summary').waitFor();
    },
  },
  {
    name: 'security-disown',
    path: '/security',
    change: loggedIn(),
    act: (page) => id(page, 'disown-a9').click(),
  },
  {
    name: 'security-disowned',
    path: '/security',
    change: loggedIn(),
    act: async (page) => {
      await id(page, 'disown-a9').click();
      await id(page, 'disown-confirm').click();
      await id(page, 'disowned').waitFor();
    },
  },
  { name: 'leak', path: '/security/leak', change: loggedIn() },
  {
    name: 'leak-failed',
    path: '/security/leak',
    change: loggedIn({ failures: { sessions_end_others: failure('offline') } }),
    act: async (page) => {
      await id(page, 'leak-end-others').click();
      await id(page, 'leak-others-failed').waitFor();
      await id(page, 'leak-called').click();
    },
  },
  {
    name: 'settings-memory',
    path: '/settings',
    change: loggedIn({
      session: { kind: 'signed_in', ...account, keeping: { tier: 'memory', reason: 'keyring-no-service', unopened: null } },
    }),
  },
  { name: 'settings-unopened', path: '/settings', change: loggedIn({ session: unopened }) },
  {
    name: 'logout-unopened',
    path: '/settings',
    change: loggedIn({ session: unopened }),
    act: (page) => id(page, 'logout').click(),
  },
  {
    name: 'logout-unopened-unsent',
    path: '/settings',
    change: loggedIn({ session: unopened, profile: allStates, sync: waiting }),
    act: (page) => id(page, 'logout').click(),
  },
  {
    name: 'logout-closed',
    path: '/mine',
    change: { session: { kind: 'unavailable', code: 'keyring-locked' } },
    act: (page) => id(page, 'logout').click(),
  },
  { name: 'logout', path: '/settings', change: loggedIn(), act: (page) => id(page, 'logout').click() },
  {
    name: 'logout-unsent',
    path: '/settings',
    change: loggedIn({ profile: allStates, sync: waiting }),
    act: async (page) => {
      await id(page, 'logout').click();
      await id(page, 'logout-discard').check();
    },
  },
  ...policyScreens,
  ...privacyScreens,
  ...capabilityScreens,
  ...correctionScreens,
  ...guardianScreens,
];
