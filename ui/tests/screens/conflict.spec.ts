import { agreedTo } from '../fake/consents';
import { loggedIn, masked, profile } from '../fake/person';
import { failure } from '../fake/world';
import { arrive, callsOf, expect, submit, test } from './fixture';
import { allStates } from './person-screens';

test('a conflict is decided by keyboard alone, from 我的', async ({ page, open }) => {
  await open('/mine', loggedIn({ profile: allStates }));
  const focused = () => page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.testid ?? '');
  const reach = async (testid: string) => {
    for (let step = 0; step < 40 && (await focused()) !== testid; step++) await page.keyboard.press('Tab');
    expect(await focused()).toBe(testid);
  };
  await reach('decide-name');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expect(page).toHaveTitle(/^两边都改过姓名/);
  await expect(page.getByTestId('side-mine')).toContainText('在这台电脑上填写');
  await expect(page.getByTestId('side-theirs')).toContainText('工作人员修改');
  await expect(page.getByTestId('side-theirs')).toContainText('依据：持证件在测试服务大厅核对');
  // Two changes of one day are told apart by the time of day.
  await expect(page.getByTestId('side-theirs')).toContainText(/工作人员修改 · 2026年\d+月\d+日 \d\d:\d\d/);
  await reach('conflict-mine-name');
  await page.keyboard.press('Enter');
  await expect(page.locator('h1')).toHaveText('已选用您填写的姓名，等待提交');
  await reach('undo-name');
  await page.keyboard.press('Enter');
  await expect(page.locator('h1')).toHaveText('已撤回对姓名的修改');
});

test('one step shows both in clear, and marks what differs not by colour alone', async ({ page, open }) => {
  await open('/mine', loggedIn({ profile: allStates }));
  await page.getByTestId('needs-you').getByRole('link', { name: '姓名' }).click();
  // Two masks that look alike say nothing about what they hide.
  await expect(page.getByTestId('side-mine-name')).toContainText('看不出异同');
  await page.getByTestId('reveal-name').click();
  await expect(page.getByTestId('side-mine-name')).toContainText('测试市民乙');
  await expect(page.getByTestId('side-theirs-name')).toContainText('测试市民甲');
  await expect(page.getByTestId('side-mine-name')).toContainText('不同');
  await expect(page.locator('mark')).toHaveText(['乙', '甲']);
  expect(await page.locator('mark').first().evaluate((mark) => getComputedStyle(mark).textDecorationLine)).toBe('underline');
  expect((await callsOf(page)).filter(({ command }) => command === 'profile_reveal')).toHaveLength(1);
});

test('of several parts only those that differ are called so', async ({ page, open }) => {
  const changed_by = { origin: { kind: 'platform' }, at: '2026-11-18T02:00:00Z' } as const;
  const state = { kind: 'conflict', since: '2026-11-18T01:00:00Z', mine: masked('address'), theirs: masked('address'), lost: false, changed_by } as const;
  await open('/mine/conflict/address', loggedIn({ profile: profile({ address: { state } }) }));
  await page.getByTestId('reveal-address').click();
  await expect(page.getByTestId('side-mine-street')).toContainText('不同');
  await expect(page.getByTestId('side-mine-postcode')).toContainText('相同');
  await expect(page.locator('mark')).toHaveText(['2', '1']);
});

test('the line that says what waits leads there from every screen', async ({ page, open }) => {
  const { state } = allStates.units.find(({ key }) => key === 'name')!;
  const sync = { state: { kind: 'idle' }, waiting: 0, needs_you: 1, last_contact: null } as const;
  await open('/settings', loggedIn({ profile: profile({ name: { state } }), sync }));
  await page.getByTestId('sync-needs-you').click();
  await expect(page.locator('h1')).toHaveText('两边都改过姓名');
  // Where there is more than one, to the profile that lists them.
  await open('/settings', loggedIn({ profile: allStates, sync: { ...sync, needs_you: 2 } }));
  await expect(page.getByTestId('sync-needs-you')).toHaveAttribute('href', '/mine');
});

test('the platform’s side is taken', async ({ page, open }) => {
  await open('/mine/conflict/name', loggedIn({ profile: allStates }));
  await page.getByTestId('conflict-theirs-name').click();
  await expect(page.locator('h1')).toHaveText('已选用平台上的姓名');
  await expect(page.getByTestId('undo-name')).toHaveCount(0);
  await page.getByTestId('done-continue').click();
  await expect(page.getByTestId('state-name')).toHaveAttribute('data-state', 'synced');
});

test('something else is written, beginning with the side that was chosen', async ({ page, open }) => {
  await open('/mine/conflict/name', loggedIn({ profile: allStates }));
  await page.getByTestId('conflict-edit-mine-name').click();
  await expect(page.getByTestId('field-name-name')).toHaveValue('测试市民乙');
  await page.goBack();
  await page.getByTestId('conflict-edit-theirs-name').click();
  await expect(page.getByTestId('field-name-name')).toHaveValue('测试市民甲');
  await page.getByTestId('field-name-name').fill('测试市民丙');
  await submit(page, 'name');
  await expect(page.locator('h1')).toHaveText('姓名已保存在这台电脑，等待提交');
});

