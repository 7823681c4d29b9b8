import type { PurposesView } from '../../src/lib/bindings';
import { purposes, receipts } from '../fake/consents';
import { loggedIn } from '../fake/person';
import type { Change } from '../fake/scenario';
import { account, failure } from '../fake/world';
import type { PersonScreen } from './person-screens';
import { registryScreens } from './registry-screens';

const minor: PurposesView = { ...purposes, needs_guardian: true };
const memory: Change['session'] = {
  kind: 'signed_in',
  ...account,
  keeping: { tier: 'memory', reason: 'keyring-no-service', unopened: null },
};
const locked = { kind: 'locked', way: 'pin', cause: 'person', free_tries: 4, wait_seconds: 0 } as const;

/** 隐私中心, each screen in the states that it has. */
export const privacyScreens: PersonScreen[] = [
  { name: 'privacy', path: '/privacy', change: loggedIn() },
  { name: 'privacy-signed-out', path: '/privacy', change: {} },
  { name: 'not-collected', path: '/privacy/not-collected', change: loggedIn() },
  { name: 'purposes', path: '/privacy/purposes', change: loggedIn() },
  { name: 'purposes-signed-out', path: '/privacy/purposes', change: {} },
  { name: 'purposes-browsing', path: '/privacy/purposes', change: { choice: 'browse_only' } },
  { name: 'purposes-locked', path: '/privacy/purposes', change: { session: locked } },
  { name: 'purposes-opening', path: '/privacy/purposes', change: { session: { kind: 'opening' } } },
  { name: 'purposes-unavailable', path: '/privacy/purposes', change: { session: { kind: 'unavailable', code: 'keyring-locked' } } },
  {
    name: 'purposes-error',
    path: '/privacy/purposes',
    change: loggedIn({ failures: { consent_purposes: failure('store-corrupt') } }),
  },
  { name: 'purposes-none', path: '/privacy/purposes', change: loggedIn({ purposes: { ...purposes, purposes: [] } }) },
  {
    name: 'purposes-guardian',
    path: '/privacy/purposes#item-notify-sms',
    change: loggedIn({ purposes: minor }),
    act: async (page) => {
      await page.getByTestId('agree-notify-sms').click();
      await page.locator('#item-notify-sms-choice-error').waitFor();
    },
  },
  {
    name: 'purposes-failed',
    path: '/privacy/purposes#item-notify-sms',
    change: loggedIn({ failures: { consent_decide_item: failure('disk-full') } }),
    act: async (page) => {
      await page.getByTestId('agree-notify-sms').click();
      await page.getByTestId('failure').waitFor();
    },
  },
  {
    name: 'purposes-changed',
    path: '/privacy/purposes',
    change: loggedIn({ failures: { consent_decide_item: failure('policy-text-changed', { retryable: false }) } }),
    act: async (page) => {
      await page.getByTestId('agree-notify-sms').click();
      await page.getByTestId('failure').waitFor();
    },
  },
  {
    name: 'purposes-memory',
    path: '/privacy/purposes#item-notify-system',
    change: loggedIn({ session: memory }),
    act: async (page) => {
      await page.getByTestId('agree-notify-sms').click();
      await page.getByTestId('delivery-notify-sms').waitFor();
    },
  },
  { name: 'receipts', path: '/privacy/receipts', change: loggedIn() },
  {
    name: 'receipts-saved',
    path: '/privacy/receipts',
    change: loggedIn(),
    act: async (page) => {
      await page.locator('summary').first().click();
      await page.getByTestId('receipts-save').click();
      await page.getByTestId('receipts-saved').waitFor();
    },
  },
  {
    name: 'receipts-saved-audit',
    path: '/privacy/receipts',
    change: loggedIn(),
    act: async (page) => {
      await page.getByTestId('receipts-contents-audit').check();
      await page.getByTestId('receipts-save').click();
      await page.getByTestId('receipts-saved').waitFor();
    },
  },
  {
    name: 'receipts-not-saved',
    path: '/privacy/receipts',
    change: loggedIn({ failures: { consent_save_receipts: failure('file-not-written') } }),
    act: async (page) => {
      await page.getByTestId('receipts-save').click();
      await page.getByTestId('failure').waitFor();
    },
  },
  {
    name: 'receipts-unpinned',
    path: '/privacy/receipts',
    change: loggedIn({ receipts: { ...receipts, proof: { kind: 'key_not_pinned' } } }),
  },
  {
    name: 'receipts-broken',
    path: '/privacy/receipts',
    change: loggedIn({ receipts: { ...receipts, proof: { kind: 'broken', number: 4, code: 'record-link' } } }),
  },
  {
    name: 'receipts-empty',
    path: '/privacy/receipts',
    change: loggedIn({ receipts: { receipts: [], proof: { kind: 'whole', complete_until: null } } }),
  },
  { name: 'receipts-error', path: '/privacy/receipts', change: loggedIn({ failures: { consent_receipts: failure('store-io') } }) },
  { name: 'receipts-signed-out', path: '/privacy/receipts', change: {} },
  ...registryScreens,
];
