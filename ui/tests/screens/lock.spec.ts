import { loggedIn } from '../fake/person';
import { account, failure } from '../fake/world';
import { callsOf, expect, test } from './fixture';
import { fit } from './looks';

const pin = { kind: 'signed_in', ...account, keeping: { tier: 'keyring_and_pin', reason: null, unopened: null } } as const;

test('what was on the screen is gone once it is locked, and a click opens nothing', async ({ page, open }) => {
  await open('/mine', loggedIn({ session: pin }));
  await expect(page.getByTestId('unit-name')).toBeVisible();
  await page.getByTestId('lock-now').click();
  await expect(page.getByTestId('locked')).toBeVisible();
  await expect(page.getByTestId('unlock')).toBeFocused();
  await expect(page.getByTestId('unlock')).toHaveAccessibleDescription('已锁定');
  await expect(page.getByText(account.phone!)).toHaveCount(0);
  await page.getByTestId('unlock-submit').click();
  await expect(page.locator('#unlock-error')).toContainText('请输入本机密码');
  await expect(page.getByTestId('locked')).toBeVisible();
});

test('without a PIN a lock is asked about first, for it costs a login', async ({ page, open }) => {
  const locks = async () => (await callsOf(page)).filter(({ command }) => command === 'session_lock').length;
  await open('/mine', loggedIn());
  await page.getByTestId('lock-now').click();
  await expect(page.getByTestId('lock-ask')).toContainText('要重新登录才能打开');
  await fit(page, {});
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('lock-now')).toBeFocused();
  expect(await locks()).toBe(0);
  await page.getByTestId('lock-now').click();
  await page.getByTestId('lock-ask-pin').click();
  await expect(page).toHaveURL(/\/security$/);
  await expect(page.getByTestId('lock-ask')).toBeHidden();
  await page.getByTestId('lock-now').click();
  await page.getByTestId('lock-ask-confirm').click();
  await expect(page.getByTestId('locked')).toBeVisible();
  expect(await locks()).toBe(1);
});

test('whoever logs in as somebody else begins with their own', async ({ page, open }) => {
  await open('/security', { session: { kind: 'locked', way: 'pin', cause: 'person', free_tries: 4, wait_seconds: 0 } });
  await page.getByTestId('lock-other').click();
  await expect(page).toHaveURL(/\/login$/);
});

test('a wrong PIN is said, counted, and not left in the field; the right one opens', async ({ page, open }) => {
  await open('/mine', { session: { kind: 'locked', way: 'pin', cause: 'start', free_tries: 4, wait_seconds: 0 } });
  const field = page.getByTestId('unlock');
  // WebKit gives focus to no field that is closed, and says nothing of it.
  await field.evaluate((input: HTMLInputElement) => {
    input.focus = function () {
      if (!this.disabled) HTMLElement.prototype.focus.call(this);
    };
    new MutationObserver(() => input.disabled && input.blur()).observe(input, { attributeFilter: ['disabled'] });
  });
  await field.fill('000000');
  await field.press('Enter');
  await expect(page.locator('#unlock-error')).toContainText('本机密码不对');
  await expect(page.getByTestId('unlock-status')).toContainText('3');
  await expect(field).toHaveValue('');
  await expect(field).toBeFocused();
  await field.fill('830274');
  await field.press('Enter');
  await expect(page.getByTestId('locked')).toHaveCount(0);
});

test('after too many tries it waits, counting down', async ({ page, open }) => {
  await page.clock.install();
  await open('/mine', { session: { kind: 'locked', way: 'pin', cause: 'person', free_tries: 0, wait_seconds: 30 } });
  await expect(page.getByTestId('unlock-status')).toContainText('30 秒');
  await expect(page.getByTestId('unlock-submit')).toBeDisabled();
  await page.getByTestId('unlock').press('Enter');
  await expect(page.locator('#unlock-error')).toContainText('等待的时间还没到');
  await page.clock.runFor(31_000);
  await expect(page.getByTestId('unlock-submit')).toBeEnabled();
  await expect(page.locator('#unlock-error')).toHaveCount(0);
});

test('nobody who has to wait is asked to try again', async ({ page, open }) => {
  const wrong = failure('vault-wrong-pin', { retryable: false, tries_left: 0, wait_seconds: 30 });
  const session = { kind: 'locked', way: 'pin', cause: 'start', free_tries: 1, wait_seconds: 0 } as const;
  await open('/mine', { session, failures: { session_unlock: wrong } });
  await page.getByTestId('unlock').fill('000000');
  await page.getByTestId('unlock').press('Enter');
  await expect(page.getByTestId('unlock-status')).toHaveText('请等 30 秒再试。');
  await expect(page.locator('#unlock-error')).not.toContainText('再试');
});

test('a lock that closes a dialog gives focus to its field', async ({ page, open }) => {
  await open('/security', loggedIn({ session: pin }));
  await page.getByTestId('rename-s2').click();
  await expect(page.getByTestId('device-name')).toBeFocused();
  await page.evaluate(() => window.__FAKE__!.world.lock('idle'));
  await expect(page.getByTestId('unlock')).toBeFocused();
});

