import type { Page } from '@playwright/test';

import { changed, longHistory, one, two } from '../fake/changes';
import { loggedIn } from '../fake/person';
import { callsOf, expect, test } from './fixture';
import { EARLIER } from './policy-screens';

const declined = changed('terms', { answer: 'declined' }, { history: longHistory });

const searches = async (page: Page) =>
  (await callsOf(page)).filter(({ command }) => command === 'policy_search').map(({ args }) => args);

test.describe('looking for words in the policy', () => {
  test('finds them while somebody types, says how many, and marks them', async ({ page, open }) => {
    await open('/policy', loggedIn());
    // As fast as nobody types: how long the machine takes between two letters is not what is tried here.
    await page.getByTestId('policy-search').evaluate((input: HTMLInputElement) => {
      for (const typed of ['C', 'Coo', 'Cookie']) {
        input.value = typed;
        input.dispatchEvent(new Event('input', { bubbles: true }));
      }
    });
    await expect(page.getByTestId('policy-found')).toHaveText('有 2 条提到“Cookie”');
    await expect(page.getByRole('status').filter({ has: page.getByTestId('policy-found') })).toHaveCount(1);
    const hits = page.getByTestId('policy-hits').getByRole('link');
    await expect(hits).toHaveCount(2);
    await expect(hits.nth(1)).toContainText('六');
    await expect(hits.nth(1).locator('mark')).toHaveText('Cookie');
    // Not with every letter.
    expect(await searches(page)).toEqual([{ query: 'Cookie', version: null, language: 'zh-CN' }]);
  });

  test('leads to the clause with the keyboard: Enter to the first, Tab and Enter to another', async ({ page, open }) => {
    await open('/policy', loggedIn());
    const field = page.getByTestId('policy-search');
    await field.fill('必然产生');
    await field.press('Enter');
    await expect(page.locator('[id="s1.c1.i2"]')).toBeFocused();
    await expect(page.locator('[id="s1.c1.i2"]')).toBeInViewport();
    await page.getByTestId('policy-hits').getByRole('link').nth(2).focus();
    await page.keyboard.press('Enter');
    await expect(page.locator('[id="s3.c1.i2"]')).toBeFocused();
  });

  test('is cleared by Escape, with focus where it was', async ({ page, open }) => {
    await open('/policy', loggedIn());
    const field = page.getByTestId('policy-search');
    await field.fill('信息');
    await expect(page.getByTestId('policy-hits')).toBeVisible();
    await field.press('Escape');
    await expect(field).toHaveValue('');
    await expect(field).toBeFocused();
    await expect(page.getByTestId('policy-hits')).toHaveCount(0);
    await expect(page.getByTestId('policy-found')).toHaveCount(0);
  });

  test('waits for the input method', async ({ page, open }) => {
    await open('/policy', loggedIn());
    const field = page.getByTestId('policy-search');
    await field.focus();
    await field.dispatchEvent('compositionstart');
    await page.keyboard.insertText('xinxi');
    await page.waitForTimeout(400);
    expect(await searches(page)).toEqual([]);
    await field.evaluate((input: HTMLInputElement) => (input.value = '信息'));
    await field.dispatchEvent('compositionend');
    await expect(page.getByTestId('policy-found')).toContainText('“信息”');
    expect((await searches(page)).map(({ query }) => query)).toEqual(['信息']);
  });

  test('says so where there is nothing', async ({ page, open }) => {
    await open('/policy', loggedIn());
    await page.getByTestId('policy-search').fill('没有这个词');
    await expect(page.getByTestId('policy-found-none')).toHaveText('没有提到“没有这个词”');
    await page.getByTestId('policy-search').fill('   ');
    await expect(page.getByTestId('policy-found-none')).toHaveCount(0);
  });

  test('looks in the version that is on the screen', async ({ page, open }) => {
    await open(EARLIER, declined);
    await page.getByTestId('policy-search').fill('必然');
    await expect(page.getByTestId('policy-found')).toBeVisible();
    expect(await searches(page)).toEqual([{ query: '必然', version: one, language: 'zh-CN' }]);
  });
});

test('the text is saved, with its hash and what that is good for', async ({ page, open }) => {
  await open('/policy', loggedIn());
  await page.getByTestId('policy-save').click();
  const saved = page.getByTestId('policy-saved');
  await expect(saved).toContainText('/home/test/Downloads/盛事通-隐私政策-1.txt');
  await expect(saved).toContainText(one.text_hash);
  await expect(saved).toContainText('同意回执里记的，就是这个校验码');
});

