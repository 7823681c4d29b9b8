import { loggedIn, masked } from '../fake/person';
import { account, failure } from '../fake/world';
import { arrive, callsOf, expect, submit, test } from './fixture';

async function named(page: Parameters<typeof submit>[0]) {
  await page.getByTestId('field-name-name').fill('测试市民乙');
  await submit(page, 'name');
  await page.getByTestId('done-name').waitFor();
}

test('what is said of a saved change follows it to the platform, in heading, title and aloud once', async ({ page, open }) => {
  await open('/mine/name', loggedIn());
  await named(page);
  const heading = page.locator('h1');
  await expect(heading).toHaveText('姓名已保存在这台电脑，等待提交');
  await expect(page.getByTestId('done-step-2')).toContainText('等待提交给平台');
  await expect(page.getByTestId('done-said')).toHaveText('');
  await page.evaluate(() => {
    const region = document.querySelector('[data-testid="done-said"]')!;
    const read: string[] = [];
    Object.assign(window, { read });
    const what = { childList: true, characterData: true, subtree: true };
    new MutationObserver(() => read.push(region.textContent!)).observe(region, what);
  });
  // More than one event follows the same change.
  const at = '2026-11-24T02:10:30Z';
  const reference = '20261124-K7M4QX';
  const changed_by = { origin: { kind: 'device', device_id: 'test-device' }, at, reference } as const;
  await expect(page.getByTestId('done-reference')).toHaveCount(0);
  for (const rev of [4, 5]) await arrive(page, 'name', { state: { kind: 'synced' }, rev, undoable: false, changed_by });
  await expect(heading).toHaveText('姓名已更新，平台已收到');
  await expect(page).toHaveTitle(/^姓名已更新，平台已收到/);
  await expect(page.getByTestId('done-step-2')).toContainText('平台已收到');
  await expect(page.getByTestId('done-step-2')).toContainText('10:10');
  await expect(page.getByTestId('done-reference')).toContainText(reference);
  expect(await page.evaluate(() => (window as unknown as { read: string[] }).read)).toEqual(['姓名已更新，平台已收到']);
});

test('why it waits is said beside it', async ({ page, open }) => {
  const state = { kind: 'offline', code: 'offline', next_try: '2026-11-24T02:15:00Z' } as const;
  await open('/mine/name', loggedIn({ sync: { state, waiting: 0, needs_you: 0, last_contact: null } }));
  await named(page);
  await expect(page.getByTestId('done-step-2')).toContainText('连不上平台');
});

test('where the login has expired, or sending stands still, nothing is promised of the network', async ({ page, open }) => {
  await open('/mine/name', loggedIn());
  await named(page);
  const text = page.getByTestId('done-text');
  await expect(text).toHaveText('联网后自动提交，不用守着。');
  const paused = { state: { kind: 'paused', code: 'store-full' }, waiting: 1, needs_you: 0, last_contact: null } as const;
  await page.evaluate((view) => window.__FAKE__!.emit({ kind: 'sync', view }), paused);
  await expect(text).toContainText('发送已暂停');
  await expect(text).not.toContainText('联网');
  await page.evaluate((view) => window.__FAKE__!.emit({ kind: 'session', view }), { kind: 'expired', ...account } as const);
  await expect(text).toHaveText('重新登录后自动提交。');
});

test('what a restored platform has lost is not called changed by both', async ({ page, open }) => {
  await open('/mine/name', loggedIn());
  await named(page);
  const changed_by = { origin: { kind: 'platform' }, at: '2026-11-18T02:00:00Z' } as const;
  const state = { kind: 'conflict', since: '2026-11-24T02:00:00Z', mine: masked('name'), theirs: masked('name'), lost: true, changed_by } as const;
  await arrive(page, 'name', { state, undoable: false });
  await expect(page.locator('h1')).toHaveText('平台上的姓名回到了以前的内容');
  await expect(page.getByTestId('done-said')).toHaveText('平台上的姓名回到了以前的内容');
});

test('it is taken back as long as that can be done, and focus is not lost', async ({ page, open }) => {
  await open('/mine/name', loggedIn());
  await named(page);
  await page.getByTestId('undo-name').focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('h1')).toHaveText('已撤回对姓名的修改');
  await expect(page.locator('h1')).toBeFocused();
  await expect(page.getByTestId('undo-name')).toHaveCount(0);
  await expect(page.getByTestId('done-said')).toHaveText('已撤回对姓名的修改');
  await page.getByTestId('done-continue').click();
  await expect(page.getByTestId('state-name')).toHaveAttribute('data-state', 'synced');
});

test('a change that was taken back is never called received', async ({ page, open }) => {
  await open('/mine/name', loggedIn());
  await named(page);
  await page.evaluate(() => {
    window.__FAKE__!.world.scenario.silent = ['profile_undo'];
  });
  await page.getByTestId('undo-name').click();
  // The event comes before the answer.
  await arrive(page, 'name', { state: { kind: 'synced' }, undoable: false });
  await expect(page.getByTestId('done-name')).toHaveAttribute('data-state', 'synced');
  await expect(page.locator('h1')).toHaveText('姓名已保存在这台电脑，等待提交');
  await expect(page.getByTestId('done-step-2')).toHaveCount(0);
});

