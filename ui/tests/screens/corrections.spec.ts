import { agreedTo } from '../fake/consents';
import { request, requests, states, verified } from '../fake/corrections';
import { loggedIn } from '../fake/person';
import type { Change } from '../fake/scenario';
import { failure } from '../fake/world';
import { files, toCheck, toProof } from './correction-screens';
import { callsOf, expect, test } from './fixture';

const purposes = agreedTo('sensitive-identity');
const ready: Change = { profile: verified, purposes };
const received = request('r-received', states.received!);

/** The client tells that a request has come further. */
async function become(page: import('@playwright/test').Page, id: string, state: (typeof states)[string]): Promise<void> {
  await page.evaluate(
    ([id, state]) => {
      const { world, emit } = window.__FAKE__!;
      world.scenario.corrections = world.scenario.corrections.map((one) => (one.id === id ? { ...one, state } : one));
      emit({ kind: 'corrections', view: { requests: world.scenario.corrections, version: (world.versions += 1) } });
    },
    [id, state] as const,
  );
}

test('a request by keyboard alone, from 我的 to its page', async ({ page, open }) => {
  await open('/mine', loggedIn(ready));
  const focused = () => page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.testid ?? '');
  const reach = async (testid: string) => {
    for (let step = 0; step < 60 && (await focused()) !== testid; step++) await page.keyboard.press('Tab');
    expect(await focused()).toBe(testid);
  };
  const heading = page.locator('h1');
  await page.getByTestId('correction-name').locator('summary').focus();
  await page.keyboard.press('Enter');
  await reach('request-name');
  await page.keyboard.press('Enter');
  await expect(heading).toHaveText('申请更正姓名');
  await expect(heading).toBeFocused();
  await reach('request-begin');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('step-place')).toContainText('第 1 页，共 3 页');
  await reach('field-name-name');
  await page.keyboard.type('测试市民乙');
  await page.keyboard.press('Enter');
  await expect(heading).toHaveText('为什么要更正？');
  await reach('field-reason');
  await page.keyboard.type('户口本上是另一个字');
  await reach('next-name');
  await page.keyboard.press('Enter');
  await expect(heading).toHaveText('有证明材料吗？');
  await reach('next-name');
  await page.keyboard.press('Enter');
  await expect(heading).toHaveText('请核对更正姓名的申请');
  await expect(page.getByTestId('answer-name-name')).toContainText('测试市民乙');
  await expect(page.getByTestId('answer-name-reason')).toContainText('户口本上是另一个字');
  await expect(page.getByTestId('answer-name-proof')).toContainText('没有添加');
  await reach('save-name');
  await page.keyboard.press('Enter');
  await expect(heading).toHaveText('更正姓名的申请已保存在这台电脑，等待发送');
  await expect(heading).toBeFocused();
  await expect(page).toHaveURL(/\/mine\/requests\/r\d+$/);
  const submitted = (await callsOf(page)).filter(({ command }) => command === 'correction_submit');
  expect(submitted.map(({ args }) => args)).toEqual([
    { input: { unit: 'name', fields: { name: '测试市民乙' }, reason: '户口本上是另一个字' } },
  ]);
});

test('proof is asked for with what it may be, and what was not taken is named with the reason', async ({ page, open }) => {
  await open('/mine/request/name', loggedIn({ ...ready, chosenFiles: files }));
  await toProof(page);
  await expect(page.locator('form')).toContainText('照片（JPEG、PNG）或 PDF，最多 3 个，每个不超过 10 MB');
  await page.getByTestId('proof-add').click();
  await expect(page.getByTestId('attachments').locator('li')).toHaveCount(2);
  await expect(page.getByTestId('attachments')).toContainText('2.4 MB');
  await expect(page.getByTestId('proof-refused')).toContainText('说明.docx');
  await expect(page.getByTestId('proof-refused')).toContainText('不是 JPEG、PNG 照片，也不是 PDF');
  await expect(page.getByTestId('proof-said')).toHaveText('已添加 2 个文件。');

  // What was typed is written before what is attached, which lies over it.
  const order = (await callsOf(page)).map(({ command }) => command).filter((name) => /keep|attach/.test(name));
  expect(order.indexOf('correction_keep')).toBeLessThan(order.indexOf('correction_attach'));

  await page.getByRole('button', { name: '移除 户口本.jpg' }).click();
  await expect(page.getByTestId('attachments').locator('li')).toHaveCount(1);
  await expect(page.getByTestId('proof-said')).toHaveText('已移除户口本.jpg。');
  await expect(page.getByTestId('proof-refused')).toHaveCount(0);
  await expect(page.getByRole('button', { name: '移除 派出所证明.pdf' })).toBeFocused();
  await page.getByTestId('proof-add').click();
  await expect(page.getByTestId('proof-full')).toContainText('不能再加');
  await expect(page.getByTestId('proof-add')).toHaveCount(0);
});

