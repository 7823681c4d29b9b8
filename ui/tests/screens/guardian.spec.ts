import { minor } from '../fake/guardians';
import { loggedIn } from '../fake/person';
import { failure } from '../fake/world';
import { callsOf, expect, faultsOf, smallTargets, test } from './fixture';
import { guardianScreens, verify } from './guardian-screens';

test('after a minor has agreed the guardian comes next, and the number is asked of nobody before', async ({ page, open }) => {
  await open('/', { choice: null, ageBand: null });
  await page.getByTestId('age-14-17').check();
  await expect(page.getByTestId('guardian-next')).toContainText('用自己的手机收验证码');
  await expect(page.getByTestId('guardian-next')).not.toContainText('敏感');
  await page.getByTestId('age-under-14').check();
  await expect(page.getByTestId('guardian-next')).toContainText('敏感个人信息');
  await page.getByTestId('agree').click();
  await expect(page.locator('h1')).toHaveText('请监护人确认');
  await expect(page.getByTestId('guardian-child')).toBeVisible();
  const made = (await callsOf(page)).filter(({ command }) => command === 'consent_decide');
  expect(made.map(({ args }) => args.decision)).toMatchObject([{ choice: 'agree', age_band: 'under14' }]);
  expect((await callsOf(page)).some(({ command }) => command === 'guardian_send_code')).toBe(false);

  await verify(page);
  await expect(page.getByTestId('guardian-done')).toContainText('监护人已确认');
  // Whoever sits there now is the child again.
  expect((await callsOf(page)).map(({ command }) => command)).toContain('guardian_leave');
  await page.getByTestId('guardian-login').click();
  await expect(page.getByTestId('login-phone')).toBeVisible();
});

test('without the guardian only public information is open, and every place says so', async ({ page, open }) => {
  await open('/guardian', minor);
  const looks = await Promise.all(
    ['guardian-submit', 'guardian-refuse'].map((id) =>
      page.getByTestId(id).evaluate((button) => {
        const { width, height } = button.getBoundingClientRect();
        const { color, backgroundColor, fontSize, fontWeight } = getComputedStyle(button);
        return { width, height, color, backgroundColor, fontSize, fontWeight };
      }),
    ),
  );
  expect(looks[0]).toEqual(looks[1]);
  await page.getByTestId('guardian-refuse').click();
  await expect(page.getByTestId('guardian-closed')).toContainText('还需要监护人同意');
  await expect(page.getByTestId('home-articles')).toBeVisible();
  await page.getByTestId('nav-mine').click();
  await expect(page.getByTestId('gate-browse')).toContainText('还需要监护人同意');
  await page.getByTestId('open-consent').click();
  await expect(page.getByTestId('guardian-phone')).toBeVisible();
});

test('a wrong age is chosen anew from every place that leads to the guardian, until one has confirmed', async ({ page, open }) => {
  await open('/', minor);
  await expect(page.getByTestId('age-again')).toHaveText('年龄选错了？重新选择');
  await page.getByTestId('nav-mine').click();
  await expect(page.getByTestId('gate-browse').getByTestId('age-again')).toBeVisible();
  await page.getByTestId('open-consent').click();
  await expect(page.getByTestId('guardian-phone')).toBeVisible();
  await page.getByTestId('age-again').click();
  await expect(page.locator('h1')).toHaveText('重新选择年龄');
  // Nothing is chosen for them, and nothing has happened yet.
  await expect(page.locator('input:checked')).toHaveCount(0);
  const decided = async () => (await callsOf(page)).filter(({ command }) => command === 'consent_decide');
  expect(await decided()).toEqual([]);
  await page.getByTestId('age-adult').check();
  await page.getByTestId('agree').click();
  await expect(page.getByTestId('home-articles')).toBeVisible();
  await expect(page.getByTestId('guardian-closed')).toHaveCount(0);
  await expect(page.getByTestId('nav-login')).toBeVisible();
  expect((await decided()).map(({ args }) => args.decision)).toMatchObject([{ choice: 'agree', age_band: 'adult' }]);
});

