import { failure } from '../fake/world';
import { callsOf, expect, test } from './fixture';

const fresh = { choice: null, ageBand: null };

test('nothing is chosen for the person, and nothing is asked of the network', async ({ page, open }) => {
  await open('/', fresh);
  await page.getByTestId('policy-text').waitFor();
  await expect(page.locator('input:checked')).toHaveCount(0);
  const quiet = ['bootstrap', 'policy_current', 'window_ready', 'mark_complete'];
  await expect.poll(async () => (await callsOf(page)).map(({ command }) => command)).toContain('mark_complete');
  expect((await callsOf(page)).filter(({ command }) => !quiet.includes(command))).toEqual([]);
});

test('the two answers have the same size and look', async ({ page, open }) => {
  await open('/', fresh);
  await page.getByTestId('policy-text').waitFor();
  const looks = await Promise.all(
    ['agree', 'refuse'].map((id) =>
      page.getByTestId(id).evaluate((button) => {
        const { width, height } = button.getBoundingClientRect();
        const { color, backgroundColor, borderColor, borderWidth, fontSize, fontWeight } = getComputedStyle(button);
        return { width, height, color, backgroundColor, borderColor, borderWidth, fontSize, fontWeight };
      }),
    ),
  );
  expect(looks[0]).toEqual(looks[1]);
});

test('agreeing needs the age; the summary leads to the question', async ({ page, open }) => {
  await open('/', fresh);
  await page.getByTestId('agree').click();
  await expect(page.getByTestId('error-summary')).toBeFocused();
  await expect(page).toHaveTitle(/^错误：/);
  await page.getByTestId('error-summary').getByRole('link').click();
  await expect(page.getByTestId('age-adult')).toBeFocused();
  await page.getByTestId('age-adult').check();
  await page.getByTestId('agree').click();
  await expect(page.getByTestId('home-articles')).toBeVisible();
  const decision = (await callsOf(page)).find(({ command }) => command === 'consent_decide')?.args.decision;
  expect(decision).toMatchObject({ choice: 'agree', age_band: 'adult', language: 'zh-CN' });
});

test('the question stays whole in sight when it is missed', async ({ page, open }) => {
  await page.setViewportSize({ width: 1180, height: 780 });
  await open('/', fresh);
  await page.getByTestId('agree').click();
  await expect(page.getByTestId('error-summary')).toBeFocused();
  for (const age of ['age-adult', 'age-14-17', 'age-under-14']) {
    await expect(page.locator('label', { has: page.getByTestId(age) })).toBeInViewport({ ratio: 1 });
  }
});

test('a missing age is not held against whoever goes to read first', async ({ page, open }) => {
  await open('/', fresh);
  await page.getByTestId('agree').click();
  await expect(page.getByTestId('error-summary')).toBeVisible();
  await page.getByTestId('policy-whole').click();
  await expect(page.getByTestId('error-summary')).toHaveCount(0);
  await page.getByTestId('policy-back').click();
  await expect(page.getByTestId('error-summary')).toHaveCount(0);
  await expect(page.locator('#age-error')).toHaveCount(0);
});

test('back from the whole text, the heading that has the focus is in sight', async ({ page, open }) => {
  await page.setViewportSize({ width: 900, height: 600 });
  await open('/', fresh);
  await page.getByTestId('policy-whole').click();
  await page.getByTestId('policy-text').hover();
  await page.mouse.wheel(0, 4000);
  await page.getByTestId('policy-back').click();
  await expect(page.locator('h1')).toBeFocused();
  await expect(page.locator('h1')).toBeInViewport({ ratio: 1 });
});

test('refusing explains; one can go back, leave, or browse only and agree later', async ({ page, open }) => {
  await open('/', fresh);
  await page.getByTestId('age-adult').check();
  await page.getByTestId('refuse').click();
  await expect(page.locator('h1')).toHaveText('您可以不同意');
  await expect(page.locator('h1')).toBeFocused();
  expect((await callsOf(page)).some(({ command }) => command === 'consent_decide')).toBe(false);
  await page.getByTestId('refuse-back').click();
  await expect(page.getByTestId('age-adult')).toBeChecked();
  await page.getByTestId('refuse').click();
  await page.getByTestId('refuse-browse').click();

  await expect(page.getByTestId('browse-only-banner')).toContainText('您目前仅浏览公开信息');
  const decided = (await callsOf(page)).find(({ command }) => command === 'consent_decide')?.args.decision;
  // The age is not needed for browsing, and so it is not handed over.
  expect(decided).toMatchObject({ choice: 'browse_only', age_band: null });
  await page.getByTestId('nav-mine').click();
  await page.getByTestId('open-consent').click();
  await page.getByTestId('age-adult').check();
  await page.getByTestId('agree').click();
  await expect(page.getByTestId('home-articles')).toBeVisible();
  await expect(page.getByTestId('browse-only-banner')).toHaveCount(0);
});

test('without a policy one can only leave, and is told why', async ({ page, open }) => {
  await open('/', { ...fresh, failures: { policy_current: failure('policy-bundle-unreadable', { retryable: false }) } });
  await expect(page.getByTestId('failure')).toBeVisible();
  await page.getByTestId('refuse').click();
  await expect(page.getByTestId('refuse-browse')).toHaveCount(0);
  await expect(page.getByTestId('refuse-no-browse')).toContainText('政策现在读不出来');
  await expect(page.getByTestId('refuse-back')).toHaveText('返回');
  await page.getByTestId('refuse-back').click();
  await expect(page.getByTestId('failure')).toBeVisible();
  await page.getByTestId('refuse').click();
  await page.getByTestId('refuse-leave').click();
  expect((await callsOf(page)).at(-1)?.command).toBe('app_quit');
});

test('leaving leaves', async ({ page, open }) => {
  await open('/', fresh);
  await page.getByTestId('refuse').click();
  await page.getByTestId('refuse-leave').click();
  expect((await callsOf(page)).at(-1)?.command).toBe('app_quit');
});

test('language and elder mode change at once', async ({ page, open }) => {
  await open('/', fresh);
  await page.getByTestId('language-en').click();
  await expect(page.locator('h1')).toHaveText('Before you start: the privacy policy');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  const size = () => page.getByTestId('agree').evaluate((button) => parseFloat(getComputedStyle(button).fontSize));
  expect(await size()).toBe(16);
  await page.getByTestId('switch-elder').click();
  await expect.poll(size).toBe(20);
});

test('the text that changed meanwhile is not agreed to', async ({ page, open }) => {
  await open('/', fresh);
  await page.getByTestId('age-adult').check();
  await page.evaluate(() => {
    const { scenario } = window.__FAKE__!.world;
    scenario.policy = { ...scenario.policy, text_hash: 'f'.repeat(64) };
  });
  await page.getByTestId('agree').click();
  await expect(page.getByTestId('failure')).toContainText('隐私政策刚刚有更新');
  await expect(page.getByTestId('first-run')).toBeVisible();
});
