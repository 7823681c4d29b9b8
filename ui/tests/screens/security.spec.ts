import { loggedIn } from '../fake/person';
import { account, failure } from '../fake/world';
import { callsOf, expect, test } from './fixture';
import { fit, looks } from './looks';

test.describe('sessions', () => {
  test('one ends after a question that names it', async ({ page, open }) => {
    await open('/security', loggedIn());
    await page.getByTestId('end-s2').click();
    await expect(page.getByRole('dialog')).toContainText('办公室的电脑');
    await page.keyboard.press('Escape');
    expect((await callsOf(page)).some(({ command }) => command === 'session_end')).toBe(false);
    await page.getByTestId('end-s2').click();
    await page.getByTestId('end-session-confirm').click();
    await expect(page.getByTestId('sessions-told')).toContainText('“办公室的电脑”已退出登录');
    await expect(page.getByTestId('session-s2')).toHaveCount(0);
    await expect(page.getByTestId('session-s1')).toContainText('这台电脑');
  });

  test('all others end together, by name', async ({ page, open }) => {
    await open('/security', loggedIn());
    await page.getByTestId('end-others').click();
    await expect(page.getByRole('dialog')).toContainText('办公室的电脑、还没有名字的设备');
    await page.getByTestId('end-session-confirm').click();
    await expect(page.getByTestId('sessions-told')).toContainText('2 台');
    await expect(page.getByTestId('sessions')).toContainText('只有这台电脑登录着');
  });

  test('one is renamed with the keyboard alone', async ({ page, open }) => {
    await open('/security', loggedIn());
    await page.getByTestId('rename-s2').focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('device-name').fill('单位');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('session-s2')).toContainText('单位');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });
});

test.describe('the password', () => {
  test('is changed after the person has confirmed who they are', async ({ page, open }) => {
    await open('/security', loggedIn());
    await page.getByTestId('password-edit').click();
    await expect(page.getByTestId('current-password')).toBeFocused();
    await page.getByTestId('current-password').fill('test-password');
    await page.getByTestId('new-password').fill('浑河边的银杏叶黄了');
    await page.getByTestId('password-save').click();
    await page.getByTestId('step-up-send').click();
    await page.getByTestId('step-up-code').fill('123456');
    await page.getByTestId('step-up-submit').click();
    await expect(page.getByTestId('password-told')).toContainText('另有 2 台设备已退出登录');
    await expect(page.getByTestId('session-s2')).toHaveCount(0);
    await expect(page.getByTestId('new-password')).toHaveCount(0);
  });

  test('that was forgotten is changed with a code', async ({ page, open }) => {
    await open('/security', loggedIn());
    await page.evaluate(() => (window.__FAKE__!.world.authenticated = true));
    await page.getByTestId('password-edit').click();
    await page.getByTestId('new-password').fill('浑河边的银杏叶黄了');
    await page.getByTestId('password-save').click();
    await page.getByTestId('step-up-send').click();
    await page.getByTestId('step-up-code').fill('123456');
    await page.getByTestId('step-up-submit').click();
    await expect(page.getByTestId('password-told')).toBeVisible();
  });

  test('that will not do is named at its field, and what was typed stays', async ({ page, open }) => {
    await open('/security', loggedIn({ password: { set: false, changed_at: null } }));
    await page.getByTestId('password-edit').click();
    await expect(page.getByTestId('current-password')).toHaveCount(0);
    await page.getByTestId('new-password').fill('12345678');
    await page.getByTestId('password-save').click();
    await expect(page.locator('#new_password-error')).toContainText('太常见');
    await expect(page.getByTestId('new-password')).toHaveValue('12345678');
  });
});

test.describe('the activity list', () => {
  test('grows, and an entry is disowned', async ({ page, open }) => {
    await open('/security', loggedIn());
    await expect(page.getByTestId('activity-a1')).toHaveCount(0);
    await page.getByTestId('activity-more').click();
    await expect(page.getByTestId('activity-a1')).toBeVisible();
    await page.getByTestId('disown-a9').click();
    await expect(page.getByRole('dialog')).toContainText('“办公室的电脑”马上退出登录');
    await page.getByTestId('disown-confirm').click();
    await expect(page.getByTestId('disowned')).toContainText('修改密码，并联系客服');
    await expect(page.getByTestId('activity-a9')).toContainText('您已说明不是本人');
    await page.getByTestId('disowned-next').click();
    await expect(page).toHaveURL(/\/security\/leak$/);
  });

  test('says that this computer stays logged in', async ({ page, open }) => {
    await open('/security', loggedIn());
    await page.getByTestId('disown-a8').click();
    await expect(page.getByRole('dialog')).toContainText('这台电脑不会退出');
  });
});

test('what a platform lacks is not open yet, and no error', async ({ page, open }) => {
  const closed = failure('not-offered', { retryable: false });
  await open('/security', loggedIn({ failures: { sessions: closed, activity: closed, password_view: closed } }));
  await expect(page.getByText('尚未开放')).toHaveCount(3);
  await expect(page.getByTestId('failure')).toHaveCount(0);
});