test('what is wrong comes back together, each line with the way to its page', async ({ page, open }) => {
  await open('/mine/request/name', loggedIn(ready));
  await page.getByTestId('request-begin').click();
  await page.getByTestId('field-name-name').fill('测试7');
  await page.getByTestId('next-name').click();
  await page.getByTestId('field-reason').waitFor();
  await page.getByTestId('next-name').click();
  await page.getByTestId('next-name').click();
  await page.getByTestId('save-name').click();
  const summary = page.getByTestId('error-summary');
  await expect(summary.getByRole('link')).toHaveText(['姓名：有不能使用的字符，请检查', '请填写更正理由']);
  await summary.getByRole('link', { name: '请填写更正理由' }).click();
  await expect(page.getByTestId('field-reason')).toBeFocused();
  await expect(page.getByTestId('field-reason')).toHaveAttribute('aria-invalid', 'true');
  await page.getByTestId('field-reason').fill('写错了');
  await page.getByTestId('next-name').click();
  // Every page leads back to the check from there on.
  await expect(page.locator('h1')).toHaveText('请核对更正姓名的申请');
  await expect(summary.getByRole('link')).toHaveCount(1);
  await summary.getByRole('link').click();
  await page.getByTestId('field-name-name').fill('测试市民乙');
  await page.getByTestId('next-name').click();
  await expect(summary).toHaveCount(0);
});

test('a reason that is too long is not cut, and how much too long it is stands below', async ({ page, open }) => {
  await open('/mine/request/name', loggedIn(ready));
  await page.getByTestId('request-begin').click();
  await page.getByTestId('next-name').click();
  const reason = page.getByTestId('field-reason');
  await reason.fill('字'.repeat(490));
  await expect(page.locator('#name-reason-room')).toHaveText('还可以写 10 个字');
  await expect(page.locator('#name-reason-room')).toHaveAttribute('aria-live', 'polite');
  await reason.fill('字'.repeat(502));
  await expect(page.locator('#name-reason-room')).toHaveText('多了 2 个字，请删短');
  await expect(reason).toHaveValue('字'.repeat(502));
  await reason.blur();
  await expect(page.locator('#name-reason-error')).toContainText('内容太长');
});

test('what was filled in and attached is there again, and goes only on purpose', async ({ page, open }) => {
  await open('/mine/request/name', loggedIn({ ...ready, chosenFiles: files.slice(0, 1) }));
  await toCheck(page);
  await page.getByTestId('cancel-name').click();
  await expect(page.getByTestId('request-under-way-name')).toContainText('还没有提交');
  await page.getByTestId('request-under-way-name').click();
  await expect(page.getByTestId('request-begun')).toBeVisible();
  await page.getByTestId('request-continue').click();
  await expect(page.getByTestId('answer-name-name')).toContainText('测试市民乙');
  await expect(page.getByTestId('answer-name-reason')).toContainText('另一个字');
  await expect(page.getByTestId('answer-name-proof')).toContainText('户口本.jpg');
  await page.getByTestId('back').click();
  await page.getByTestId('request-under-way-name').click();
  await page.getByTestId('request-discard').click();
  await page.getByTestId('request-discard-yes').click();
  await expect(page.getByTestId('told')).toContainText('已删除');
  await expect(page.getByTestId('requests-none')).toBeVisible();
});