test('whoever comes to correct their age has the question before them, also in a narrow window', async ({ page, open }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await open('/', minor);
  await page.getByTestId('age-again').click();
  await expect(page.getByTestId('age-adult')).toBeInViewport();
  expect(await faultsOf(page)).toEqual([]);
});

for (const word of ['withdrawn', 'lapsed'] as const) {
  test(`who has had a guardian (${word}) is not offered another age`, async ({ page, open }) => {
    await open('/', { ...minor, guardian: word });
    await expect(page.getByTestId('guardian-closed')).toBeVisible();
    await expect(page.getByTestId('age-again')).toHaveCount(0);
    await page.getByTestId('nav-mine').click();
    await expect(page.getByTestId('gate-browse')).toBeVisible();
    await expect(page.getByTestId('age-again')).toHaveCount(0);
  });
}

test('a guardian who has confirmed is not undone by another age, and it says what can be done', async ({ page, open }) => {
  await open('/consent', { ...minor, guardian: 'confirmed' });
  await page.getByTestId('age-adult').check();
  await page.getByTestId('agree').click();
  await expect(page.getByTestId('failure')).toContainText('监护人已经确认过');
  await expect(page.getByTestId('failure')).toContainText('我已满 18 岁');
});

test('what is wrong stands at its field, and what was typed stays', async ({ page, open }) => {
  await open('/guardian', minor);
  await page.getByTestId('guardian-submit').click();
  await expect(page.getByTestId('error-summary')).toBeFocused();
  await page.getByTestId('error-summary').getByRole('link').click();
  await expect(page.getByTestId('guardian-phone')).toBeFocused();
  await page.getByTestId('guardian-phone').fill('13800000001');
  await page.getByTestId('guardian-send').click();
  await expect(page.locator('#guardian-phone-error')).toContainText('不能和登录的号码相同');
  await page.getByTestId('guardian-phone').fill('13900000002');
  // Enter asks for the code, and the code has the focus.
  await page.getByTestId('guardian-phone').press('Enter');
  await expect(page.getByTestId('guardian-code')).toBeFocused();
  await expect(page.getByTestId('guardian-send')).toContainText('秒后可重新获取');
  await page.getByTestId('guardian-code').fill('654321');
  await page.getByTestId('guardian-submit').click();
  await expect(page.locator('#guardian-code-error')).toContainText('验证码不正确');
  await expect(page.getByTestId('guardian-phone')).toHaveValue('13900000002');
  await page.getByTestId('guardian-code').fill('123456');
  await page.getByTestId('guardian-code').press('Enter');
  await expect(page.getByTestId('guardian-done')).toBeVisible();
});

test('without a network it is said, and nothing has opened', async ({ page, open }) => {
  await open('/guardian', { ...minor, failures: { guardian_send_code: failure('offline') } });
  await page.getByTestId('guardian-phone').fill('13900000002');
  await page.getByTestId('guardian-send').click();
  await expect(page.getByTestId('error-summary')).toContainText('连不上平台');
  await expect(page.getByText('没有网络：照样可以浏览公开信息')).toBeVisible();
});

test('a guardian who withdraws elsewhere closes this computer at once, and it says why', async ({ page, open }) => {
  await open('/mine', loggedIn({ ageBand: 'from14_to17', guardian: 'confirmed' }));
  await expect(page.getByTestId('guardian-closed')).toHaveCount(0);
  await page.evaluate(() => {
    const { world, emit } = window.__FAKE__!;
    world.scenario.guardian = 'withdrawn';
    emit({ kind: 'consent', view: world.consent });
  });
  await expect(page.getByTestId('guardian-closed')).toContainText('监护人已撤回同意');
  await page.getByTestId('guardian-open').click();
  await expect(page.getByTestId('guardian-was-withdrawn')).toBeVisible();
});

