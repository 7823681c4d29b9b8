import { loggedIn } from '../fake/person';
import { account, failure } from '../fake/world';
import { callsOf, expect, faultsOf, test } from './fixture';
import { allStates } from './person-screens';

const logouts = async (page: Parameters<typeof callsOf>[0]) =>
  (await callsOf(page)).filter(({ command }) => command === 'logout').map(({ args }) => args.unsent);
const waiting = { state: { kind: 'idle' }, waiting: 2, needs_you: 2, last_contact: null } as const;

test.describe('消息', () => {
  test('incidents come first, with their four parts; opening marks as read', async ({ page, open }) => {
    await open('/inbox', loggedIn());
    const items = page.getByTestId('notice-item');
    await expect(items).toHaveCount(3);
    await expect(items.first()).toContainText('关于一次短信发送异常的告知');
    await expect(items.first()).toHaveAttribute('data-read', 'false');
    await items.first().click();
    for (const part of ['发生了什么', '措施', '您可以做什么', '补救措施']) {
      await expect(page.getByRole('heading', { level: 2, name: part }).first()).toBeVisible();
    }
    await page.getByTestId('back').click();
    await expect(items.first()).toHaveAttribute('data-read', 'true');
    await expect(page.getByText('1 条未读').first()).toBeVisible();
  });

  test('a notice that is gone is said to be', async ({ page, open }) => {
    await open('/inbox/none', loggedIn());
    await expect(page.getByTestId('failure')).toContainText('没有找到');
  });
});

test.describe('设置', () => {
  test('take effect at once', async ({ page, open }) => {
    await open('/settings', loggedIn());
    const html = page.locator('html');
    await page.getByTestId('setting-elder').click();
    await expect(html).toHaveAttribute('data-elder', 'true');
    await page.getByTestId('setting-mode-dark').check();
    await expect(html).toHaveAttribute('data-theme', 'dark');
    await page.getByTestId('setting-text-size-largest').check();
    await expect(html).toHaveCSS('font-size', '30px');
    await page.getByTestId('setting-contrast-high').check();
    await expect(html).toHaveAttribute('data-contrast', 'high');
    await page.getByTestId('setting-motion-reduced').check();
    await expect(html).toHaveAttribute('data-motion', 'reduced');
    await page.getByTestId('setting-language-en').check();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Settings');
    const last = (await callsOf(page)).filter(({ command }) => command === 'settings_update').at(-1);
    expect(last?.args.appearance).toEqual({
      language: 'en',
      elder: true,
      mode: 'dark',
      text_size: 'largest',
      contrast: 'high',
      motion: 'reduced',
    });
  });

  test('of desktop alerts is the consent itself, and deciding makes its record', async ({ page, open }) => {
    await open('/settings', loggedIn());
    await expect(page.getByRole('switch', { name: /提醒/ })).toHaveCount(0);
    await expect(page.getByTestId('desktop-alerts').locator('dt').first()).toHaveText('用到的信息');
    await expect(page.getByTestId('agree-notify-system')).toBeChecked();
    await page.getByTestId('refuse-notify-system').focus();
    await page.keyboard.press('Space');
    await expect(page.getByTestId('standing-notify-system')).toContainText('您撤回了同意');
    await expect(page.getByTestId('desktop-alerts').getByTestId('told')).toHaveText('已关闭桌面提醒');
    const calls = await callsOf(page);
    const decided = calls.filter(({ command }) => command === 'consent_decide_item').map(({ args }) => args.decision);
    expect(decided).toMatchObject([{ item: 'notify-system', allow: false, presentation: 'settings' }]);
    expect(calls.map(({ command }) => command)).not.toContain('settings_update');
    await page.getByTestId('open-alerts').click();
    await expect(page.getByTestId('item-notify-system')).toBeFocused();
    await expect(page.getByTestId('refuse-notify-system')).toBeChecked();
  });

  for (const path of ['/settings', '/privacy/purposes']) {
    test(`of alerts that were off before stay off until they are decided about: ${path}`, async ({ page, open }) => {
      await open(path, loggedIn({ alertsOff: true }));
      await expect(page.getByTestId('still-off')).toContainText('现在仍不提醒');
      await expect(page.getByTestId('agree-notify-system')).not.toBeChecked();
      await expect(page.getByTestId('refuse-notify-system')).not.toBeChecked();
      await page.getByTestId('agree-notify-system').click();
      await expect(page.getByTestId('still-off')).toHaveCount(0);
      await expect(page.getByTestId('agree-notify-system')).toBeChecked();
      await expect(page.getByTestId('told').first()).toHaveText('已打开桌面提醒');
    });
  }

  test('of desktop alerts cannot be decided while nobody is there', async ({ page, open }) => {
    await open('/settings', {});
    await expect(page.getByTestId('alerts-closed')).toContainText('没有同意，就不提醒');
    await expect(page.getByTestId('agree-notify-system')).toHaveCount(0);
  });

  test('that could not be kept are said not to be', async ({ page, open }) => {
    await open('/settings', loggedIn({ failures: { settings_update: failure('device-store-full') } }));
    await page.getByTestId('setting-elder').click();
    await expect(page.getByTestId('failure')).toContainText('磁盘满了');
  });

  test('say where the keys are, and why', async ({ page, open }) => {
    const keeping = { tier: 'memory', reason: 'keyring-no-service', unopened: null } as const;
    await open('/settings', loggedIn({ session: { kind: 'signed_in', ...account, keeping } }));
    await expect(page.getByTestId('keeping')).toHaveAttribute('data-state', 'memory');
    await expect(page.getByTestId('keeping')).toContainText('没有可用的钥匙串。');
  });
});