test('what is being written is named on 我的 as soon as one is back there, and not once it was emptied', async ({ page, open }) => {
  await open('/mine', loggedIn(ready));
  const underWay = page.getByTestId('request-under-way-name');
  await page.getByTestId('how-name').click();
  await expect(underWay).toHaveCount(0);
  await page.getByTestId('request-name').click();
  await page.getByTestId('request-begin').click();
  await page.getByTestId('field-name-name').fill('测试市民乙');
  await page.getByTestId('back').click();
  await expect(underWay).toContainText('还没有提交');
  await underWay.click();
  await page.getByTestId('request-continue').click();
  await page.getByTestId('change-name-name').click();
  await page.getByTestId('field-name-name').fill('');
  await page.getByTestId('back').click();
  await expect(page.getByTestId('how-name')).toBeFocused();
  await expect(underWay).toHaveCount(0);
});

test('where nothing can be kept the way out is asked about', async ({ page, open }) => {
  await open('/mine/request/name', loggedIn({ ...ready, failures: { correction_keep: failure('store-full') } }));
  await page.getByTestId('request-begin').click();
  await page.getByTestId('field-name-name').fill('测试市民乙');
  await expect(page.getByTestId('draft-failed')).toBeVisible();
  await page.getByTestId('next-name').click();
  await page.getByTestId('field-reason').waitFor();
  await page.getByTestId('back').click();
  await expect(page.getByTestId('leave-dialog')).toBeVisible();
  await page.getByTestId('leave-stay').click();
  await expect(page.getByTestId('field-reason')).toBeVisible();
});

test('where another computer was first, that is said, with the way there, and not that the disk is full', async ({ page, open }) => {
  await open('/mine/request/name', loggedIn({ ...ready, failures: { correction_keep: failure('request-open', { retryable: false }) } }));
  await page.getByTestId('request-begin').click();
  await page.evaluate((first) => {
    const { world, emit } = window.__FAKE__!;
    world.scenario.corrections = [first];
    emit({ kind: 'corrections', view: { requests: [first], version: (world.versions += 1) } });
  }, received);
  await page.getByTestId('field-name-name').fill('测试市民乙');
  await expect(page.getByTestId('draft-failed')).toContainText('已有一份更正申请在办理');
  await expect(page.getByTestId('draft-failed')).not.toContainText('这台电脑没能');
  await page.getByTestId('draft-see-request').click();
  await expect(page.getByTestId('leave-dialog')).toContainText('已有一份更正申请在办理');
  await expect(page.getByTestId('leave-dialog')).not.toContainText('磁盘');
  await page.getByTestId('leave-anyway').click();
  await expect(page).toHaveURL(/\/mine\/requests\/r-received$/);
});

test('without the consent to sensitive data nothing is asked for', async ({ page, open }) => {
  await open('/mine/request/name', loggedIn({ profile: verified }));
  await expect(page.locator('h1')).toHaveText('申请更正姓名');
  await expect(page.getByTestId('request-begin')).toHaveCount(0);
  expect((await callsOf(page)).map(({ command }) => command)).not.toContain('correction_form');
});

test('one at a time: an open request is led to, and a unit of one’s own to its form', async ({ page, open }) => {
  await open('/mine/request/name', loggedIn({ ...ready, corrections: [received] }));
  await page.getByTestId('request-see').click();
  await expect(page.locator('h1')).toHaveText('平台已收到更正姓名的申请');
  await open('/mine/request/sex', loggedIn(ready));
  await expect(page.getByTestId('failure')).toContainText('可以直接修改');
  await page.getByTestId('request-edit').click();
  await expect(page).toHaveURL(/\/mine\/sex$/);
});