test('a choice that failed is tried again as the same choice', async ({ page, open }) => {
  await open('/mine/conflict/name', loggedIn({ profile: allStates, failures: { profile_resolve: failure('store-busy') } }));
  await page.getByTestId('conflict-theirs-name').click();
  await expect(page.getByTestId('failure')).toBeVisible();
  await page.evaluate(() => {
    window.__FAKE__!.world.scenario.failures = {};
  });
  await page.getByRole('button', { name: '再试一次' }).click();
  await expect(page.locator('h1')).toHaveText('已选用平台上的姓名');
});

test('a value that staff have verified cannot be overruled', async ({ page, open }) => {
  const changed_by = { origin: { kind: 'official', verified: true }, ground: '', at: '2026-11-18T02:00:00Z' } as const;
  const state = { kind: 'conflict', since: '2026-11-18T01:00:00Z', mine: masked('name'), theirs: masked('name'), lost: false, changed_by } as const;
  await open('/mine/conflict/name', loggedIn({ profile: profile({ name: { verified: true, state } }), purposes: agreedTo('sensitive-identity') }));
  await expect(page.getByTestId('side-mine')).toBeVisible();
  await expect(page.getByTestId('conflict-mine-name')).toHaveCount(0);
  await expect(page.getByTestId('conflict-edit-mine-name')).toHaveCount(0);
  await expect(page.getByTestId('correction-name')).toBeVisible();
  // It is not lost for that: a request for correction begins with it.
  await page.getByTestId('ask-name').click();
  await expect(page.locator('h1')).toHaveText('申请更正姓名');
  await expect(page.getByTestId('request-begun')).toContainText('已带上您刚才没有被接受的内容');
  await page.getByTestId('request-begin').click();
  await expect(page.getByTestId('field-name-name')).toHaveValue('测试市民乙');
});

test('what a restored platform has lost is said plainly', async ({ page, open }) => {
  const changed_by = { origin: { kind: 'platform' }, ground: '', at: '2026-11-18T02:00:00Z' } as const;
  const sides = { mine: masked('name'), theirs: masked('name'), changed_by };
  const state = { kind: 'conflict', since: '2026-11-18T01:00:00Z', lost: true, ...sides } as const;
  await open('/mine', loggedIn({ profile: profile({ name: { state } }) }));
  await expect(page.getByTestId('conflict-name')).toContainText('平台上的姓名回到了以前的内容');
  await page.getByTestId('decide-name').click();
  await expect(page.locator('h1')).toHaveText('平台上的姓名回到了以前的内容');
  await expect(page.getByText('平台用备份恢复过数据')).toBeVisible();
  await expect(page.getByTestId('side-mine')).toContainText('您保存过');
});

test('what changes while it is looked at is said, and the choice is of what was in view', async ({ page, open }) => {
  await open('/mine/conflict/name', loggedIn({ profile: allStates }));
  await expect(page.getByTestId('conflict-moved')).toBeEmpty();
  const { state } = allStates.units.find(({ key }) => key === 'name')!;
  await arrive(page, 'name', { state, rev: 9 });
  await expect(page.getByTestId('conflict-moved')).toHaveText('平台上的内容刚刚又变了，请再看一遍。');
  await page.getByTestId('conflict-mine-name').click();
  await expect(page.locator('h1')).toHaveText('已选用您填写的姓名，等待提交');
  const [chosen] = (await callsOf(page)).filter(({ command }) => command === 'profile_resolve');
  expect(chosen!.args).toEqual({ unit: 'name', choice: 'mine', rev: 9 });
});

test('one that was decided elsewhere asks for nothing any more', async ({ page, open }) => {
  await open('/mine/conflict/name', loggedIn({ profile: allStates }));
  await arrive(page, 'name', { state: { kind: 'synced' }, rev: 9 });
  await expect(page.getByTestId('conflict-over')).toBeVisible();
  await expect(page.locator('h1')).toBeFocused();
});

test('beside each other where there is room, and one under the other where there is not', async ({ page, open }) => {
  await open('/mine/conflict/name', loggedIn({ profile: allStates }));
  const places = async () => {
    const [mine, theirs] = await Promise.all(['mine', 'theirs'].map((id) => page.getByTestId(`side-${id}`).boundingBox()));
    return { mine: mine!, theirs: theirs! };
  };
  const wide = await places();
  expect(wide.mine.y).toBe(wide.theirs.y);
  await page.setViewportSize({ width: 320, height: 640 });
  const narrow = await places();
  expect(narrow.theirs.y).toBeGreaterThanOrEqual(narrow.mine.y + narrow.mine.height);
});
