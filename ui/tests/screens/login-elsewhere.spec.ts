import type { Page } from '@playwright/test';

import type { DeviceLoginView } from '../../src/lib/bindings';
import { deviceCode } from '../fake/device-code';
import { account, failure } from '../fake/world';
import { callsOf, expect, test } from './fixture';

const said = (page: Page) => page.getByTestId('device-said');

async function tell(page: Page, view: DeviceLoginView): Promise<void> {
  await page.evaluate((view) => window.__FAKE__!.emit({ kind: 'device_login', view }), view);
}

async function countOf(page: Page, name: string): Promise<number> {
  return (await callsOf(page)).filter(({ command }) => command === name).length;
}

test('another device: the code, its turns, and the end', async ({ page, open }) => {
  await open('/login?back=/halls');
  await page.getByTestId('login-tab-device').click();
  await expect(page.getByTestId('device-qr')).toBeVisible();
  await expect(page.getByTestId('device-code')).toContainText('019 450 730');
  await expect(page.getByTestId('device-number')).toContainText('42');
  await expect(page.getByTestId('device-left')).toContainText(/还有 1\d\d 秒/);
  await expect(said(page)).toBeEmpty();

  await tell(page, { kind: 'waiting', ...deviceCode, user_code: '111-222-333' });
  await expect(page.getByTestId('device-code')).toContainText('111 222 333');
  await expect(said(page)).toHaveText('登录码已换新的');

  await tell(page, { kind: 'opened', ...deviceCode, expires_in: 290 });
  await expect(page.getByTestId('device-qr')).toHaveCount(0);
  await expect(page.getByTestId('device-number')).toContainText('42');
  await expect(said(page)).toHaveText('手机上已打开，请在手机上作决定');

  await tell(page, { kind: 'approved' });
  await expect(said(page)).toHaveText('已同意，正在登录');
  await page.evaluate((account) => window.__FAKE__!.world.turn({ kind: 'signed_in', ...account }), account);
  await expect(page).toHaveURL(/\/halls$/);
});

test('another device: a countdown is not read aloud', async ({ page, open }) => {
  await open('/login');
  await page.getByTestId('login-tab-device').click();
  const live = await page.getByTestId('device-left').evaluate((left) => left.closest('[role=status], [role=alert], [aria-live]'));
  expect(live).toBeNull();
});

test('another device: what was denied begins anew with one button', async ({ page, open }) => {
  await open('/login');
  await page.getByTestId('login-tab-device').click();
  await page.getByTestId('device-code').waitFor();
  await tell(page, { kind: 'denied' });
  await expect(page.getByTestId('device-denied')).toHaveAttribute('role', 'alert');
  await page.getByTestId('device-again').click();
  await expect(page.getByTestId('device-code')).toBeVisible();
  expect(await countOf(page, 'login_device')).toBe(2);
});

test('another device: the platform is away at first, or meanwhile', async ({ page, open }) => {
  await open('/login', { failures: { login_device: failure('offline') } });
  await page.getByTestId('login-tab-device').click();
  await expect(page.getByTestId('failure')).toContainText('连不上平台');
  await page.evaluate(() => {
    window.__FAKE__!.world.scenario.failures = {};
  });
  await page.getByRole('button', { name: '再试一次' }).click();
  await expect(page.getByTestId('device-code')).toBeVisible();
  await tell(page, { kind: 'away', failure: failure('offline') });
  await expect(page.getByTestId('device-away')).toContainText('自动显示登录码');
  await tell(page, { kind: 'waiting', ...deviceCode });
  await expect(page.getByTestId('device-code')).toBeVisible();
});

test('another device: leaving the tab gives the code up', async ({ page, open }) => {
  await open('/login');
  await page.getByTestId('login-tab-device').click();
  await page.getByTestId('device-code').waitFor();
  await page.getByTestId('login-tab-sms').click();
  await expect(page.getByTestId('login-phone')).toBeVisible();
  expect(await countOf(page, 'login_outside_cancel')).toBe(1);
});

test('browser: opens, opens again, is given up, and begins anew', async ({ page, open }) => {
  await open('/login');
  await page.getByTestId('login-tab-browser').click();
  await page.getByTestId('browser-start').click();
  await expect(page.getByTestId('browser-waiting')).toBeVisible();
  await expect(page.getByRole('group', { name: '浏览器登录' })).toBeFocused();
  await page.getByTestId('browser-again').click();
  expect(await countOf(page, 'login_browser_again')).toBe(1);
  await page.getByTestId('browser-cancel').click();
  await expect(page.getByTestId('browser-start')).toBeVisible();
  await expect(page.getByTestId('failure')).toHaveCount(0);

  await page.getByTestId('browser-start').click();
  await page.evaluate((why) => window.__FAKE__!.world.browser!.reject(why), failure('authorization-denied'));
  await expect(page.getByTestId('failure')).toContainText('没有得到同意');

  await page.getByTestId('browser-start').click();
  await page.evaluate((account) => {
    window.__FAKE__!.world.browser!.resolve({ kind: 'signed_in', ...account });
  }, account);
  await expect(page).toHaveURL(/\/mine$/);
});

test('tabs for what the platform offers, by keyboard', async ({ page, open }) => {
  await open('/login', { ways: ['device', 'browser'] });
  await expect(page.getByRole('tab')).toHaveText(['扫码登录', '浏览器登录']);
  await expect(page.getByTestId('device-code')).toBeVisible();
  await page.getByTestId('login-tab-device').focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByTestId('login-tab-browser')).toBeFocused();
  await expect(page.getByTestId('browser-start')).toBeVisible();
});
