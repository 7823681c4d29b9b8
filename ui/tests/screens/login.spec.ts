import { RIGHT_CODE, RIGHT_PASSWORD } from '../fake/handlers/session';
import { failure } from '../fake/world';
import { callsOf, expect, test } from './fixture';

test('phone and code; the wrong code loses nothing', async ({ page, open }) => {
  await open('/login?back=/halls');
  await page.getByTestId('login-phone').fill('138 0000 0001');
  await page.getByTestId('login-send-code').click();
  await expect(page.getByTestId('login-send-code')).toContainText('秒后可重新获取');
  await page.getByTestId('login-code').fill('000000');
  await page.getByTestId('login-submit').click();
  await expect(page.getByTestId('error-summary')).toBeFocused();
  await expect(page.getByTestId('error-summary')).toContainText('还可以再试 4 次');
  await expect(page.getByTestId('login-phone')).toHaveValue('138 0000 0001');
  await expect(page.getByTestId('login-code')).toHaveValue('000000');
  await page.getByTestId('login-code').fill(RIGHT_CODE);
  await page.getByTestId('login-submit').click();
  await expect(page).toHaveURL(/\/halls$/);
});

test('the screen names the number that has the code; another number begins anew', async ({ page, open }) => {
  await open('/login', { registered: false });
  await page.getByTestId('login-phone').fill('13800000001');
  await page.getByTestId('login-send-code').click();
  await expect(page.getByTestId('login-code-sent')).toContainText('验证码已发到 13800000001');
  await page.getByTestId('login-code').fill(RIGHT_CODE);
  await page.getByTestId('login-phone').fill('13800000009');
  await expect(page.getByTestId('login-code-sent')).toHaveCount(0);
  await expect(page.getByTestId('login-code')).toHaveValue('');
  await expect(page.getByTestId('login-send-code')).toHaveText('获取验证码');
  await page.getByTestId('login-send-code').click();
  await expect(page.getByTestId('login-code-sent')).toContainText('验证码已发到 13800000009');
  await page.getByTestId('login-code').fill(RIGHT_CODE);
  await page.getByTestId('login-submit').click();
  await expect(page.getByTestId('registration')).toContainText('13800000009');
});

test('the number is checked by the client, and the field says what is wrong', async ({ page, open }) => {
  await open('/login');
  await page.getByTestId('login-phone').fill('138');
  await page.getByTestId('login-send-code').click();
  await expect(page.locator('#phone-error')).toContainText('手机号码是 11 位');
  await expect(page.getByTestId('login-phone')).toHaveAttribute('aria-invalid', 'true');
  await page.getByTestId('error-summary').getByRole('link').click();
  await expect(page.getByTestId('login-phone')).toBeFocused();
});

test('account and password; the ways that the platform offers and no other', async ({ page, open }) => {
  await open('/login');
  await page.getByTestId('login-tab-password').click();
  await page.getByTestId('login-account').fill('13800000001');
  await page.getByTestId('login-password').fill('wrong');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('error-summary')).toContainText('账号或密码不正确');
  await page.getByTestId('login-password').fill(RIGHT_PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/mine$/);
});

test('one way has no tabs', async ({ page, open }) => {
  await open('/login', { ways: ['password'] });
  await expect(page.getByTestId('login-account')).toBeVisible();
  await expect(page.getByRole('tab')).toHaveCount(0);
  await expect(page.getByTestId('login-phone')).toHaveCount(0);
});

test('an unknown number is told what will be stored, and opens an account with one button', async ({ page, open }) => {
  await open('/login', { registered: false });
  await page.getByTestId('login-phone').fill('13800000009');
  await page.getByTestId('login-send-code').click();
  await page.getByTestId('login-code').fill(RIGHT_CODE);
  await page.getByTestId('login-submit').click();
  await expect(page.getByTestId('registration')).toContainText('13800000009');
  await expect(page.locator('h1')).toBeFocused();
  expect((await callsOf(page)).some(({ command }) => command === 'register')).toBe(false);
  await page.getByTestId('register-submit').click();
  await expect(page).toHaveURL(/\/mine$/);
});

test('Enter that chooses a candidate does not send the form', async ({ page, open }) => {
  await open('/login');
  await page.getByTestId('login-tab-password').click();
  const field = page.getByTestId('login-account');
  const prevented = await field.evaluate((input) => {
    const composing = new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, cancelable: true, bubbles: true });
    const late = new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, cancelable: true, bubbles: true } as KeyboardEventInit);
    const plain = new KeyboardEvent('keydown', { key: 'Enter', cancelable: true, bubbles: true });
    return [composing, late, plain].map((event) => !input.dispatchEvent(event));
  });
  expect(prevented).toEqual([true, true, false]);
});

test('text that comes with compositionend alone is taken', async ({ page, open }) => {
  await open('/login');
  await page.getByTestId('login-tab-password').click();
  await page.getByTestId('login-account').evaluate((input: HTMLInputElement) => {
    input.value = '测试市民甲';
    input.dispatchEvent(new CompositionEvent('compositionend', { data: '测试市民甲', bubbles: true }));
  });
  await page.getByTestId('login-password').fill(RIGHT_PASSWORD);
  await page.getByTestId('login-submit').click();
  await expect.poll(async () => (await callsOf(page)).find(({ command }) => command === 'login_password')?.args.account).toBe('测试市民甲');
});

test('a platform that is away can be asked again', async ({ page, open }) => {
  await open('/login', { failures: { login_options: failure('offline') } });
  await expect(page.getByTestId('failure')).toContainText('连不上平台');
  await page.evaluate(() => {
    window.__FAKE__!.world.scenario.failures = {};
  });
  await page.getByRole('button', { name: '再试一次' }).click();
  await expect(page.getByTestId('login-phone')).toBeVisible();
});

test('the number has the focus at first, and the code once it was sent', async ({ page, open }) => {
  await open('/help');
  await page.getByTestId('nav-login').click();
  await expect(page.getByTestId('login-phone')).toBeFocused();
  await expect(page.getByTestId('login-phone')).toHaveAccessibleDescription(/^登录/);
  await page.keyboard.type('13800000001');
  await page.getByTestId('login-send-code').click();
  await expect(page.getByTestId('login-code')).toBeFocused();
  await page.keyboard.type('123456');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/mine$/);
});