test('progress is shown and said in quarters, and what it becomes is said aloud', async ({ page, open }) => {
  const of = 4_000_000;
  await open('/mine/requests/r1', loggedIn({ ...ready, corrections: [request('r1', { kind: 'uploading', sent: 0, of })] }));
  const bar = page.getByRole('progressbar', { name: '证明材料的发送进度' });
  const said = page.getByTestId('upload-said');
  await expect(bar).toHaveJSProperty('value', 0);
  await expect(said).toHaveText('');
  await become(page, 'r1', { kind: 'uploading', sent: 1_100_000, of });
  await expect(bar).toHaveJSProperty('value', 1_100_000);
  await expect(said).toHaveText('证明材料已送达四分之一。');
  await become(page, 'r1', { kind: 'uploading', sent: 1_900_000, of });
  await expect(page.getByTestId('request-step-2')).toContainText('已送达 1.8 MB，共 3.8 MB');
  await expect(said).toHaveText('证明材料已送达四分之一。');
  await become(page, 'r1', { kind: 'sending', withdrawing: false });
  await expect(page.getByTestId('request-said')).toHaveText('更正姓名的申请已发出，等平台答复');
  await become(page, 'r1', states.accepted!);
  await expect(page.locator('h1')).toHaveText('姓名已按您的申请更正');
  await expect(page.getByTestId('request-reference')).toContainText('20261124-K7M4QX');
  await expect(page.getByTestId('request-answer')).toContainText('与户口本一致');
});

test('one that waits is taken back into its form, or away for good', async ({ page, open }) => {
  await open('/mine/request/name', loggedIn({ ...ready, chosenFiles: files.slice(0, 1) }));
  await toCheck(page);
  await page.getByTestId('save-name').click();
  await page.getByTestId('request-revise').click();
  await expect(page.locator('h1')).toHaveText('请核对更正姓名的申请');
  await expect(page.getByTestId('answer-name-name')).toContainText('测试市民乙');
  await expect(page.getByTestId('answer-name-proof')).toContainText('户口本.jpg');
  await page.getByTestId('save-name').click();
  await page.getByTestId('request-cancel').click();
  await expect(page.getByRole('dialog')).toContainText('从这台电脑删除');
  await page.getByTestId('request-cancel-yes').click();
  await expect(page.getByTestId('told')).toContainText('更正姓名的申请已撤回');
  await expect(page.getByTestId('requests-none')).toBeVisible();
});

test('one that the platform has is withdrawn there, and said to be so only then', async ({ page, open }) => {
  await open('/mine/requests/r-received', loggedIn({ ...ready, corrections: [received] }));
  await expect(page.getByTestId('request-revise')).toHaveCount(0);
  await page.getByTestId('request-cancel').click();
  await expect(page.getByRole('dialog')).toContainText('平台会停止办理');
  await page.getByTestId('request-cancel-yes').click();
  await expect(page.locator('h1')).toHaveText('正在撤回更正姓名的申请');
  await expect(page.getByTestId('request-cancel')).toHaveCount(0);
  await expect(page.locator('h1')).toBeFocused();
  await become(page, 'r-received', states.withdrawn!);
  await expect(page.locator('h1')).toHaveText('更正姓名的申请已撤回');
  await page.getByTestId('request-again').click();
  await expect(page.getByTestId('request-begin')).toBeVisible();
});

test('one that was answered meanwhile is not taken back, and that is said', async ({ page, open }) => {
  const failures = { correction_cancel: failure('not-applicable', { retryable: false }) };
  await open('/mine/requests/r-received', loggedIn({ ...ready, corrections: [received], failures }));
  await page.getByTestId('request-cancel').click();
  await page.getByTestId('request-cancel-yes').click();
  await expect(page.getByTestId('failure')).toBeVisible();
  await expect(page.locator('h1')).toHaveText('平台已收到更正姓名的申请');
});

test('the person’s own words are in the page only while they are asked for', async ({ page, open }) => {
  await open('/mine/requests/r-received', loggedIn({ ...ready, corrections: [received] }));
  expect(await page.content()).not.toContain('户口本上的姓名');
  await page.getByTestId('request-words').locator('summary').click();
  await expect(page.getByTestId('request-reason')).toContainText('户口本上的姓名是另一个字');
  await page.getByTestId('request-words').locator('summary').click();
  await expect(page.getByTestId('request-reason')).toHaveCount(0);
});