test('a guardian sees what they agreed to and goes back on it, without the child', async ({ page, open }) => {
  await open('/login');
  await page.getByTestId('login-guardian').click();
  await expect(page.locator('h1')).toHaveText('监护人：查看和撤回同意');
  await verify(page);
  const rows = page.locator('[data-testid^="consent-"]');
  await expect(rows).toHaveCount(3);
  await expect(rows.first()).toContainText('短信通知');
  await expect(rows.first()).toContainText('测*，2026年11月22日起');
  await expect(rows.nth(1)).toContainText('撤回后，孩子只能浏览公开信息');
  await expect(page.locator('#guardian-list')).toBeFocused();
  const sent = (await callsOf(page)).find(({ command }) => command === 'guardian_send_code');
  expect(sent?.args).toEqual({ phone: '13900000002', task: 'withdraw' });
  await page.getByTestId('withdraw-notify-sms').click();
  await expect(rows).toHaveCount(2);
  await expect(page.getByTestId('told')).toHaveText('已撤回：短信通知');
  await page.getByTestId('guardian-leave').click();
  await expect(page.getByTestId('guardian-phone')).toHaveValue('');
  await expect(rows).toHaveCount(0);
});

test('a guardian whose time is over begins again with a code', async ({ page, open }) => {
  await open('/guardian/consents', { failures: { guardian_withdraw: failure('guardian-session-ended', { retryable: false }) } });
  await verify(page);
  await page.getByTestId('withdraw-notify-sms').click();
  await expect(page.getByTestId('failure')).toContainText('监护人的验证已失效');
  await expect(page.getByTestId('guardian-phone')).toBeVisible();
});

test('leaving the screen ends the guardian\'s time', async ({ page, open }) => {
  await open('/guardian/consents');
  await verify(page);
  await page.getByTestId('withdraw-notify-sms').waitFor();
  await page.getByTestId('nav-home').click();
  await expect(page.getByTestId('home-articles')).toBeVisible();
  await expect.poll(async () => (await callsOf(page)).at(-1)?.command).not.toBe('guardian_consents');
  expect((await callsOf(page)).map(({ command }) => command)).toContain('guardian_leave');
});

test('at eighteen the person confirms, and comes to what is asked anew', async ({ page, open }) => {
  await open('/privacy', loggedIn({ ageBand: 'from14_to17', guardian: 'confirmed' }));
  await page.getByTestId('open-of-age').click();
  await expect(page.getByTestId('of-age-items')).toContainText('短信通知');
  // Where the pointer stands is nobody's look.
  await page.mouse.move(0, 0);
  const looks = await Promise.all(
    ['of-age-confirm', 'of-age-back'].map((id) =>
      page.getByTestId(id).evaluate((button) => {
        const { width, height } = button.getBoundingClientRect();
        const { color, backgroundColor } = getComputedStyle(button);
        return { width, height, color, backgroundColor };
      }),
    ),
  );
  expect(looks[0]).toEqual(looks[1]);
  await page.getByTestId('of-age-confirm').click();
  await expect(page.locator('h1')).toHaveText('用途与同意');
  await expect(page.getByTestId('guardian-note')).toHaveCount(0);
});

test('whoever is too young by the date of birth is told, and has nothing to press', async ({ page, open }) => {
  await open('/privacy/of-age', guardianScreens.find(({ name }) => name === 'of-age-not-yet')!.change);
  await expect(page.getByTestId('of-age-not-yet')).toContainText('未满 18 岁');
  await expect(page.getByTestId('of-age-confirm')).toHaveCount(0);
});

for (const { name, path, change, act } of guardianScreens) {
  for (const [look, size, appearance, target] of [
    ['light', { width: 1280, height: 800 }, {}, 44],
    ['dark, elder, English', { width: 900, height: 600 }, { mode: 'dark', elder: true, language: 'en' }, 60],
    ['high contrast, largest text', { width: 1280, height: 800 }, { contrast: 'high', elder: true, text_size: 'largest' }, 60],
  ] as const) {
    test(`${name}, ${look}, has no fault`, async ({ page, open }) => {
      await page.setViewportSize(size);
      await open(path, { ...change, appearance });
      await act?.(page);
      expect(await faultsOf(page)).toEqual([]);
      expect(await smallTargets(page, target)).toEqual([]);
    });
  }
}
