import { loggedIn } from '../fake/person';
import { disclosed } from '../fake/registry';
import { failure } from '../fake/world';
import { expect, test } from './fixture';
import { fit, looks } from './looks';

const [court, post] = disclosed;

test('each entry says to whom, on what ground, which data and how, and when it was asked for', async ({ page, open }) => {
  await open('/privacy', loggedIn({ disclosed }));
  await page.getByTestId('open-disclosed').click();
  const first = page.getByTestId(`disclosed-${court!.id}`);
  for (const words of ['沈阳市某区人民法院', '2026年11月18日提供，2026年11月20日 10:10记入', '法律规定：民事诉讼法第七十条，调查令', '姓名、联系地址和邮政编码', '由经办人员签收']) {
    await expect(first).toContainText(words);
  }
  // A kind of a newer platform is shown by its code.
  await expect(page.getByTestId(`disclosed-${post!.id}`)).toContainText('of-a-newer-platform');
  await expect(page.getByTestId('disclosed-asked')).toContainText('2026年11月24日 09:30');
});

test('older entries come on request', async ({ page, open }) => {
  const many = [...disclosed, { ...court!, id: 'd1', recipient: '测试单位' }];
  await open('/privacy/disclosed', loggedIn({ disclosed: many }));
  await page.getByTestId('disclosed-older').click();
  await expect(page.getByTestId('disclosed-d1')).toContainText('测试单位');
  await expect(page.getByTestId('disclosed-older')).toHaveCount(0);
});

test('that there is none is said as what it is, and only once the platform has answered', async ({ page, open }) => {
  await open('/privacy/disclosed', loggedIn());
  await expect(page.getByTestId('disclosed-none')).toContainText('平台没有把您的信息提供给别人的记录');
  await open('/privacy/disclosed', loggedIn({ failures: { registry_disclosed: failure('offline') } }));
  await expect(page.getByTestId('failure')).toBeVisible();
  await expect(page.getByTestId('disclosed-none')).toHaveCount(0);
  await open('/privacy/disclosed');
  await expect(page.getByTestId('closed')).toBeVisible();
});

test('it is reached from the list of what is shared, and leads to whom to ask', async ({ page, open }) => {
  await open('/privacy/shared', loggedIn({ disclosed }));
  await page.getByTestId('to-disclosed').click();
  await expect(page.locator('h1')).toHaveText('提供记录');
  await page.getByRole('link', { name: '联系方式' }).click();
  await expect(page).toHaveURL(/\/help$/);
});

for (const { name, appearance } of looks) {
  test(`looks: ${name}`, async ({ page, open }) => {
    await open('/privacy/disclosed', loggedIn({ disclosed, appearance }));
    await page.getByTestId(`disclosed-${court!.id}`).waitFor();
    await fit(page, appearance);
  });
}

test('fits a narrow window in the largest letters', async ({ page, open }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  const appearance = { elder: true, text_size: 'largest' } as const;
  await open('/privacy/disclosed', loggedIn({ disclosed, appearance }));
  await page.getByTestId(`disclosed-${court!.id}`).waitFor();
  await fit(page, appearance);
});
