import { changes } from '../fake/corrections';
import { loggedIn } from '../fake/person';
import { failure } from '../fake/world';
import { expect, test } from './fixture';

test('each change says what it was, what it became, who changed it and when', async ({ page, open }) => {
  await open('/mine', loggedIn({ changes }));
  await page.getByTestId('open-history').click();
  const own = page.getByTestId('history-20261124-K7M4QX');
  for (const words of ['联系地址', '您本人填写', '2026年11月24日 10:10', '看起来一样', '编号 20261124-K7M4QX']) {
    await expect(own).toContainText(words);
  }
  const official = page.getByTestId('history-20261118-P3W9HD');
  for (const words of ['工作人员核实', '没有填写', '测*', '依据：持证件在测试服务大厅核对']) await expect(official).toContainText(words);
  await expect(official).not.toContainText('看起来一样');
  await expect(page.getByTestId('history-20261101-R8T2VC')).toContainText('清空');
  // What was only verified is not called a change.
  const verified = page.getByTestId('history-20261117-B6N2KY');
  await expect(verified).toContainText('内容没有变，由工作人员核实。');
  for (const words of ['看起来一样', '原来', '改为']) await expect(verified).not.toContainText(words);
});

test('earlier changes come on request', async ({ page, open }) => {
  const many = Array.from({ length: 8 }, (_, index) => ({ ...changes[0]!, reference: `20261124-AAAA${index}` }));
  await open('/mine/history', loggedIn({ changes: many }));
  await expect(page.locator('ol > li')).toHaveCount(6);
  await page.getByTestId('history-older').click();
  await expect(page.locator('ol > li')).toHaveCount(8);
  await expect(page.getByTestId('history-older')).toHaveCount(0);
});

test('that there are none is said only once the platform has answered', async ({ page, open }) => {
  await open('/mine/history', loggedIn());
  await expect(page.getByTestId('history-none')).toBeVisible();
  await open('/mine/history', loggedIn({ changes, failures: { profile_history: failure('offline') } }));
  await expect(page.getByTestId('failure')).toBeVisible();
  await expect(page.getByTestId('history-none')).toHaveCount(0);
  await open('/mine/history');
  await expect(page.getByTestId('gate')).toBeVisible();
});
