import type { Page } from '@playwright/test';

import type { DeviceLoginView, PolicyView } from '../../src/lib/bindings';
import { policy } from '../fake/data';
import { deviceCode } from '../fake/device-code';
import { beside } from '../fake/safety';
import { RIGHT_CODE } from '../fake/handlers/session';
import type { Change } from '../fake/scenario';
import { failure } from '../fake/world';

/** A screen in one of its states, and how to get there. */
export interface Screen {
  name: string;
  path: string;
  change?: Change;
  reach?: (page: Page) => Promise<void>;
  /** The person's choice of looks is not known on it. */
  plain?: boolean;
}

const fresh: Change = { choice: null };
const browsing: Change = { choice: 'browse_only' };
const longTitled: PolicyView = {
  ...policy,
  document: {
    ...policy.document,
    masthead: ['测试平台', '测试平台', '测试运营单位'],
    title: '测试平台及其在各服务大厅、自助终端和桌面客户端提供的公共服务的个人信息保护与隐私政策',
  },
};
const lockedOne = { kind: 'locked', way: 'pin', cause: 'person', free_tries: 4, wait_seconds: 0 } as const;
const press = (id: string) => (page: Page) => page.getByTestId(id).click();

/** A login with another device has come this far. */
function device(view: DeviceLoginView) {
  return async (page: Page) => {
    await page.getByTestId('login-tab-device').click();
    await page.getByTestId('device-code').waitFor();
    await page.evaluate((view) => window.__FAKE__!.emit({ kind: 'device_login', view }), view);
    await page.getByTestId(view.kind === 'failed' ? 'failure' : `device-${view.kind}`).waitFor();
  };
}

async function inBrowser(page: Page) {
  await page.getByTestId('login-tab-browser').click();
  await page.getByTestId('browser-start').click();
  await page.getByTestId('browser-waiting').waitFor();
}

async function removeOne(page: Page) {
  await page.getByTestId('remove-a1').click();
  await page.getByTestId('remove-account-confirm').click();
  await page.getByTestId('accounts-told').waitFor();
}

async function register(page: Page) {
  await page.getByTestId('login-phone').fill('13800000001');
  await page.getByTestId('login-send-code').click();
  await page.getByTestId('login-code').fill(RIGHT_CODE);
  await page.getByTestId('login-submit').click();
  await page.getByTestId('registration').waitFor();
}

/** Every screen that needs no account, in every state that it has. */
export const screens: Screen[] = [
  { name: 'first run', path: '/', change: fresh },
  { name: 'first run, a section open', path: '/', change: fresh, reach: (page) => page.locator('summary').first().click() },
  { name: 'first run, a child', path: '/', change: fresh, reach: press('age-under-14') },
  { name: 'first run, nothing chosen', path: '/', change: fresh, reach: press('agree') },
  { name: 'first run, whole text', path: '/', change: fresh, reach: press('policy-whole') },
  { name: 'first run, refused', path: '/', change: fresh, reach: press('refuse') },
  {
    name: 'first run, no policy',
    path: '/',
    change: { ...fresh, failures: { policy_current: failure('policy-bundle-unreadable', { retryable: false }) } },
  },
  {
    name: 'first run, no policy, refused',
    path: '/',
    change: { ...fresh, failures: { policy_current: failure('policy-bundle-unreadable', { retryable: false }) } },
    reach: press('refuse'),
  },
  { name: 'home', path: '/' },
  { name: 'home, browsing only', path: '/', change: browsing },
  { name: 'home, offline', path: '/', change: { offline: true } },
  { name: 'home, offline from the start', path: '/', change: { offline: true, fetchedAt: null } },
  { name: 'home, empty', path: '/', change: { articles: [] } },
  { name: 'home, failed', path: '/', change: { failures: { articles: failure('not-the-contract') } } },
  { name: 'article', path: '/article/a1' },
  { name: 'article, offline', path: '/article/a1', change: { offline: true } },
  { name: 'article, gone', path: '/article/none' },
  { name: 'halls', path: '/halls' },
  { name: 'help', path: '/help', reach: (page) => page.locator('summary').first().click() },
  { name: 'help, offline', path: '/help', change: { offline: true } },
  { name: 'help, offline from the start', path: '/help', change: { offline: true, fetchedAt: null } },
  { name: 'policy', path: '/policy' },
  { name: 'policy, a long title', path: '/policy', change: { policy: longTitled } },
  { name: 'consent again', path: '/consent', change: browsing },
  { name: 'login', path: '/login' },
  { name: 'login, password', path: '/login', reach: press('login-tab-password') },
  { name: 'login, errors', path: '/login', reach: press('login-submit') },
  { name: 'login, another device', path: '/login', reach: press('login-tab-device') },
  { name: 'login, another device, opened', path: '/login', reach: device({ kind: 'opened', ...deviceCode, expires_in: 290 }) },
  { name: 'login, another device, denied', path: '/login', reach: device({ kind: 'denied' }) },
  { name: 'login, another device, expired', path: '/login', reach: device({ kind: 'expired' }) },
  { name: 'login, another device, away', path: '/login', reach: device({ kind: 'away', failure: failure('offline') }) },
  { name: 'login, another device, failed', path: '/login', reach: device({ kind: 'failed', failure: failure('other-account-unsent') }) },
  { name: 'login, browser', path: '/login', reach: press('login-tab-browser') },
  { name: 'login, browser, waiting', path: '/login', reach: inBrowser },
  { name: 'login, browsing only', path: '/login', change: browsing },
  { name: 'login, no way', path: '/login', change: { ways: [] } },
  { name: 'login, platform away', path: '/login', change: { failures: { login_options: failure('offline') } } },
  { name: 'accounts here', path: '/accounts' },
  { name: 'accounts here, none', path: '/accounts', change: { here: [] } },
  { name: 'accounts here, failed', path: '/accounts', change: { failures: { accounts_here: failure('device-store-in-use') } } },
  { name: 'accounts here, one is locked', path: '/accounts', change: { session: lockedOne, here: beside('locked') } },
  { name: 'accounts here, one leaves', path: '/accounts', change: { here: beside('leaving') } },
  { name: 'accounts here, removing', path: '/accounts', reach: press('remove-a1') },
  { name: 'accounts here, removed', path: '/accounts', change: { keyLeft: true }, reach: removeOne },
  { name: 'registration', path: '/login', change: { registered: false }, reach: register },
  { name: 'no such page', path: '/nowhere' },
  { name: 'failed start', path: '/', change: { failures: { bootstrap: failure('device-store-corrupt') } }, plain: true },
];
