import type { Page } from '@playwright/test';

import { loggedIn } from '../fake/person';
import { callsOf, expect, test } from './fixture';

/** Whether the page lets the web view do what it does by itself. */
async function allows(page: Page, selector: string, type: string, how: Record<string, unknown> = {}): Promise<boolean> {
  return page.locator(selector).first().evaluate(
    (target, { type, how }) => {
      const init = { bubbles: true, cancelable: true, ...how };
      if (type === 'keydown') return target.dispatchEvent(new KeyboardEvent(type, init));
      if (type === 'contextmenu') return target.dispatchEvent(new MouseEvent(type, init));
      const dataTransfer = new DataTransfer();
      if ('file' in how) dataTransfer.items.add(new File(['x'], 'x.txt'));
      else dataTransfer.setData('text/plain', 'x');
      return target.dispatchEvent(new DragEvent(type, { ...init, dataTransfer }));
    },
    { type, how },
  );
}

const PHONE = '[data-testid=login-phone]';

test('the menu of the web view opens in fields and on what is selected, and nowhere else', async ({ page, open }) => {
  await open('/login');
  await page.getByTestId('login-phone').waitFor();
  for (const place of ['body', 'h1', 'a', 'button']) expect(await allows(page, place, 'contextmenu', { button: 2 }), place).toBe(false);
  expect(await allows(page, PHONE, 'contextmenu', { button: 2 })).toBe(true);

  const box = await page.locator('h1').evaluate((heading) => {
    window.getSelection()!.selectAllChildren(heading);
    const { left, top } = heading.getBoundingClientRect();
    return { clientX: left + 5, clientY: top + 5 };
  });
  expect(await allows(page, 'h1', 'contextmenu', { button: 2, ...box })).toBe(true);
  expect(await allows(page, 'h1', 'contextmenu', { button: 2, clientX: box.clientX, clientY: box.clientY + 400 })).toBe(false);
  // By the keyboard it is asked for where nothing is pointed at.
  expect(await allows(page, 'body', 'contextmenu', { button: 0 })).toBe(true);
});

test('a box that is ticked is no field of text', async ({ page, open }) => {
  await open('/', { choice: null });
  expect(await allows(page, 'input[type=radio]', 'contextmenu', { button: 2 })).toBe(false);
});

test('no key loads the page anew; printing stays', async ({ page, open }) => {
  await open('/login');
  await page.getByTestId('login-phone').fill('138');
  const keys = [
    { key: 'F5' },
    { key: 'F5', ctrlKey: true },
    { key: 'r', ctrlKey: true },
    { key: 'R', ctrlKey: true, shiftKey: true },
    { key: 'r', metaKey: true },
    { key: 'BrowserRefresh' },
  ];
  for (const how of keys) expect(await allows(page, PHONE, 'keydown', how), JSON.stringify(how)).toBe(false);
  for (const how of [{ key: 'p', ctrlKey: true }, { key: 'r' }, { key: 'c', ctrlKey: true }, { key: 'Tab' }]) {
    expect(await allows(page, PHONE, 'keydown', how), JSON.stringify(how)).toBe(true);
  }
});

test('what is dropped on the window is not opened', async ({ page, open }) => {
  await open('/login');
  await page.getByTestId('login-phone').waitFor();
  for (const type of ['dragover', 'drop']) {
    expect(await allows(page, 'body', type, { file: true })).toBe(false);
    expect(await allows(page, 'h1', type)).toBe(false);
    expect(await allows(page, PHONE, type, { file: true })).toBe(false);
    expect(await allows(page, PHONE, type)).toBe(true);
  }
});

test('whoever comes back to the window, or the network that does, ends a long pause', async ({ page, open }) => {
  await open('/mine', loggedIn());
  const woken = async () => (await callsOf(page)).filter(({ command }) => command === 'sync_woken').length;
  const before = await woken();
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  expect(await woken()).toBe(before + 1);
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  expect(await woken()).toBe(before + 2);
});

test('nobody who is not logged in has anything to send', async ({ page, open }) => {
  await open('/');
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  expect((await callsOf(page)).filter(({ command }) => command === 'sync_woken')).toHaveLength(0);
});
