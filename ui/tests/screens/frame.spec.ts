import { policy } from '../fake/data';
import { account, failure } from '../fake/world';
import { callsOf, expect, test } from './fixture';

test('a change of screen moves focus to the heading and names the window', async ({ page, open }) => {
  await open('/');
  await expect(page).toHaveTitle('您好，今天想办什么事？ · 盛事通');
  await page.getByTestId('nav-help').click();
  await expect(page.locator('h1')).toHaveText('帮助');
  await expect(page.locator('h1')).toBeFocused();
  await expect(page).toHaveTitle('帮助 · 盛事通');
  await expect(page.getByTestId('nav-help')).toHaveAttribute('aria-current', 'page');
});

test('the whole way by keyboard: first run, an article, the policy', async ({ page, open }) => {
  await open('/', { choice: null });
  const tabTo = async (id: string) => {
    for (let presses = 0; presses < 60; presses++) {
      if (await page.getByTestId(id).evaluate((control) => control === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`${id} is not reached with Tab`);
  };
  await tabTo('age-adult');
  await page.keyboard.press('Space');
  await tabTo('agree');
  await page.keyboard.press('Enter');
  await page.getByTestId('home-articles').waitFor();
  await tabTo('home-contact');
  await page.keyboard.press('Enter');
  await page.getByTestId('contacts').waitFor();
  await tabTo('help-policy');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('policy-text')).toBeVisible();
});

test('the skip link leads past the navigation', async ({ page, open }) => {
  await open('/help');
  await page.getByTestId('contacts').waitFor();
  await page.evaluate(() => document.body.focus());
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.locator('#main')).toBeFocused();
});

test('events change the screen without a question', async ({ page, open }) => {
  await open('/');
  await page.getByTestId('home-articles').waitFor();
  const before = (await callsOf(page)).length;
  await page.evaluate((account) => {
    window.__FAKE__!.emit({ kind: 'session', view: { kind: 'signed_in', ...account } });
    window.__FAKE__!.emit({ kind: 'inbox', view: { unread: 3, notices: [] } });
  }, account);
  await expect(page.getByTestId('nav-security')).toBeVisible();
  // A mask is no name to greet somebody by.
  await expect(page.locator('h1')).toHaveText('您好，今天想办什么事？');
  await expect(page.getByTestId('nav-inbox')).toContainText('3 条未读');
  expect((await callsOf(page)).length).toBe(before);
});

test('a start that failed offers to leave, and no retry that cannot help', async ({ page, open }) => {
  await open('/', { failures: { bootstrap: failure('device-store-failed') } });
  await expect(page.getByTestId('failure')).toBeVisible();
  await expect(page.getByRole('button', { name: '再试一次' })).toHaveCount(0);
  await expect(page.getByTestId('start-again')).toContainText('重新打开');
  await page.getByTestId('start-leave').click();
  expect((await callsOf(page)).at(-1)?.command).toBe('app_quit');
});

test('a shell that did not answer can be asked again', async ({ page, open }) => {
  await open('/', { failures: { bootstrap: failure('shell-failed') } });
  await expect(page.getByTestId('start-again')).toHaveCount(0);
  await page.evaluate(() => {
    window.__FAKE__!.world.scenario.failures = {};
  });
  await page.getByRole('button', { name: '再试一次' }).click();
  await expect(page.getByTestId('home-articles')).toBeVisible();
});

test('an event that comes before the answer of bootstrap is not lost', async ({ page, open }) => {
  const early = [{ kind: 'session' as const, view: { kind: 'signed_in' as const, ...account } }];
  await open('/', { session: { kind: 'opening' }, early });
  await expect(page.getByText('138****0001')).toBeVisible();
});

test('a window that may never paint is shown all the same', async ({ page, open }) => {
  await page.addInitScript(() => {
    Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
    window.requestAnimationFrame = () => 0;
  });
  await open('/');
  await expect.poll(async () => (await callsOf(page)).map(({ command }) => command)).toContain('window_ready');
});

test('the sign of a notice stands beside its words, also in a narrow window', async ({ page, open }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await open('/', { offline: true });
  const notice = page.getByTestId('offline');
  const [sign, words] = [await notice.locator('svg').first().boundingBox(), await notice.locator('.text').boundingBox()];
  expect(Math.abs(sign!.y - words!.y)).toBeLessThan(2);
  expect(words!.x).toBeGreaterThan(sign!.x + sign!.width);
});

test('offline says since when, and asks again', async ({ page, open }) => {
  await open('/', { offline: true });
  await expect(page.getByTestId('offline')).toContainText('2026年11月23日');
  await page.evaluate(() => {
    window.__FAKE__!.world.scenario.offline = false;
  });
  await page.getByRole('button', { name: '再试一次' }).click();
  await expect(page.getByTestId('offline')).toHaveCount(0);
});

test('the whole text has its masthead and its title, also where a line comes twice', async ({ page, open }) => {
  const document = { ...policy.document, masthead: ['测试平台', '测试平台', '测试运营单位'] };
  await open('/policy', { policy: { ...policy, document } });
  const text = page.getByTestId('policy-text');
  await expect(text.locator('header p').filter({ hasText: /^测试平台$/ })).toHaveCount(2);
  await expect(page.getByRole('article', { name: '测试平台隐私政策' })).toBeVisible();
});

test('the table of contents stands in the text, where the text has it', async ({ page, open }) => {
  const p = (id: string, text: string) => ({ id, text, hash: policy.text_hash });
  const preamble = [p('p1', '本隐私政策将帮助您了解以下内容：')];
  const foreword = [p('f1', '请在使用前仔细阅读。')];
  const document = { ...policy.document, preamble, foreword };
  await open('/policy', { policy: { ...policy, document } });
  const text = page.getByTestId('policy-text');
  await expect(page.getByTestId('policy-contents').getByRole('listitem')).toHaveText(document.contents!);
  const lines = (await text.innerText()).split(/\n+/);
  const at = lines.indexOf('本隐私政策将帮助您了解以下内容：');
  const count = document.contents!.length;
  expect(lines.slice(at + 1, at + 2 + count)).toEqual([...document.contents!, '请在使用前仔细阅读。']);
  await expect(page.getByRole('navigation', { name: '目录' }).getByRole('link')).toHaveCount(count);
});

test('a text without a table of contents shows none', async ({ page, open }) => {
  await open('/policy', { policy: { ...policy, document: { ...policy.document, contents: undefined } } });
  await expect(page.getByTestId('policy-text')).toBeVisible();
  await expect(page.getByTestId('policy-contents')).toHaveCount(0);
});

test('text of the operator is only ever text', async ({ page, open }) => {
  const hostile = '<img src=x onerror="window.__hit=1"><script>window.__hit=1</script>';
  await open('/', {
    articles: [{ id: 'x', kind: 'other', title: hostile, summary: hostile, source: hostile, published_at: hostile }],
  });
  await expect(page.getByTestId('home-articles')).toContainText('<img src=x');
  await page.getByTestId('home-articles').getByRole('link').click();
  await expect(page.getByTestId('article-text')).toContainText('<script>');
  expect(await page.evaluate(() => '__hit' in window)).toBe(false);
});
