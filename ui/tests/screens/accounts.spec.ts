import { loggedIn } from '../fake/person';
import { beside, here } from '../fake/safety';
import { account, failure } from '../fake/world';
import { callsOf, expect, test } from './fixture';

const removals = async (page: Parameters<typeof callsOf>[0]) =>
  (await callsOf(page)).filter(({ command }) => command === 'account_remove').map(({ args }) => args);

test('from the login, with the keyboard alone: one is removed after what it costs was said', async ({ page, open }) => {
  await open('/login');
  await page.getByTestId('login-accounts').focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/accounts$/);
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expect(page.getByTestId('account-a1')).toContainText('上次使用：2026年11月20日 09:30');
  await expect(page.getByTestId('account-a1')).toContainText('没有打开');

  await page.getByTestId('remove-a1').focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('不能恢复');
  await expect(dialog).toContainText('里面有 2 条记录可能还没有发到平台');
  await expect(page.getByTestId('remove-session')).toContainText('那次登录会留到过期');
  // Enter, pressed without looking, changes nothing.
  await page.keyboard.press('Enter');
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByTestId('remove-account-cancel')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByTestId('remove-a1')).toBeFocused();
  expect(await removals(page)).toEqual([]);

  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(page.getByTestId('remove-account-confirm')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('accounts-told')).toContainText('已从这台电脑上移除');
  await expect(page.getByTestId('account-a1')).toHaveCount(0);
  await expect(page.getByTestId('account-a2')).toBeVisible();
  await expect(page.locator('#accounts-told')).toBeFocused();
  expect(await removals(page)).toEqual([{ id: 'a1' }]);
});

test('what is known of each is said before it goes, and nothing that is not', async ({ page, open }) => {
  await open('/accounts');
  await page.getByTestId('remove-a2').click();
  await expect(page.getByTestId('remove-lost')).toHaveCount(0);
  await expect(page.getByTestId('remove-session')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('account-a3')).toContainText('读不出');
  await page.getByTestId('remove-a3').click();
  await expect(page.getByTestId('remove-lost')).toContainText('可能有还没发到平台的修改');
  await expect(page.getByTestId('remove-session')).toContainText('如果它在平台上还登录着');
});

test('a key that the keyring keeps is said, and the last one leaves an empty list', async ({ page, open }) => {
  await open('/accounts', { here: here.slice(0, 1), keyLeft: true });
  await page.getByTestId('remove-a1').click();
  await page.getByTestId('remove-account-confirm').click();
  await expect(page.getByTestId('accounts-told')).toContainText('下次打开盛事通时再删');
  await expect(page.getByTestId('accounts-none')).toBeVisible();
});

test('a removal that fails is said, and can be tried again', async ({ page, open }) => {
  await open('/accounts', { failures: { account_remove: failure('store-busy') } });
  await page.getByTestId('remove-a1').click();
  await page.getByTestId('remove-account-confirm').click();
  await expect(page.getByTestId('failure')).toBeVisible();
  await expect(page.getByTestId('account-a1')).toBeVisible();
  await page.evaluate(() => (window.__FAKE__!.world.scenario.failures = {}));
  await page.getByTestId('remove-a1').click();
  await expect(page.getByTestId('failure')).toHaveCount(0);
  await page.getByTestId('remove-account-confirm').click();
  await expect(page.getByTestId('account-a1')).toHaveCount(0);
});

test('a list that cannot be read is asked for again', async ({ page, open }) => {
  await open('/accounts', { failures: { accounts_here: failure('device-store-in-use') } });
  await expect(page.getByTestId('failure')).toBeVisible();
  await page.evaluate(() => (window.__FAKE__!.world.scenario.failures = {}));
  await page.getByTestId('failure').getByRole('button').click();
  await expect(page.getByTestId('account-a1')).toBeVisible();
});

test('logged in: one sees one’s own name, and logs out of it as always', async ({ page, open }) => {
  await open('/security', loggedIn({ here: beside('open') }));
  await page.getByTestId('open-accounts').click();
  const own = page.getByTestId('account-a0');
  await expect(own).toContainText(account.name!);
  await expect(own).toContainText('已登录');
  await expect(page.getByTestId('remove-a0')).toHaveCount(0);
  await expect(page.getByTestId('account-a1')).not.toContainText(account.name!);
  await page.getByTestId('account-logout').click();
  await expect(page.getByTestId('logout-dialog')).toBeVisible();
  await page.getByTestId('logout-confirm').click();
  await expect(page).toHaveURL(/\/$/);
});

test('from the settings, and back', async ({ page, open }) => {
  await open('/settings', loggedIn({ here: beside('open') }));
  await page.getByTestId('open-accounts').click();
  await page.getByTestId('back').click();
  await expect(page).toHaveURL(/\/security$/);
});

test('locked: whose it is is not said, and the way on is to unlock it', async ({ page, open }) => {
  const session = { kind: 'locked', way: 'pin', cause: 'person', free_tries: 4, wait_seconds: 0 } as const;
  await open('/accounts', { session, here: beside('locked') });
  await expect(page.getByTestId('account-a0')).toContainText('已锁定');
  await expect(page.getByText(account.name!)).toHaveCount(0);
  await page.getByTestId('account-unlock').click();
  await expect(page.getByTestId('locked')).toBeVisible();
});

test('what could not be opened is seen to where it always is', async ({ page, open }) => {
  await open('/accounts', { session: { kind: 'unavailable', code: 'keyring-locked' }, here: beside('unopened') });
  await page.getByTestId('account-settle').click();
  await expect(page.getByTestId('logout')).toBeVisible();
});

test('the list follows when it is locked beside it', async ({ page, open }) => {
  await open('/accounts', loggedIn({ here: beside('open') }));
  await expect(page.getByTestId('account-a0')).toContainText('已登录');
  await page.evaluate(() => {
    const { world } = window.__FAKE__!;
    world.scenario.here = world.scenario.here.map((line) => (line.id === 'a0' ? { ...line, state: 'locked' } : line));
    world.lock('idle');
  });
  await expect(page.getByTestId('account-a0')).toContainText('已锁定');
  await expect(page.getByText(account.name!)).toHaveCount(0);
});
