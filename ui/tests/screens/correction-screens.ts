import type { Page } from '@playwright/test';

import { agreedTo } from '../fake/consents';
import { changes, request, requests, states, verified } from '../fake/corrections';
import { loggedIn } from '../fake/person';
import type { Change } from '../fake/scenario';
import { failure } from '../fake/world';
import type { PersonScreen } from './person-screens';

const id = (page: Page, testid: string) => page.getByTestId(testid);
const purposes = agreedTo('sensitive-identity');
const ready: Change = { profile: verified, purposes };
const memory: Change['session'] = {
  kind: 'signed_in',
  name: '测试市民甲',
  phone: '138****0001',
  keeping: { tier: 'memory', reason: 'keyring-locked', unopened: 'retry' },
};

const heldRequest = request('r-held', states.waiting!, { held: true });
const heldSync: Change['sync'] = { state: { kind: 'held', count: 1 }, waiting: 1, needs_you: 0, last_contact: '2026-11-24T02:10:00Z' };

/** What a person has with them: photos, a scan, and what does not belong. */
export const files: NonNullable<Change['chosenFiles']> = [
  { name: '户口本.jpg', kind: 'jpeg', size: 2_516_582 },
  { name: '派出所证明.pdf', kind: 'pdf', size: 839_000 },
  { name: '说明.docx', kind: 'pdf', size: 20_000, code: 'attachment-type' },
];

/** Fills a request in up to the page of the proof. */
export async function toProof(page: Page): Promise<void> {
  await id(page, 'request-begin').click();
  await id(page, 'field-name-name').fill('测试市民乙');
  await id(page, 'next-name').click();
  await id(page, 'field-reason').fill('户口本上的姓名是另一个字。');
  await id(page, 'next-name').click();
  await id(page, 'proof-add').waitFor();
}

/** Fills a request in, with proof, up to the check. */
export async function toCheck(page: Page): Promise<void> {
  await toProof(page);
  await id(page, 'proof-add').click();
  await id(page, 'attachments').waitFor();
  await id(page, 'next-name').click();
  await id(page, 'answers-name').waitFor();
}

/** Requests for correction and the history of changes, each in the states that it has. */
export const correctionScreens: PersonScreen[] = [
  { name: 'request-consent', path: '/mine/request/name', change: loggedIn({ profile: verified }) },
  { name: 'request-start', path: '/mine/request/name', change: loggedIn(ready) },
  {
    name: 'request-begun',
    path: '/mine/request/name',
    change: loggedIn(ready),
    act: async (page) => {
      await toProof(page);
      await id(page, 'back').click();
      await id(page, 'request-under-way-name').click();
      await id(page, 'request-begun').waitFor();
    },
  },
  {
    name: 'request-reason',
    path: '/mine/request/name',
    change: loggedIn(ready),
    act: async (page) => {
      await id(page, 'request-begin').click();
      await id(page, 'next-name').click();
      await id(page, 'field-reason').fill('不'.repeat(503));
      await id(page, 'field-reason').blur();
      await page.locator('#name-reason-error').waitFor();
    },
  },
  {
    name: 'request-proof',
    path: '/mine/request/name',
    change: loggedIn({ ...ready, chosenFiles: files }),
    act: async (page) => {
      await toProof(page);
      await id(page, 'proof-add').click();
      await id(page, 'proof-refused').waitFor();
    },
  },
  { name: 'request-check', path: '/mine/request/name', change: loggedIn({ ...ready, chosenFiles: files }), act: toCheck },
  {
    name: 'request-check-error',
    path: '/mine/request/name',
    change: loggedIn(ready),
    act: async (page) => {
      await id(page, 'request-begin').click();
      await id(page, 'field-name-name').fill('测试7');
      await id(page, 'next-name').click();
      await id(page, 'field-reason').waitFor();
      await id(page, 'next-name').click();
      await id(page, 'proof-add').waitFor();
      await id(page, 'next-name').click();
      await id(page, 'save-name').click();
      await id(page, 'error-summary').waitFor();
    },
  },
  {
    name: 'request-already',
    path: '/mine/request/name',
    change: loggedIn({ ...ready, corrections: [requests[4]!] }),
  },
  ...Object.keys(states).map((state) => ({
    name: `request-${state}`,
    path: `/mine/requests/r-${state}`,
    change: loggedIn({ ...ready, corrections: requests }),
  })),
  {
    name: 'request-memory',
    path: '/mine/requests/r-waiting',
    change: loggedIn({ ...ready, session: memory, corrections: requests }),
  },
  {
    name: 'request-held',
    path: '/mine/requests/r-held',
    change: loggedIn({ ...ready, corrections: [heldRequest], sync: heldSync }),
  },
  { name: 'mine-held-request', path: '/mine', change: loggedIn({ ...ready, corrections: [heldRequest], sync: heldSync }) },
  { name: 'request-gone', path: '/mine/requests/r-none', change: loggedIn(ready) },
  { name: 'requests', path: '/mine/requests', change: loggedIn({ ...ready, corrections: requests }) },
  { name: 'requests-none', path: '/mine/requests', change: loggedIn(ready) },
  {
    name: 'requests-error',
    path: '/mine/requests',
    change: loggedIn({ ...ready, failures: { corrections: failure('store-failed') } }),
  },
  { name: 'history', path: '/mine/history', change: loggedIn({ changes }) },
  { name: 'history-none', path: '/mine/history', change: loggedIn() },
  {
    name: 'history-offline',
    path: '/mine/history',
    change: loggedIn({ changes, failures: { profile_history: failure('offline') } }),
  },
  { name: 'mine-verified', path: '/mine', change: loggedIn({ profile: verified, corrections: [requests[4]!] }) },
];
