import { agreedTo } from '../fake/consents';
import { request, states } from '../fake/corrections';
import { loggedIn } from '../fake/person';
import { arrive, expect, test } from './fixture';
import { refusedAsVerified } from './person-screens';

const purposes = agreedTo('sensitive-identity');

test('what the platform has stands beside what it refused, and one step shows both', async ({ page, open }) => {
  await open('/mine', loggedIn({ profile: refusedAsVerified }));
  await expect(page.getByTestId('unit-sex')).toContainText('您填写的 未说明');
  await expect(page.getByTestId('stands-sex')).toHaveText(/平台上的\s*女/);
  await page.getByTestId('reveal-name').click();
  await expect(page.getByTestId('unit-name')).toContainText('测试市民乙');
  await expect(page.getByTestId('stands-name')).toContainText('测试市民甲');
});

test('what cannot be changed because it was verified goes into a request', async ({ page, open }) => {
  await open('/mine', loggedIn({ profile: refusedAsVerified, purposes }));
  await expect(page.getByTestId('edit-sex')).toHaveCount(0);
  await page.getByTestId('ask-sex').click();
  await expect(page.locator('h1')).toHaveText('申请更正性别');
  await expect(page.getByTestId('request-begun')).toContainText('已带上您刚才没有被接受的内容');
  // What stands is the platform's, not what it refused.
  await expect(page.getByTestId('present-sex')).toContainText('现在 女');
  await page.getByTestId('request-begin').click();
  await expect(page.getByRole('radio', { name: '未说明' })).toBeChecked();
  await page.getByTestId('next-sex').click();
  await expect(page.locator('h1')).toHaveText('为什么要更正？');
  await page.getByTestId('field-reason').fill('登记错了');
  await page.getByTestId('next-sex').click();
  await page.getByTestId('next-sex').click();
  await expect(page.getByTestId('answer-sex-sex')).toContainText('现在 女');
  await expect(page.getByTestId('answer-sex-sex')).toContainText('改为 未说明');
  await page.getByTestId('save-sex').click();
  await expect(page.locator('h1')).toHaveText('更正性别的申请已保存在这台电脑，等待发送');
});

test('what is hidden is shown first, and comes along', async ({ page, open }) => {
  await open('/mine', loggedIn({ profile: refusedAsVerified, purposes }));
  await page.getByTestId('ask-name').click();
  await page.getByTestId('request-begin').click();
  await expect(page.getByTestId('field-name-name')).toHaveValue('测试市民乙');
});

test('where a correction is asked for already, the way leads there', async ({ page, open }) => {
  const corrections = [request('r-received', states.received!)];
  await open('/mine', loggedIn({ profile: refusedAsVerified, purposes, corrections }));
  await expect(page.getByTestId('unit-name')).toContainText('这一项已有更正申请');
  await page.getByTestId('ask-see-name').click();
  await expect(page).toHaveURL(/requests\/r-received/);
});

test('after handing it in it is said at once', async ({ page, open }) => {
  await open('/mine/name', loggedIn({ purposes }));
  await page.getByTestId('field-name-name').fill('测试市民乙');
  await page.getByTestId('next-name').click();
  await page.getByTestId('save-name').click();
  const [name] = refusedAsVerified.units;
  await arrive(page, 'name', { state: name!.state, verified: true, undoable: false });
  await expect(page.getByTestId('done-text')).toHaveText('您填写的内容还在，可以带着它申请更正。');
  await expect(page.getByTestId('done-mend')).toHaveCount(0);
  await page.getByTestId('ask-name').click();
  await expect(page.locator('h1')).toHaveText('申请更正姓名');
});
