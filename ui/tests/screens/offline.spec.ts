import type { Page } from '@playwright/test';

import { loggedIn, profile } from '../fake/person';
import { expect, test } from './fixture';

const AGE = '连不上平台，这是 2026年11月23日 16:30 取得的内容';
const PACKAGED = '连不上平台，这是软件自带的联系方式';

/** The network is there again. */
async function back(page: Page) {
  await page.evaluate(() => {
    window.__FAKE__!.world.scenario.offline = false;
  });
}

test('a kept article says how old it is, until the platform is reached again', async ({ page, open }) => {
  await open('/article/a1', { offline: true });
  await expect(page.getByTestId('article-text')).toContainText('这是测试用的文章内容');
  const notice = page.getByTestId('offline');
  await expect(notice).toContainText(AGE);
  await back(page);
  await notice.getByRole('button').click();
  await expect(notice).toHaveCount(0);
  await expect(page.getByTestId('article-text')).toBeVisible();
});

test('an article of now has no age', async ({ page, open }) => {
  await open('/article/a1');
  await expect(page.getByTestId('article-text')).toBeVisible();
  await expect(page.getByTestId('offline')).toHaveCount(0);
});

for (const path of ['/help', '/lost-number', '/help/video']) {
  const contacts = path === '/help' ? 'contacts' : 'service-phones';
  for (const [name, fetchedAt, said] of [
    ['kept', '2026-11-23T08:30:00Z', AGE],
    ['packaged', null, PACKAGED],
  ] as const) {
    test(`${path}: telephone numbers that are ${name} say so`, async ({ page, open }) => {
      await open(path, { offline: true, fetchedAt });
      await expect(page.getByTestId(contacts)).toContainText('024-00000001');
      const notice = page.getByTestId('contacts-offline');
      await expect(notice).toContainText(said);
      await back(page);
      await notice.getByRole('button').click();
      await expect(notice).toHaveCount(0);
      await expect(page.getByTestId(contacts)).toContainText('024-00000001');
    });
  }
}

test('so do those beside a verified value', async ({ page, open }) => {
  await open('/mine', loggedIn({ offline: true, profile: profile({ name: { verified: true } }) }));
  const help = page.getByTestId('correction-name');
  await page.getByTestId('how-name').click();
  await expect(help).toContainText('024-00000001');
  await expect(help.getByTestId('contacts-offline')).toHaveText(AGE);
});