test.describe('logging out', () => {
  test('asks once where the platform has everything', async ({ page, open }) => {
    await open('/settings', loggedIn());
    await page.getByTestId('logout').click();
    await expect(page.getByTestId('logout-keep')).toHaveCount(0);
    await page.getByTestId('logout-confirm').click();
    await expect(page).toHaveURL(/\/$/);
    expect(await logouts(page)).toEqual(['send_first']);
  });

  test('names what is unsent and chooses nothing for the person', async ({ page, open }) => {
    await open('/mine', loggedIn({ profile: allStates, sync: waiting }));
    await page.getByTestId('logout').click();
    await expect(page.getByTestId('logout-unsent-list')).toHaveText('姓名、性别、联系地址、关注的服务和话题');
    for (const choice of ['send', 'keep', 'discard']) await expect(page.getByTestId(`logout-${choice}`)).not.toBeChecked();
    await page.getByTestId('logout-confirm').click();
    await expect(page.getByText('请先选择怎么处理没发送的修改。')).toBeVisible();
    expect(await logouts(page)).toEqual([]);
    await page.getByTestId('logout-keep').check();
    await expect(page.getByTestId('logout-confirm')).toHaveText('保留并退出');
    await page.getByTestId('logout-confirm').click();
    await expect(page).toHaveURL(/\/$/);
    expect(await logouts(page)).toEqual(['keep']);
  });

  test('that cannot send stays logged in and says so', async ({ page, open }) => {
    await open('/settings', loggedIn({ profile: allStates, sync: waiting, failures: { logout: failure('unsent-left') } }));
    await page.getByTestId('logout').click();
    await page.getByTestId('logout-send').check();
    await page.getByTestId('logout-confirm').click();
    await expect(page.getByTestId('failure')).toContainText('还有修改没有提交到平台');
    await expect(page.getByTestId('logout-dialog')).toBeVisible();
  });

  test('offers no keeping where keys are in memory only', async ({ page, open }) => {
    const session = { kind: 'signed_in', ...account, keeping: { tier: 'memory', reason: null, unopened: null } } as const;
    await open('/settings', loggedIn({ session, profile: allStates, sync: waiting }));
    await page.getByTestId('logout').click();
    await expect(page.getByTestId('logout-send')).toHaveCount(1);
    await expect(page.getByTestId('logout-keep')).toHaveCount(0);
  });
});

