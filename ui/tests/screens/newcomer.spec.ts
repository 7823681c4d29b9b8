import { loggedIn } from '../fake/person';
import { callsOf, expect, faultsOf, test } from './fixture';

/** Somebody who has logged in where somebody else answered. */
const newcomer = loggedIn({ person: 'unasked' });

test('whoever logs in second is asked before anything else is shown', async ({ page, open }) => {
  await open('/mine', newcomer);
  await page.getByTestId('policy-text').waitFor();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('请您自己看过隐私政策，再做决定');
  await expect(page.locator('input:checked')).toHaveCount(0);
  await expect(page.getByTestId('profile')).toHaveCount(0);
  expect(await faultsOf(page)).toEqual([]);
  await page.getByTestId('age-adult').check();
  await page.getByTestId('agree').click();
  await expect(page.getByTestId('first-run')).toHaveCount(0);
});

test('who does not agree is logged out, and the answer of the computer stays', async ({ page, open }) => {
  await open('/', newcomer);
  await page.getByTestId('refuse').click();
  await expect(page.getByTestId('refuse-browse')).toHaveCount(0);
  expect(await faultsOf(page)).toEqual([]);
  await page.getByTestId('refuse-logout').click();
  await expect(page.getByTestId('home-articles')).toBeVisible();
  const calls = await callsOf(page);
  expect(calls.find(({ command }) => command === 'consent_decide')?.args.decision).toMatchObject({ choice: 'browse_only' });
  expect(calls.map(({ command }) => command)).toContain('logout');
  await expect(page.getByTestId('browse-only-banner')).toHaveCount(0);
});

test('who went back on it elsewhere reads so, and can choose again', async ({ page, open }) => {
  await open('/', loggedIn({ person: 'closed' }));
  await expect(page.getByTestId('closed-banner')).toContainText('撤回');
  await page.getByTestId('open-consent').click();
  await page.getByTestId('age-adult').check();
  await page.getByTestId('agree').click();
  await expect(page.getByTestId('closed-banner')).toHaveCount(0);
});

test('while the platform has not said where they stand, an empty profile says so, and can ask again', async ({ page, open }) => {
  await open('/mine', loggedIn({ person: 'learning' }));
  const learning = page.getByTestId('learning');
  await expect(learning).toContainText('还在等平台的答复');
  expect(await faultsOf(page)).toEqual([]);
  await page.getByTestId('learning-retry').focus();
  await page.keyboard.press('Enter');
  await expect(learning.getByRole('status')).toHaveText('已经再问，请稍等。');
  expect((await callsOf(page)).map(({ command }) => command)).toContain('sync_now');
  await page.evaluate(() => {
    const { world, emit } = window.__FAKE__!;
    world.scenario.person = 'agreed';
    emit({ kind: 'consent', view: world.consent });
  });
  await expect(learning).toHaveCount(0);
});