test('without the consent a request waits for it, and leads to it', async ({ page, open }) => {
  await open('/mine/requests/r-consent_needed', loggedIn({ ...ready, corrections: requests }));
  await page.getByTestId('request-agree').click();
  await expect(page).toHaveURL(/\/privacy\/purposes#/);
});

test('all requests on one page, each with how it stands', async ({ page, open }) => {
  await open('/mine', loggedIn({ ...ready, corrections: requests }));
  await page.getByTestId('open-requests').click();
  for (const { id } of requests) await expect(page.getByTestId(`request-${id}`)).toBeVisible();
  await expect(page.getByTestId('request-r-refused')).toContainText('没有通过');
  await expect(page.getByTestId('request-r-received')).toContainText('编号 20261124-K7M4QX');
  await page.getByTestId('open-r-refused').click();
  await expect(page.getByTestId('request-answer')).toContainText('照片看不清');
});

test('a request that came with a backup is named on 我的, and sent from its own page', async ({ page, open }) => {
  const sync = { state: { kind: 'held', count: 1 }, waiting: 1, needs_you: 0, last_contact: null } as const;
  const held = request('r-held', states.waiting!, { held: true });
  await open('/mine', loggedIn({ ...ready, corrections: [held], sync }));
  await page.getByTestId('held-requests').getByRole('link').click();
  await expect(page.locator('h1')).toHaveText('更正姓名的申请等您核对后发送');
  await expect(page.getByTestId('request-held')).toContainText('可能是从备份恢复的');
  await expect(page.getByTestId('request-cancel')).toBeVisible();
  await expect(page.getByTestId('sync-now')).toBeVisible();
  await page.getByTestId('sync-send-held').click();
  expect((await callsOf(page)).map(({ command }) => command)).toContain('sync_send_held');
});

test('one that was refused is among what needs the person', async ({ page, open }) => {
  const sync = { state: { kind: 'idle' }, waiting: 0, needs_you: 1, last_contact: null } as const;
  await open('/mine', loggedIn({ ...ready, corrections: [request('r-rejected', states.rejected!)], sync }));
  await page.getByTestId('needs-you').getByRole('link', { name: '更正姓名' }).click();
  await expect(page.getByTestId('request-rejected')).toContainText('重新添加附件');
});

test('what is being written can be dropped without its form', async ({ page, open }) => {
  await open('/mine/request/name', loggedIn(ready));
  await page.getByTestId('request-begin').click();
  await page.getByTestId('field-name-name').fill('测试市民乙');
  await page.getByTestId('back').click();
  await page.getByTestId('open-requests').click();
  await page.getByTestId('drop-name').click();
  await page.getByTestId('request-discard-yes').click();
  await expect(page.getByTestId('told')).toContainText('已删除');
  await expect(page.getByTestId('requests-none')).toBeVisible();
  await expect(page.locator('h1')).toBeFocused();
});

test('one that may have left is taken back, and that shows before anybody has answered', async ({ page, open }) => {
  await open('/mine/requests/r1', loggedIn({ ...ready, corrections: [request('r1', states.sending!)] }));
  await page.getByTestId('request-cancel').click();
  await page.getByTestId('request-cancel-yes').click();
  expect((await callsOf(page)).filter(({ command }) => command === 'correction_cancel').map(({ args }) => args)).toEqual([{ id: 'r1' }]);
  await expect(page.locator('h1')).toHaveText('正在撤回更正姓名的申请');
  await expect(page.getByTestId('request-cancel')).toHaveCount(0);
});

test('where nothing outlives the session, that is what is said', async ({ page, open }) => {
  const session: Change['session'] = {
    kind: 'signed_in',
    name: '测试市民甲',
    phone: '138****0001',
    keeping: { tier: 'memory', reason: 'keyring-locked', unopened: 'retry' },
  };
  await open('/mine/requests/r-waiting', loggedIn({ ...ready, session, corrections: requests }));
  await expect(page.locator('h1')).toHaveText('更正姓名的申请等待发送，请先不要关闭窗口');
  await expect(page.getByTestId('request-step-1')).not.toContainText('已保存在这台电脑');
});

test('a request leaves the screen with its person', async ({ page, open }) => {
  await open('/mine/requests/r-received', loggedIn({ ...ready, corrections: [received] }));
  await page.getByTestId('request-words').locator('summary').click();
  await page.getByTestId('request-reason').waitFor();
  await page.evaluate(() => window.__FAKE__!.emit({ kind: 'session', view: { kind: 'signed_out' } }));
  await expect(page.getByTestId('gate')).toBeVisible();
  expect(await page.content()).not.toContain('户口本');
});