test('a lock that closes the question who it is gives focus to its field', async ({ page, open }) => {
  await open('/mine', loggedIn({ session: pin }));
  await page.getByTestId('reveal-name').click();
  await page.getByTestId('reveal-address').click();
  await expect(page.getByTestId('step-up-send')).toBeVisible();
  await page.evaluate(() => window.__FAKE__!.world.lock('idle'));
  await expect(page.getByTestId('unlock')).toBeFocused();
});

test('without a field, the heading has the focus after a lock that closed a dialog', async ({ page, open }) => {
  await open('/mine', loggedIn());
  await page.getByTestId('reveal-name').click();
  await page.getByTestId('reveal-address').click();
  await expect(page.getByTestId('step-up-send')).toBeVisible();
  const view = { kind: 'locked', way: 'login', cause: 'idle', free_tries: 4, wait_seconds: 0 } as const;
  await page.evaluate((view) => window.__FAKE__!.world.turn(view), view);
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
});

test('a field that a dialog is there for has the focus', async ({ page, open }) => {
  await open('/security', loggedIn());
  await page.getByTestId('guard-set-pin').click();
  await expect(page.getByTestId('guard-chosen')).toBeFocused();
});

test('a forgotten PIN leads to the login, with what it costs said before', async ({ page, open }) => {
  await open('/inbox', { session: { kind: 'locked', way: 'pin', cause: 'person', free_tries: 4, wait_seconds: 0 } });
  await page.getByTestId('lock-forgot').click();
  await expect(page.getByTestId('lock-forgot-dialog')).toContainText('找不回来');
  await page.getByTestId('lock-forgot-confirm').click();
  await expect(page).toHaveURL(/\/login\?back=%2Finbox/);
  const told = (await callsOf(page)).filter(({ command }) => command === 'session_forget_secret');
  expect(told.at(-1)?.args).toEqual({ forgotten: true });
});

test('a PIN is set, changed and given up, each time with what is needed for it', async ({ page, open }) => {
  await open('/security', loggedIn());
  await page.getByTestId('guard-set-pin').click();
  await page.getByTestId('guard-chosen').fill('482907');
  await page.getByTestId('guard-save').click();
  await expect(page.locator('#guard-again-error')).toContainText('请再输入一次');
  await page.getByTestId('guard-again').fill('482908');
  await page.getByTestId('guard-show').click();
  await expect(page.getByTestId('guard-again')).toHaveAttribute('type', 'text');
  await page.getByTestId('guard-save').click();
  await expect(page.locator('#guard-again-error')).toContainText('不一样');
  await page.getByTestId('guard-again').fill('482907');
  await page.getByTestId('guard-again').press('Enter');
  await expect(page.getByTestId('guard-done')).toContainText('本机密码已生效');
  await expect(page.getByTestId('guard-done')).toContainText('自动锁定改成了 15 分钟');
  await expect(page.locator('#guard-told')).toBeFocused();
  await expect(page.getByTestId('guard-done')).toBeInViewport({ ratio: 1 });
  await page.getByTestId('guard-remove-pin').click();
  await expect(page.getByTestId('guard-present')).toHaveAttribute('type', 'password');
  await page.getByTestId('guard-present').fill('000000');
  await page.getByTestId('guard-save').click();
  await expect(page.locator('#guard-present-error')).toContainText('本机密码不对');
  await expect(page.getByTestId('guard-present')).toBeFocused();
  await page.getByTestId('guard-present').fill('830274');
  await page.getByTestId('guard-save').click();
  await expect(page.getByTestId('guard-done')).toContainText('系统钥匙串');
});

test('when it locks by itself can be chosen', async ({ page, open }) => {
  await open('/security', loggedIn({ session: pin }));
  await page.getByTestId('autolock-15').check();
  await page.getByTestId('autolock-system').click();
  const told = (await callsOf(page)).filter(({ command }) => command === 'lock_settings_update');
  expect(told.map(({ args }) => args)).toEqual([
    { lock: { idle_minutes: 15, with_system: true } },
    { lock: { idle_minutes: 15, with_system: false } },
  ]);
});

test('a session in memory that a lock has ended says so', async ({ page, open }) => {
  await open('/mine', loggedIn());
  await page.evaluate(() => {
    const { world } = window.__FAKE__!;
    world.turn({ kind: 'signed_out' });
    world.emit({ kind: 'ended_by_lock', view: { cause: 'idle', lost: 2 } });
  });
  await expect(page.getByTestId('session-ended')).toContainText('2 项');
});

test('the client hears that somebody uses it, and not at each movement', async ({ page, open }) => {
  await open('/mine', loggedIn());
  await page.mouse.move(100, 100);
  await page.mouse.move(200, 200);
  await page.keyboard.press('Tab');
  expect((await callsOf(page)).filter(({ command }) => command === 'session_used')).toHaveLength(1);
});

test('the first screen asks whoever is locked to unlock, not to log in', async ({ page, open }) => {
  await open('/', { session: { kind: 'locked', way: 'pin', cause: 'start', free_tries: 4, wait_seconds: 0 } });
  await expect(page.getByTestId('home-mine')).toContainText('解锁后可以查看');
  await open('/');
  await expect(page.getByTestId('home-mine')).toContainText('登录后可以查看');
});
