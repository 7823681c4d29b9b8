import { loggedIn } from '../fake/person';
import { account, failure } from '../fake/world';
import { callsOf, expect, test } from './fixture';

const locked = { kind: 'unavailable', code: 'keyring-locked' } as const;

test('the keyring is asked again, and what it opens is shown', async ({ page, open }) => {
  await open('/mine', loggedIn({ session: locked }));
  const notice = page.getByTestId('unavailable');
  await expect(notice).toContainText('系统会请您输入钥匙串的密码');
  await expect(page.locator('.button.primary')).toHaveText(['再试一次']);
  await expect(page.getByTestId('login-again')).toHaveAttribute('href', '/login?back=%2Fmine');
  await page.getByTestId('retry-opening').click();
  // While the dialogue of the keyring stands open.
  await expect(page.getByText('请在它的窗口里输入')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expect(notice).toHaveCount(0);
  await page.evaluate((view) => window.__FAKE__!.world.turn(view), { kind: 'signed_in', ...account } as const);
  await expect(page.getByTestId('unit-name')).toBeVisible();
  expect((await callsOf(page)).filter(({ command }) => command === 'session_retry')).toHaveLength(1);
});

test('a keyring that stays locked is said to be, and can be asked as often as one likes', async ({ page, open }) => {
  await open('/inbox', { session: locked, reopened: locked });
  for (const _ of [1, 2]) {
    await page.getByTestId('retry-opening').click();
    await expect(page.getByTestId('unavailable')).toBeVisible();
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  }
  expect((await callsOf(page)).filter(({ command }) => command === 'session_retry')).toHaveLength(2);
});

test('asking that did not come about is said', async ({ page, open }) => {
  await open('/mine', { session: locked, failures: { session_retry: failure('shell-failed') } });
  await page.getByTestId('retry-opening').click();
  await expect(page.getByTestId('failure')).toContainText('没有应答');
  await expect(page.getByTestId('retry-opening')).toHaveAttribute('aria-busy', 'false');
});

test('a key that the keyring does not have is asked for again, for it may be another keyring today', async ({ page, open }) => {
  await open('/mine', { session: { kind: 'unavailable', code: 'kept-lost' } });
  await expect(page.getByTestId('unavailable')).toContainText('换过系统钥匙串的，换回来再试一次');
  await expect(page.locator('.button.primary')).toHaveText(['再试一次']);
  await expect(page.getByTestId('login-again')).toBeVisible();
});

for (const choice of ['keep', 'discard']) {
  test(`what cannot be opened can be left from there: ${choice}`, async ({ page, open }) => {
    await open('/mine', { session: locked });
    await page.getByTestId('logout').click();
    await page.getByTestId(`logout-${choice}`).check();
    await page.getByTestId('logout-confirm').click();
    await expect(page).toHaveURL(/\/$/);
    const logouts = (await callsOf(page)).filter(({ command }) => command === 'logout');
    expect(logouts.map(({ args }) => args.unsent)).toEqual([choice]);
  });
}
