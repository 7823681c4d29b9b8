import { loggedIn } from '../fake/person';
import { account, failure } from '../fake/world';
import type { UnopenedWay } from '../../src/lib/bindings';
import { callsOf, expect, faultsOf, test } from './fixture';

function beside(unopened: UnopenedWay, reason = 'account-guarded') {
  const keeping = { tier: 'memory', reason, unopened } as const;
  return loggedIn({ session: { kind: 'signed_in', ...account, keeping } });
}

test('what a PIN guards is opened on 我的, and a wrong try says how many are left', async ({ page, open }) => {
  await open('/mine', beside('pin'));
  const notice = page.getByTestId('unopened');
  await expect(notice).toContainText('输入本机密码就能打开');
  await expect(notice).toContainText('打开以后，这次登录就接着用它们');
  expect(await faultsOf(page)).toEqual([]);
  await page.getByLabel('本机密码').fill('000000');
  await page.keyboard.press('Enter');
  await expect(notice).toContainText('还可以试 3 次');
  await expect(page.getByTestId('unlock')).toBeFocused();
  await page.getByTestId('unlock').fill('830274');
  await page.keyboard.press('Enter');
  await expect(notice).toHaveCount(0);
});

test('what the keyring guards is tried again, and why it does not open is said', async ({ page, open }) => {
  await open('/mine', { ...beside('retry', 'keyring-denied'), failures: { session_retry: failure('keyring-denied') } });
  await page.getByTestId('unopened-retry').click();
  await expect(page.getByTestId('failure')).toContainText('系统没有允许盛事通使用钥匙串');
  expect(await faultsOf(page)).toEqual([]);
});

test('edits of this session are sent first', async ({ page, open }) => {
  await open('/mine', { ...beside('retry'), failures: { session_retry: failure('unsent-left') } });
  await page.getByTestId('unopened-retry').click();
  await expect(page.getByTestId('failure')).toBeVisible();
});

test('it is removed in two steps, the second of which says what is lost', async ({ page, open }) => {
  await open('/mine', beside('passphrase'));
  await page.getByTestId('unopened-discard').click();
  const dialog = page.getByTestId('unopened-dialog');
  await expect(dialog).toContainText('没发送的修改也一起没有了');
  expect(await faultsOf(page)).toEqual([]);
  await page.getByTestId('unopened-back').click();
  await expect(dialog).toBeHidden();
  expect((await callsOf(page)).filter(({ command }) => command === 'session_discard_unopened')).toHaveLength(0);
  await page.getByTestId('unopened-discard').click();
  await page.getByTestId('unopened-confirm').click();
  await expect(page.getByTestId('unopened')).toHaveCount(0);
  await expect(page.getByTestId('unit-name')).toBeVisible();
});
