import type { Page } from '@playwright/test';

import { purposes } from '../fake/consents';
import { minor } from '../fake/guardians';
import { loggedIn } from '../fake/person';
import { failure } from '../fake/world';
import type { PersonScreen } from './person-screens';

const child = { ageBand: 'under14', guardian: 'missing' } as const;

/** A guardian asks for a code and gives it. */
export async function verify(page: Page): Promise<void> {
  await page.getByTestId('guardian-phone').fill('13900000002');
  await page.getByTestId('guardian-send').click();
  await page.getByTestId('guardian-code').fill('123456');
  await page.getByTestId('guardian-submit').click();
}

/** Guardians and coming of age, each screen in the states that it has. */
export const guardianScreens: PersonScreen[] = [
  { name: 'home-guardian-missing', path: '/', change: minor },
  { name: 'home-guardian-withdrawn', path: '/', change: { ...minor, guardian: 'withdrawn' } },
  { name: 'login-guardian-missing', path: '/login', change: minor },
  { name: 'login-guardian-own-phone', path: '/login', change: { ...minor, guardian: 'own_phone' } },
  { name: 'mine-guardian-withdrawn', path: '/mine', change: loggedIn({ ...minor, guardian: 'withdrawn' }) },
  {
    name: 'age-again',
    path: '/',
    change: minor,
    act: async (page) => {
      await page.getByTestId('age-again').click();
      await page.getByTestId('age-adult').waitFor();
    },
  },
  { name: 'guardian', path: '/guardian', change: child },
  {
    name: 'guardian-code',
    path: '/guardian',
    change: minor,
    act: async (page) => {
      await page.getByTestId('guardian-phone').fill('13900000002');
      await page.getByTestId('guardian-send').click();
      await page.getByTestId('guardian-sent').waitFor();
    },
  },
  {
    name: 'guardian-error',
    path: '/guardian',
    change: { ...minor, guardian: 'withdrawn', failures: { guardian_send_code: failure('offline') } },
    act: async (page) => {
      await page.getByTestId('guardian-phone').fill('13900000002');
      await page.getByTestId('guardian-send').click();
      await page.getByTestId('error-summary').waitFor();
    },
  },
  {
    name: 'guardian-failed',
    path: '/guardian',
    change: { ...minor, failures: { guardian_agree: failure('policy-text-changed', { retryable: false }) } },
    act: async (page) => {
      await verify(page);
      await page.getByTestId('failure').waitFor();
    },
  },
  {
    name: 'guardian-done',
    path: '/guardian',
    change: minor,
    act: async (page) => {
      await verify(page);
      await page.getByTestId('guardian-done').waitFor();
    },
  },
  { name: 'guardian-none', path: '/guardian', change: {} },
  { name: 'guardian-lapsed', path: '/guardian', change: { ...minor, guardian: 'lapsed' } },
  { name: 'guardian-list-form', path: '/guardian/consents', change: { choice: 'browse_only', ageBand: null } },
  {
    name: 'guardian-list',
    path: '/guardian/consents',
    change: {},
    act: async (page) => {
      await verify(page);
      await page.getByTestId('withdraw-notify-sms').waitFor();
    },
  },
  {
    name: 'guardian-list-none',
    path: '/guardian/consents',
    change: { guardianConsents: [] },
    act: async (page) => {
      await verify(page);
      await page.getByTestId('guardian-none').waitFor();
    },
  },
  {
    name: 'purposes-guardian-form',
    path: '/privacy/purposes',
    change: loggedIn({ purposes: { ...purposes, needs_guardian: true } }),
    act: async (page) => {
      await page.getByTestId('guardian-begin').click();
      await page.getByTestId('guardian-submit').click();
      await page.getByTestId('error-summary').waitFor();
    },
  },
  {
    name: 'purposes-guardian-there',
    path: '/privacy/purposes',
    change: loggedIn({ purposes: { ...purposes, needs_guardian: true } }),
    act: async (page) => {
      await page.getByTestId('guardian-begin').click();
      await verify(page);
      await page.getByTestId('guardian-there').waitFor();
    },
  },
  { name: 'privacy-minor', path: '/privacy', change: loggedIn({ ageBand: 'from14_to17', guardian: 'confirmed' }) },
  { name: 'of-age', path: '/privacy/of-age', change: loggedIn({ ageBand: 'from14_to17', guardian: 'confirmed' }) },
  {
    name: 'of-age-not-yet',
    path: '/privacy/of-age',
    change: loggedIn({ ageBand: 'from14_to17', comingOfAge: { minor: true, by_birthday: 'from14_to17', ends: [] } }),
  },
  {
    name: 'of-age-done',
    path: '/privacy/of-age',
    change: loggedIn({ comingOfAge: { minor: false, by_birthday: 'adult', ends: [] } }),
  },
];