test('that it was sent already is said, and what came of it', async ({ page, open }) => {
  await open('/mine/name', loggedIn());
  await named(page);
  await page.evaluate((failed) => {
    window.__FAKE__!.world.scenario.failures = { profile_undo: failed };
  }, failure('not-applicable', { retryable: false }));
  await page.getByTestId('undo-name').click();
  await expect(page.getByTestId('failure')).toBeVisible();
  await arrive(page, 'name', { state: { kind: 'synced' }, undoable: false });
  await expect(page.locator('h1')).toHaveText('姓名已更新，平台已收到');
});

test('a refusal says why, with the way back into the form', async ({ page, open }) => {
  await open('/mine/name', loggedIn());
  await named(page);
  const fields = [{ unit: 'name', field: 'name', code: 'illegal_character' as const }];
  await arrive(page, 'name', { state: { kind: 'rejected', code: 'invalid-fields', fields, stands: [] }, undoable: false });
  await expect(page.locator('h1')).toHaveText('平台没有接受姓名的修改');
  await expect(page.getByTestId('done-name')).toContainText('有不能使用的字符');
  await page.getByTestId('done-mend').click();
  await expect(page.locator('h1')).toHaveText('您的姓名是什么？');
});

test('a conflict leads to where it is decided', async ({ page, open }) => {
  await open('/mine/name', loggedIn());
  await named(page);
  const changed_by = { origin: { kind: 'official', verified: false }, at: '2026-11-18T02:00:00Z' } as const;
  const state = { kind: 'conflict', since: '2026-11-24T02:00:00Z', mine: masked('name'), theirs: masked('name'), lost: false, changed_by } as const;
  await arrive(page, 'name', { state, undoable: false });
  await expect(page.locator('h1')).toHaveText('两边都改过姓名');
  await expect(page.getByTestId('done-text')).toContainText('没有丢');
  await page.getByTestId('done-decide').click();
  await expect(page).toHaveURL(/\/mine\/conflict\/name$/);
  await expect(page.locator('h1')).toHaveText('两边都改过姓名');
});

test('where keys are in memory only, nothing is called saved', async ({ page, open }) => {
  const keeping = { tier: 'memory', reason: 'keyring-locked', unopened: null } as const;
  await open('/mine/name', loggedIn({ session: { kind: 'signed_in', ...account, keeping } }));
  await page.getByTestId('field-name-name').fill('测试市民乙');
  await page.getByTestId('next-name').click();
  await expect(page.getByText('这台电脑不保存')).toBeVisible();
  await page.getByTestId('save-name').click();
  await expect(page.locator('h1')).toHaveText('姓名已改，还没有提交，请先不要关闭窗口');
  await expect(page.getByTestId('done-name')).not.toContainText('已保存');
  await expect(page.getByTestId('done-step-1')).toContainText('暂时记着，关闭窗口就没有了');
  await page.getByTestId('done-continue').click();
  await expect(page.getByTestId('state-name')).toHaveText('还没有提交，关闭窗口就没有了');
});

test('where keys are in memory only, what the platform has is not said to be lost with the window', async ({ page, open }) => {
  const keeping = { tier: 'memory', reason: 'keyring-locked', unopened: null } as const;
  await open('/mine/name', loggedIn({ session: { kind: 'signed_in', ...account, keeping } }));
  await named(page);
  await arrive(page, 'name', { state: { kind: 'synced' }, rev: 4, undoable: false });
  await expect(page.locator('h1')).toHaveText('姓名已更新，平台已收到');
  await expect(page.getByTestId('done-step-1')).toContainText('这台电脑上不保存');
  await expect(page.getByTestId('done-step-1')).not.toContainText('没有了');
});

test('after a save the row that was changed is in sight, and its control has the focus', async ({ page, open }) => {
  await page.setViewportSize({ width: 900, height: 600 });
  await open('/mine', loggedIn());
  await page.getByTestId('edit-address').click();
  await page.getByTestId('field-address-street').fill('测试路 2 号');
  await page.getByTestId('field-address-postcode').fill('110013');
  await submit(page, 'address');
  await expect(page.locator('h1')).toHaveText('联系地址已保存在这台电脑，等待提交');
  await page.getByTestId('done-continue').click();
  await expect(page.getByTestId('edit-address')).toBeFocused();
  await expect(page.getByTestId('unit-address')).toBeInViewport({ ratio: 1 });
});

test('opened by itself it says how the unit stands, and claims nothing that was handed in', async ({ page, open }) => {
  await open('/mine/done/name', loggedIn());
  await expect(page.locator('h1')).toHaveText('姓名：已在平台');
  await expect(page.getByTestId('done-step-1')).toHaveCount(0);
  expect((await callsOf(page)).map(({ command }) => command)).not.toContain('profile_edit');
});