test.describe('what is kept here and could not be opened', () => {
  const keeping = { tier: 'memory', reason: 'keyring-locked', unopened: 'retry' } as const;
  const session = { kind: 'signed_in', ...account, keeping } as const;

  test('is said on 我的 and in 设置', async ({ page, open }) => {
    await open('/mine', loggedIn({ session }));
    await expect(page.getByTestId('unopened')).toContainText('这台电脑上还有您以前的资料，这次没能打开');
    await expect(page.getByTestId('unopened')).toContainText('钥匙串锁着');
    await page.getByTestId('nav-settings').click();
    await expect(page.getByTestId('keeping-unopened')).toContainText('里面可能有没发送的修改');
    await expect(page.getByTestId('keeping')).not.toContainText('关闭窗口后，这台电脑上什么也不留');
  });

  for (const choice of ['keep', 'discard']) {
    test(`is left or removed at log-out, as the person says: ${choice}`, async ({ page, open }) => {
      await open('/settings', loggedIn({ session }));
      await page.getByTestId('logout').click();
      const dialog = page.getByTestId('logout-dialog');
      await expect(dialog).toContainText('没能打开，里面可能有没发送的修改');
      await expect(dialog).not.toContainText('这台电脑上您的资料会删除');
      await expect(page.getByTestId('logout-send')).toHaveCount(0);
      await page.getByTestId('logout-confirm').click();
      await expect(page.getByText('请先选择怎么处理这些资料。')).toBeVisible();
      expect(await logouts(page)).toEqual([]);
      await page.getByTestId(`logout-${choice}`).check();
      await expect(page.getByTestId('logout-confirm')).toHaveText(choice === 'keep' ? '保留并退出' : '删除并退出');
      await page.getByTestId('logout-confirm').click();
      await expect(page).toHaveURL(/\/$/);
      expect(await logouts(page)).toEqual([choice]);
    });
  }

  test('stays when the rest is sent, and goes with it when that is discarded', async ({ page, open }) => {
    await open('/mine', loggedIn({ session, profile: allStates, sync: waiting }));
    await page.getByTestId('logout').click();
    await expect(page.getByTestId('logout-keep')).toHaveCount(0);
    await expect(page.getByTestId('logout-unopened')).toBeVisible();
    await page.getByTestId('logout-send').check();
    await page.getByTestId('logout-confirm').click();
    await expect(page).toHaveURL(/\/$/);
    expect(await logouts(page)).toEqual(['send_first']);
  });

  test('is asked about anew where something unsent turns up', async ({ page, open }) => {
    await open('/settings', loggedIn({ session, failures: { logout: failure('cannot-keep') } }));
    await page.getByTestId('logout').click();
    await page.getByTestId('logout-keep').check();
    await page.getByTestId('logout-confirm').click();
    await expect(page.getByTestId('logout-send')).not.toBeChecked();
    await expect(page.getByTestId('logout-keep')).toHaveCount(0);
    await expect(page.getByTestId('logout-discard')).not.toBeChecked();
  });
});

test('what is lost on this computer is said on 我的 and in 设置', async ({ page, open }) => {
  const keeping = { tier: 'keyring', reason: 'kept-unreadable', unopened: null } as const;
  await open('/mine', loggedIn({ session: { kind: 'signed_in', ...account, keeping } }));
  await expect(page.getByTestId('kept-loss')).toContainText('没有发送的修改已经丢失');
  await page.getByTestId('nav-settings').click();
  await expect(page.getByTestId('keeping')).toContainText('没有发送的修改已经丢失');
});

test('a dialog that is higher than the window begins at its title', async ({ page, open }) => {
  await page.setViewportSize({ width: 900, height: 600 });
  const appearance = { elder: true, text_size: 'largest' } as const;
  await open('/settings', loggedIn({ profile: allStates, sync: waiting, appearance }));
  await page.getByTestId('logout').click();
  const title = page.getByTestId('logout-dialog').getByRole('heading', { level: 2 });
  await expect(title).toBeInViewport({ ratio: 1 });
  await expect(title).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByTestId('logout-send')).toBeFocused();
});

test('whoever logs out while the platform is away hears that the login stays there', async ({ page, open }) => {
  const sync = { waiting: 0, needs_you: 0, last_contact: null } as const;
  await open('/settings', loggedIn({ sync: { ...sync, state: { kind: 'idle' } } }));
  await page.getByTestId('logout').click();
  await expect(page.getByTestId('logout-confirm')).toBeVisible();
  await expect(page.getByTestId('logout-away')).toHaveCount(0);
  const state = { kind: 'offline', code: 'offline', next_try: '2026-11-24T02:15:00Z' } as const;
  await page.evaluate((view) => window.__FAKE__!.emit({ kind: 'sync', view }), { ...sync, state });
  await expect(page.getByTestId('logout-away')).toContainText('直到过期');
});

test('what a log-out has left here is said once, where it ends', async ({ page, open }) => {
  await open('/settings', loggedIn({ profile: allStates, sync: waiting }));
  await page.getByTestId('logout').click();
  await page.getByTestId('logout-keep').check();
  await page.getByTestId('logout-confirm').click();
  await expect(page.getByTestId('farewell')).toContainText('项修改加密留在这台电脑上');
  await page.getByTestId('nav-help').click();
  await page.getByTestId('nav-home').click();
  await expect(page.getByTestId('home-articles')).toBeVisible();
  await expect(page.getByTestId('farewell')).toHaveCount(0);
});