test.describe('an earlier version', () => {
  test('is marked as such, says nothing of what is decided now, and leads to the one in force', async ({ page, open }) => {
    await open(EARLIER, declined);
    await expect(page.locator('h1')).toHaveText('隐私政策 1 版');
    await expect(page.getByTestId('policy-earlier')).toContainText('这是以前的版本，不是现行的');
    await expect(page.locator('[data-testid^="purposes-of-"]')).toHaveCount(0);
    await page.getByTestId('policy-save').click();
    await expect(page.getByTestId('policy-saved')).toContainText('隐私政策-1.txt');
    await page.getByTestId('policy-current').click();
    await expect(page.locator('h1')).toHaveText('隐私政策');
    await expect(page.getByTestId('policy-text')).toContainText('版本 2');
    await expect(page.getByTestId('policy-earlier')).toHaveCount(0);
  });

  test('that nobody answered is said not to be there', async ({ page, open }) => {
    await open('/policy?version=7%40ffff', loggedIn());
    await expect(page.getByTestId('failure')).toContainText('找不到这一版隐私政策');
    await expect(page.getByTestId('policy-text')).toHaveCount(0);
  });
});

test.describe('the versions that were answered', () => {
  test('say what was said, when, and which is in force', async ({ page, open }) => {
    await open('/policy/versions', declined);
    await expect(page.getByTestId('version-2')).toContainText('现行版本');
    await expect(page.getByTestId('version-2')).toContainText('您没有同意这一版，2026年12月2日作出选择');
    await expect(page.getByTestId('version-1')).toContainText('您同意了这一版');
    await expect(page.getByTestId('version-0.9')).toContainText('您在这一版下只作过单项的决定');
    await expect(page.getByTestId('version-0.9')).toContainText('阅读时从平台取');
  });

  test('are read, and compared with the one in force', async ({ page, open }) => {
    await open('/policy/versions', declined);
    await page.getByRole('link', { name: '阅读：1 版（中文）' }).click();
    await expect(page.getByTestId('policy-earlier')).toBeVisible();
    await page.getByTestId('back').click();
    await page.getByRole('link', { name: '与现行版本比较：1 版（中文）' }).click();
    await expect(page.getByTestId('change-clauses')).toBeVisible();
    const asked = (await callsOf(page)).find(({ command }) => command === 'policy_change')!;
    expect([asked.args.from, asked.args.to]).toEqual([one, null]);
  });

  test('are compared with each other, and not with themselves', async ({ page, open }) => {
    await open('/policy/versions', declined);
    await page.getByTestId('compare-from').selectOption({ label: '2 版（中文）' });
    await page.getByTestId('compare').click();
    await expect(page.locator('#compare-error')).toContainText('请选择两个不同的版本');
    await page.getByTestId('compare-from').selectOption({ label: '1 版（中文）' });
    await expect(page.locator('#compare-error')).toHaveCount(0);
    await page.getByTestId('compare').click();
    await expect(page.getByTestId('change-clauses')).toBeVisible();
    const asked = (await callsOf(page)).find(({ command }) => command === 'policy_change')!;
    expect([asked.args.from, asked.args.to]).toEqual([one, two]);
  });

  test('in two languages are not compared', async ({ page, open }) => {
    const history = longHistory.map((line, index) => (index === 1 ? { ...line, language: 'en' as const } : line));
    await open('/policy/versions', { ...declined, history });
    await page.getByTestId('compare').click();
    await expect(page.locator('#compare-error')).toContainText('同一种文字');
  });

  test('may be none, and then the policy is a press away', async ({ page, open }) => {
    await open('/policy/versions', { history: [] });
    await expect(page.getByTestId('versions-empty')).toContainText('还没有选择过的版本');
    await page.getByRole('link', { name: '阅读隐私政策' }).click();
    await expect(page.getByTestId('policy-text')).toBeVisible();
  });
});

test('the whole policy and its versions are within four actions of every place', async ({ page, open }) => {
  await open('/', loggedIn());
  for (const place of ['nav-home', 'nav-mine', 'nav-inbox', 'nav-settings', 'nav-help']) {
    await page.getByTestId(place).click();
    await page.getByTestId('nav-privacy').click();
    await page.getByTestId('open-policy').click();
    await expect(page.getByTestId('policy-text')).toBeVisible();
    await page.getByTestId('open-versions').click();
    await expect(page.locator('h1')).toHaveText('我选择过的版本');
  }
});
