import { changed, longHistory, one, policyTwo, terms, two, zero } from '../fake/changes';
import { purposes } from '../fake/consents';
import { policy } from '../fake/data';
import { loggedIn } from '../fake/person';
import { failure } from '../fake/world';
import type { PersonScreen } from './person-screens';

const noted = { answer: 'noted' } as const;
const declined = { answer: 'declined' } as const;
const at = ({ version, text_hash }: typeof one) => encodeURIComponent(`${version}@${text_hash}`);

/** An address of the change from the first version to the second. */
export const COMPARE = `/policy/change?from=${at(one)}&to=${at(two)}`;
/** An address of the first version. */
export const EARLIER = `/policy?version=${at(one)}`;

const versions = changed('terms', declined, { history: longHistory });
// Both versions were before: a third is in force.
const third = { ...policy, name: { ...one, version: '3', text_hash: '9'.repeat(64) }, text_hash: '9'.repeat(64) };
const ended = longHistory.map((line) => ({ ...line, in_force: false }));
const past = { newer: null, policy: third, earlier: [policy, policyTwo], purposes, history: ended };
const signedOut = { session: { kind: 'signed_out' }, profile: null, inbox: null } as const;

/** The policy, its versions, and what changed, each screen in the states that it has. */
export const policyScreens: PersonScreen[] = [
  { name: 'home-newer-wording', path: '/', change: changed('wording') },
  { name: 'home-newer-purposes', path: '/', change: changed('purposes') },
  { name: 'home-newer-terms', path: '/', change: changed('terms') },
  { name: 'privacy-newer', path: '/privacy', change: changed('terms') },
  { name: 'policy-newer', path: '/policy', change: changed('purposes', { items: 0 }) },
  { name: 'policy-noted', path: '/policy', change: changed('wording', noted) },
  { name: 'policy-declined', path: '/policy', change: changed('terms', declined) },
  {
    name: 'policy-search',
    path: '/policy',
    change: loggedIn(),
    act: async (page) => {
      await page.getByTestId('policy-search').fill('信息');
      await page.getByTestId('policy-found').waitFor();
    },
  },
  {
    name: 'policy-search-none',
    path: '/policy',
    change: loggedIn(),
    act: async (page) => {
      await page.getByTestId('policy-search').fill('没有这个词');
      await page.getByTestId('policy-found-none').waitFor();
    },
  },
  {
    name: 'policy-search-failed',
    path: '/policy',
    change: loggedIn({ failures: { policy_search: failure('offline') } }),
    act: async (page) => {
      await page.getByTestId('policy-search').fill('信息');
      await page.getByTestId('failure').waitFor();
    },
  },
  {
    name: 'policy-saved',
    path: '/policy',
    change: loggedIn(),
    act: async (page) => {
      await page.getByTestId('policy-save').click();
      await page.getByTestId('policy-saved').waitFor();
    },
  },
  {
    name: 'policy-not-saved',
    path: '/policy',
    change: loggedIn({ failures: { policy_save: failure('file-not-written') } }),
    act: async (page) => {
      await page.getByTestId('policy-save').click();
      await page.getByTestId('failure').waitFor();
    },
  },
  { name: 'policy-earlier', path: EARLIER, change: versions },
  { name: 'policy-unknown', path: `/policy?version=${at(zero)}`, change: versions },
  { name: 'change', path: '/policy/change', change: changed('purposes') },
  { name: 'change-wording', path: '/policy/change', change: changed('wording') },
  { name: 'change-terms', path: '/policy/change', change: changed('terms') },
  { name: 'change-declined', path: '/policy/change', change: changed('terms', declined) },
  { name: 'change-noted', path: '/policy/change', change: changed('purposes', noted) },
  {
    name: 'change-told',
    path: '/policy/change',
    change: changed('terms'),
    act: async (page) => {
      await page.getByTestId('change-decline').click();
      await page.getByTestId('change-told').waitFor();
    },
  },
  {
    name: 'change-renumbered',
    path: '/policy/change',
    change: changed('purposes'),
    act: (page) => page.getByTestId('change-renumbered').locator('summary').click(),
  },
  {
    name: 'change-guardian',
    path: '/policy/change',
    change: changed('terms', {}, { change: { ...terms, needs_guardian: true } }),
    act: async (page) => {
      await page.getByTestId('change-accept').click();
      await page.getByTestId('error-summary').waitFor();
    },
  },
  {
    name: 'change-not-taken',
    path: '/policy/change',
    change: changed('terms', {}, { failures: { policy_answer_change: failure('disk-full') } }),
    act: async (page) => {
      await page.getByTestId('change-accept').click();
      await page.getByTestId('failure').waitFor();
    },
  },
  { name: 'change-signed-out', path: '/policy/change', change: changed('purposes', { items: 0 }, signedOut) },
  { name: 'change-browsing', path: '/policy/change', change: changed('terms', {}, { ...signedOut, choice: 'browse_only' }) },
  { name: 'change-past', path: COMPARE, change: loggedIn({ ...versions, ...past }) },
  { name: 'change-none', path: '/policy/change', change: loggedIn() },
  { name: 'change-offline', path: '/policy/change', change: loggedIn({ failures: { policy_change: failure('offline') } }) },
  {
    name: 'change-not-at-hand',
    path: `/policy/change?from=${at(zero)}`,
    change: versions,
  },
  { name: 'versions', path: '/policy/versions', change: versions },
  { name: 'versions-one', path: '/policy/versions', change: loggedIn() },
  { name: 'versions-empty', path: '/policy/versions', change: { history: [] } },
  { name: 'versions-failed', path: '/policy/versions', change: loggedIn({ failures: { policy_history: failure('store-io') } }) },
  {
    name: 'versions-same',
    path: '/policy/versions',
    change: versions,
    act: async (page) => {
      await page.getByTestId('compare-from').selectOption({ index: 0 });
      await page.getByTestId('compare').click();
      await page.locator('#compare-error').waitFor();
    },
  },
];
