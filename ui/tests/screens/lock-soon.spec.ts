import type { Page } from '@playwright/test';

import { loggedIn } from '../fake/person';
import { account } from '../fake/world';
import { callsOf, expect, test } from './fixture';
import { fit, looks } from './looks';

const warn = (page: Page, seconds: number | null) =>
  page.evaluate((seconds) => window.__FAKE__!.world.warn(seconds), seconds);
const uses = async (page: Page) => (await callsOf(page)).filter(({ command }) => command === 'session_used').length;

test('it counts down, and is read aloud once', async ({ page, open }) => {
  await page.clock.install();
  await open('/mine', loggedIn());
  await expect(page.getByTestId('lock-soon')).toHaveCount(0);
  await warn(page, 30);
  const notice = page.getByTestId('lock-soon');
  await expect(notice).toContainText('30 秒后自动锁定');
  const heard = await notice.getByRole('alert').textContent();
  await page.clock.runFor(12_000);
  await expect(notice).toContainText('18 秒后自动锁定');
  expect(await notice.getByRole('alert').textContent()).toBe(heard);
  // What changes is not read.
  await expect(notice.locator('.text')).toHaveAttribute('aria-hidden', 'true');
  // The screen decides nothing: at the end of it the account is open until the client says that it is locked.
  await page.clock.runFor(60_000);
  await expect(notice).toContainText('时间到了');
  await expect(page.getByTestId('unit-name')).toBeVisible();
  await page.evaluate(() => window.__FAKE__!.world.lock('idle'));
  await expect(notice).toHaveCount(0);
  await expect(page.getByTestId('locked')).toBeVisible();
});

test('it takes no focus, and the button goes on and gives focus back', async ({ page, open }) => {
  await open('/settings', loggedIn());
  await page.getByTestId('open-security').focus();
  await warn(page, 30);
  await expect(page.getByTestId('lock-soon')).toBeVisible();
  await expect(page.getByTestId('open-security')).toBeFocused();
  // As a screen reader presses it: no pointer moves and no key goes down.
  await page.getByTestId('lock-soon-stay').evaluate((button: HTMLElement) => {
    button.focus();
    button.click();
  });
  await expect(page.getByTestId('lock-soon')).toHaveCount(0);
  await expect(page.getByTestId('open-security')).toBeFocused();
  expect(await uses(page)).toBe(1);
});

test('any key counts, told at once though the client was told a moment ago', async ({ page, open }) => {
  await open('/mine', loggedIn());
  await page.keyboard.press('Shift');
  await expect.poll(() => uses(page)).toBe(1);
  await page.waitForTimeout(300);
  await page.keyboard.press('Shift');
  expect(await uses(page), 'not every key is told').toBe(1);
  await warn(page, 30);
  await page.keyboard.press('Shift');
  await expect(page.getByTestId('lock-soon')).toHaveCount(0);
  expect(await uses(page)).toBe(2);
});

test('a pointer that moves counts', async ({ page, open }) => {
  await open('/mine', loggedIn());
  await warn(page, 30);
  await page.mouse.move(400, 300);
  await expect(page.getByTestId('lock-soon')).toHaveCount(0);
});

test('over a dialog it stands within it, and the dialog stays', async ({ page, open }) => {
  await open('/settings', loggedIn());
  await page.getByTestId('logout').click();
  await warn(page, 30);
  const dialog = page.getByTestId('logout-dialog');
  await expect(dialog.getByTestId('lock-soon')).toBeVisible();
  await expect(dialog.getByRole('alert')).toContainText('30 秒后自动锁定');
  await fit(page, {});
  await page.getByTestId('lock-soon-stay').evaluate((button: HTMLElement) => button.click());
  await expect(page.getByTestId('lock-soon')).toHaveCount(0);
  await expect(dialog).toBeVisible();
});

test('a session in memory is said to end', async ({ page, open }) => {
  const session = { kind: 'signed_in', ...account, keeping: { tier: 'memory', reason: 'keyring-no-service', unopened: null } } as const;
  await open('/mine', loggedIn({ session }));
  await warn(page, 30);
  await expect(page.getByTestId('lock-soon')).toContainText('30 秒后自动退出登录');
  await expect(page.getByTestId('lock-soon').getByRole('alert')).toContainText('没能发送的修改会丢失');
});

test('a page that is loaded amidst it shows it, and nobody who is not logged in sees it', async ({ page, open }) => {
  await open('/mine', loggedIn({ lockSoon: 17 }));
  await expect(page.getByTestId('lock-soon')).toContainText('17 秒');
  await page.evaluate(() => window.__FAKE__!.world.turn({ kind: 'signed_out' }));
  await expect(page.getByTestId('lock-soon')).toHaveCount(0);
});

for (const { name, appearance } of looks) {
  for (const width of [1280, 320]) {
    test(`${name}, ${width} pixels wide`, async ({ page, open }) => {
      await page.setViewportSize({ width, height: 800 });
      await open('/settings', loggedIn({ appearance }));
      await warn(page, 30);
      await expect(page.getByTestId('lock-soon')).toBeInViewport({ ratio: 1 });
      await fit(page, appearance);
    });
  }
}
