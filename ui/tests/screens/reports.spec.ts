import type { Page } from '@playwright/test';

import { loggedIn } from '../fake/person';
import { noReports, reports } from '../fake/reports';
import { failure } from '../fake/world';
import { callsOf, expect, test } from './fixture';
import { fit, looks } from './looks';
import { registryScreens } from './registry-screens';

const [counting, waiting, crash] = reports.here;
const [sent] = reports.sent;

const calls = async (page: Page, wanted: string) =>
  (await callsOf(page)).filter(({ command }) => command === wanted).map(({ args }) => args);

test('a report is read to the letter, sent as it was read, and stays among what was sent', async ({ page, open }) => {
  await open('/privacy/reports', loggedIn({ reports }));
  const row = page.getByTestId(`report-${waiting!.id}`);
  await expect(row).toContainText('2026年11月16日至2026年11月22日');
  await expect(row).toContainText('首页 3 次');
  await row.getByRole('button', { name: '看内容再发送：' }).click();
  await expect(page.getByTestId('report-text')).toHaveText(waiting!.text);
  await expect(page.getByTestId('report-dialog')).toContainText('发给 platform.example');
  await page.getByTestId('report-send').click();
  await expect(page.getByTestId('reports-told')).toContainText('平台已收到');
  await expect(page.locator('#reports-told')).toBeFocused();
  await expect(page.getByTestId('usage').getByTestId(`report-${waiting!.id}`)).toHaveCount(0);
  const kept = page.getByTestId('sent-reports').getByTestId(`report-${waiting!.id}`);
  await expect(kept).toContainText('发给 platform.example');
  await kept.getByRole('button', { name: '看内容：' }).click();
  await expect(page.getByTestId('report-text')).toHaveText(waiting!.text);
  expect(await calls(page, 'report_send')).toEqual([{ id: waiting!.id, shown: waiting!.text }]);
});

test('nothing is sent by looking, by leaving, or while a week goes on', async ({ page, open }) => {
  await open('/privacy/reports', loggedIn({ reports }));
  await page.getByTestId(`see-${counting!.id}`).click();
  await expect(page.getByTestId('report-dialog')).toContainText('这一周结束以后才能发送');
  await expect(page.getByTestId('report-send')).toHaveCount(0);
  await page.getByTestId('report-close').click();
  await page.getByTestId(`see-${crash!.id}`).click();
  await page.getByTestId('report-not-now').click();
  await page.getByTestId(`see-${crash!.id}`).click();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId(`see-${crash!.id}`)).toBeFocused();
  expect(await calls(page, 'report_send')).toEqual([]);
});

test('what has changed meanwhile is not sent, and is shown anew', async ({ page, open }) => {
  await open('/privacy/reports', loggedIn({ reports, failures: { report_send: failure('report-changed', { retryable: false }) } }));
  await page.getByTestId(`see-${crash!.id}`).click();
  await page.getByTestId('report-send').click();
  await expect(page.getByText('这份报告和刚才看到的不一样了')).toBeVisible();
  await expect(page.getByTestId('crashes').getByTestId(`report-${crash!.id}`)).toBeVisible();
  expect(await calls(page, 'reports')).toHaveLength(2);
});

test('a report is deleted in one press, sent or not', async ({ page, open }) => {
  await open('/privacy/reports', loggedIn({ reports }));
  for (const { id } of [crash!, sent!]) {
    await page.getByTestId(`delete-${id}`).click();
    await expect(page.getByTestId('reports-told')).toContainText('已从这台电脑上删除');
    await expect(page.getByTestId(`report-${id}`)).toHaveCount(0);
  }
});

test('without consent it says that nothing is counted or noted, and leads to the choice', async ({ page, open }) => {
  await open('/privacy/reports', loggedIn({ reports: noReports }));
  await expect(page.getByTestId('usage-text')).toContainText('您没有同意，这台电脑不计数。');
  await expect(page.getByTestId('crashes-text')).toContainText('不做错误报告');
  await page.getByTestId('usage-change').click();
  await expect(page.locator('#item-usage-statistics')).toBeInViewport();
});

test('parts of the client are said to be opened as they are, once each time, and by whoever is logged in', async ({ page, open }) => {
  await open('/privacy/reports');
  await page.getByTestId('nav-home').click();
  await expect(page).toHaveURL(/\/$/);
  expect(await calls(page, 'report_opened')).toEqual([]);
  await open('/privacy', loggedIn());
  await page.getByTestId('open-receipts').click();
  await expect(page).toHaveURL(/\/privacy\/receipts$/);
  await page.getByTestId('nav-home').click();
  await expect(page).toHaveURL(/\/$/);
  await page.getByTestId('nav-privacy').click();
  await expect(page).toHaveURL(/\/privacy$/);
  await expect.poll(() => calls(page, 'report_opened')).toEqual([{ screen: 'home' }, { screen: 'privacy' }]);
});

for (const { name, path, change } of registryScreens.filter(({ name }) => ['reports', 'reports-off'].includes(name))) {
  for (const { name: look, appearance } of looks) {
    test(`${name}: ${look}`, async ({ page, open }) => {
      await open(path, { ...change, appearance });
      await page.locator('section h2').first().waitFor();
      await fit(page, appearance);
    });
  }
}

test('all of a report is seen in a narrow window, and sending weighs as much as not sending', async ({ page, open }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  const appearance = { elder: true, text_size: 'largest' } as const;
  await open('/privacy/reports', loggedIn({ reports, appearance }));
  await page.getByTestId(`see-${crash!.id}`).focus();
  await page.keyboard.press('Enter');
  const text = page.getByTestId('report-text');
  expect(await text.evaluate((pre) => pre.scrollWidth - pre.clientWidth)).toBeLessThanOrEqual(0);
  const look = (testid: string) =>
    page.getByTestId(testid).evaluate((button) => {
      const { color, backgroundColor, borderColor, fontWeight, minHeight } = getComputedStyle(button);
      return { color, backgroundColor, borderColor, fontWeight, minHeight };
    });
  expect(await look('report-send')).toEqual(await look('report-not-now'));
  await fit(page, appearance);
});