test('the answers of a dialog stand on one line, also in a narrow window', async ({ page, open }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await open('/settings', loggedIn());
  await page.getByTestId('logout').click();
  const [stay, go] = [await page.getByTestId('logout-stay').boundingBox(), await page.getByTestId('logout-confirm').boundingBox()];
  expect(stay!.y).toBe(go!.y);
});

test('what cannot be opened can be left where it is, or removed', async ({ page, open }) => {
  await open('/settings', { session: { kind: 'unavailable', code: 'keyring-locked' } });
  await page.getByTestId('logout').click();
  await expect(page.getByTestId('logout-send')).toHaveCount(0);
  await page.getByTestId('logout-discard').check();
  await page.getByTestId('logout-confirm').click();
  await expect(page).toHaveURL(/\/$/);
  expect(await logouts(page)).toEqual(['discard']);
});

test('the line about sync says what is the matter, and tries at once when asked', async ({ page, open }) => {
  await page.clock.setFixedTime('2026-11-24T02:00:00Z');
  const state = { kind: 'offline', code: 'offline', next_try: '2026-11-24T02:15:00Z' } as const;
  await open('/mine', loggedIn({ sync: { state, waiting: 3, needs_you: 0, last_contact: null } }));
  const line = page.getByTestId('sync-state');
  await expect(line).toHaveAttribute('data-state', 'offline');
  await expect(line).toContainText('3 项等待发送');
  await expect(line).toContainText('10:15 再试');
  await page.evaluate(() => {
    const { world } = window.__FAKE__!;
    world.scenario.sync = { state: { kind: 'idle' }, waiting: 0, needs_you: 0, last_contact: '2026-11-24T02:00:00Z' };
  });
  await page.getByTestId('sync-now').click();
  await expect(line).toHaveAttribute('data-state', 'idle');
  await expect(line.getByRole('status')).toHaveText('与平台一致');
  // What needs the person is what is said first, and aloud.
  await page.evaluate(() => {
    window.__FAKE__!.world.scenario.sync.needs_you = 1;
  });
  await page.getByTestId('sync-now').click();
  await expect(line.getByRole('status')).toHaveText('1 项需要您确认');
  await expect(line).not.toContainText('与平台一致');
});

test('what came with a backup is sent from where it can be seen', async ({ page, open }) => {
  await open('/inbox', loggedIn({ sync: { state: { kind: 'held', count: 2 }, waiting: 2, needs_you: 0, last_contact: null } }));
  const line = page.getByTestId('sync-state');
  await expect(line).toContainText('2 项等您核对后发送');
  await expect(line).toContainText('可能是从备份恢复的');
  await expect(page.getByTestId('sync-send-held')).toHaveCount(0);
  await line.getByRole('link').click();
  await expect(page).toHaveURL(/\/mine$/);
  await page.getByTestId('sync-send-held').click();
  await expect(line).toHaveAttribute('data-state', 'idle');
  expect((await callsOf(page)).map(({ command }) => command)).toContain('sync_send_held');
});

test('a person who only browses is led to the policy, not to the login', async ({ page, open }) => {
  await open('/inbox', { choice: 'browse_only' });
  await expect(page.getByTestId('gate-browse')).toBeVisible();
  await expect(page.getByTestId('open-consent')).toHaveAttribute('href', '/consent');
});

test('a login in memory says on the first screens that nothing stays, and where that changes', async ({ page, open }) => {
  const keeping = { tier: 'memory', reason: 'keyring-no-service', unopened: null } as const;
  await open('/', loggedIn({ session: { kind: 'signed_in', ...account, keeping } }));
  await expect(page.getByTestId('memory-note')).toContainText('关闭窗口后这台电脑上不留');
  expect(await faultsOf(page)).toEqual([]);
  await page.getByTestId('nav-mine').click();
  await expect(page.getByTestId('memory-note')).toHaveCount(1);
  await page.getByTestId('memory-set').click();
  await expect(page.getByTestId('guard-set-passphrase')).toBeVisible();
});

test('a login that is kept says nothing of memory', async ({ page, open }) => {
  await open('/mine', loggedIn());
  await expect(page.getByTestId('nav-mine')).toBeVisible();
  await expect(page.getByTestId('memory-note')).toHaveCount(0);
});