test.describe('a leak', () => {
  test('a step that is done keeps the focus', async ({ page, open }) => {
    await open('/security/leak', loggedIn());
    await page.getByTestId('leak-end-others').click();
    await expect(page.getByTestId('leak-others-done')).toBeVisible();
    await expect(page.getByTestId('leak-others').getByRole('heading')).toBeFocused();
    await page.getByTestId('leak-called').click();
    await expect(page.getByTestId('leak-call').getByRole('heading')).toBeFocused();
  });

  test('a step that fails is named, the others go on, and it is resumed', async ({ page, open }) => {
    await open('/security/leak', loggedIn({ failures: { sessions_end_others: failure('offline') } }));
    await page.getByTestId('leak-end-others').click();
    await expect(page.getByTestId('leak-others-failed')).toBeVisible();
    await page.getByTestId('new-password').fill('浑河边的银杏叶黄了');
    await page.getByTestId('current-password').fill('test-password');
    await page.getByTestId('password-save').click();
    await page.getByTestId('step-up-send').click();
    await page.getByTestId('step-up-code').fill('123456');
    await page.getByTestId('step-up-submit').click();
    await expect(page.getByTestId('leak-password-done')).toBeVisible();
    await page.getByTestId('leak-called').click();
    await expect(page.getByTestId('leak-done')).toHaveCount(0);

    await page.getByTestId('back').click();
    await page.getByTestId('open-leak').click();
    await expect(page.getByTestId('leak-password-done')).toBeVisible();
    await page.evaluate(() => (window.__FAKE__!.world.scenario.failures = {}));
    await page.getByTestId('leak-end-others').click();
    await expect(page.getByTestId('leak-done')).toBeVisible();
  });
});

test.describe('the next person at the same computer', () => {
  const next = { ...account, name: '测***乙', phone: '138****0002' };
  const pin = { ...account, keeping: { tier: 'keyring_and_pin', reason: null, unopened: null } } as const;

  test('finds no step against a leak done by the one before', async ({ page, open }) => {
    await open('/security/leak', loggedIn());
    await page.getByTestId('leak-end-others').click();
    await page.getByTestId('leak-called').click();
    await expect(page.getByTestId('leak-others-done')).toBeVisible();

    await page.getByTestId('nav-mine').click();
    await page.getByTestId('logout').click();
    await page.getByTestId('logout-confirm').click();
    await expect(page.getByTestId('nav-login')).toBeVisible();
    await page.evaluate((who) => window.__FAKE__!.world.turn({ kind: 'signed_in', ...who }), next);
    await page.getByTestId('nav-security').click();
    await page.getByTestId('open-leak').click();
    await expect(page.getByTestId('leak-end-others')).toBeVisible();
    await expect(page.getByTestId('leak-others-done')).toHaveCount(0);
    await expect(page.getByTestId('leak-call-done')).toHaveCount(0);
  });

  test('is not asked to confirm what the one before asked for', async ({ page, open }) => {
    await open('/security/leak', loggedIn({ session: { kind: 'signed_in', ...pin } }));
    await page.getByTestId('current-password').fill('test-password');
    await page.getByTestId('new-password').fill('浑河边的银杏叶黄了');
    await page.getByTestId('password-save').click();
    await expect(page.getByTestId('step-up')).toBeVisible();
    await page.evaluate(() => window.__FAKE__!.world.lock('idle'));
    await expect(page.getByTestId('locked')).toBeVisible();
    await expect(page.getByTestId('step-up')).toBeHidden();
    await page.evaluate((who) => window.__FAKE__!.world.turn({ kind: 'signed_in', ...who }), next);
    await expect(page.getByTestId('leak-end-others')).toBeVisible();
    await expect(page.getByTestId('step-up')).toBeHidden();
    expect((await callsOf(page)).filter(({ command }) => command === 'password_set')).toHaveLength(1);
  });
});

test.describe('without a login', () => {
  test('a forgotten password is replaced', async ({ page, open }) => {
    await open('/login');
    await page.getByTestId('login-forgot').click();
    await page.getByTestId('forgot-phone').fill('13800000001');
    await page.getByTestId('forgot-submit').click();
    await expect(page.getByTestId('forgot-code')).toBeFocused();
    await page.getByTestId('forgot-code').fill('000000');
    await page.getByTestId('forgot-submit').click();
    await expect(page.locator('#code-error')).toContainText('4 次');
    await page.getByTestId('forgot-code').fill('123456');
    await page.getByTestId('forgot-submit').click();
    await expect(page.getByTestId('new-password')).toBeFocused();
    await page.getByTestId('new-password').fill('浑河边的银杏叶黄了');
    await page.getByTestId('forgot-submit').click();
    await expect(page).toHaveURL(/\/security$/);
  });

  test('a lost number leads to a hall', async ({ page, open }) => {
    await open('/login');
    await page.getByTestId('login-lost').click();
    await expect(page.getByTestId('lost-halls')).toContainText('测试服务大厅一');
    await expect(page.getByTestId('service-phones')).toBeVisible();
  });

  for (const { name, appearance } of looks) {
    for (const path of ['/login/forgot', '/lost-number']) {
      test(`${path}, ${name}`, async ({ page, open }) => {
        await open(path, { appearance });
        await fit(page, appearance);
      });
    }
  }
});
