import { collected, sent } from '../fake/registry';
import { loggedIn } from '../fake/person';
import { expect, test } from './fixture';
import { fit, looks } from './looks';
import { registryScreens } from './registry-screens';

test('every kind of data is in the list, with why, when, where and whether there is some', async ({ page, open }) => {
  await open('/privacy/collected', loggedIn());
  await expect(page.getByTestId('collected')).toBeVisible();
  for (const { kind } of collected.kinds) await expect(page.getByTestId(`kind-${kind}`)).toHaveCount(1);
  const address = page.getByTestId('kind-address');
  await expect(address).toContainText('办理事项与技术支持、发送消息');
  await expect(address).toContainText('填写和更正资料时');
  await expect(page.getByTestId('held-address')).toHaveText('有修改还没提交');
  await expect(page.getByTestId('held-email')).toHaveText('现在没有');
  await expect(page.getByTestId('kind-password')).toContainText('这台电脑不保存');
  await expect(page.getByTestId('kind-network-address')).toContainText('履行法定义务');
  // No value stands here, masked or not.
  await expect(page.getByTestId('collected')).not.toContainText('测试路');
  await expect(page.getByTestId('collected')).not.toContainText('138');
});

test('every use of the policy is there, and says whether it can be refused or why not', async ({ page, open }) => {
  await open('/privacy/collected', loggedIn());
  for (const { id, refusable, necessity } of collected.purposes) {
    const row = page.getByTestId(`collected-${id}`);
    await expect(row).toContainText(refusable ? '可以拒绝' : `不能拒绝：${necessity}`);
    await expect(row).toContainText('保存多久');
  }
  await expect(page.getByTestId('collected-find-halls')).toContainText('大致位置（这个客户端不取）');
  await page.getByTestId('collected-messages').getByRole('link').first().click();
  await expect(page.locator('#purpose-messages-title')).toBeFocused();
});

test('a part of the list is reached from its contents', async ({ page, open }) => {
  await open('/privacy/collected', loggedIn());
  await page.getByRole('navigation', { name: '清单目录' }).getByRole('link', { name: '服务器必然收到的' }).click();
  await expect(page.locator('#group-inevitable')).toBeFocused();
  await expect(page.locator('#group-inevitable')).toBeInViewport();
});

test('whoever locks leaves nothing of what there is on the screen', async ({ page, open }) => {
  await open('/privacy/collected', loggedIn());
  await expect(page.getByTestId('held-address')).toBeVisible();
  await page.getByTestId('lock-now').click();
  await page.getByTestId('lock-ask-confirm').click();
  await expect(page.getByTestId('collected-closed')).toBeVisible();
  await expect(page.getByTestId('held-address')).toHaveCount(0);
});

test('the list of what is shared names the platform alone for the client itself', async ({ page, open }) => {
  await open('/privacy/shared');
  const screen = page.getByTestId('shared');
  await expect(screen).toContainText('只连接平台');
  await expect(screen).toContainText('platform.example');
  await expect(page.getByTestId('shared-messages')).toContainText('受委托发送短信、邮件和信函的单位');
  await expect(page.getByTestId('shared-messages')).toContainText('政策没有写明');
  await expect(page.getByTestId('service-测试 SDK')).toContainText('本客户端没有');
});

test('what left is shown by day, newest first, in kinds and never in values', async ({ page, open }) => {
  await open('/privacy/sent', loggedIn());
  await expect(page.locator('section h2')).toHaveText(['2026年11月24日', '2026年11月23日']);
  const push = page.getByTestId('sent-push');
  await expect(push).toContainText('提交修改和决定');
  await expect(push).toContainText('联系地址和邮政编码');
  await expect(push).toContainText('10:05，1 次');
  await expect(page.getByTestId('sent-changes')).toContainText('09:30 至 10:05，14 次');
  await expect(page.getByTestId('sent-authorize')).toContainText('发给 login.example');
  await expect(page.getByTestId('sent-articles')).toContainText('没有您的信息');
  await expect(page.getByTestId('sent-articles')).toContainText('登录以前，不保存');
  await expect(page.getByTestId('sent-kept')).toContainText('500 行、180 天');
});

test('earlier days come on request', async ({ page, open }) => {
  await open('/privacy/sent', registryScreens.find(({ name }) => name === 'sent-older')!.change);
  await expect(page.locator('section h2')).toHaveCount(7);
  await page.getByTestId('sent-older').click();
  await expect(page.locator('section h2')).toHaveCount(9);
  await expect(page.getByTestId('sent-older')).toHaveCount(0);
});

test('that it cannot be kept is said, and the list is there all the same', async ({ page, open }) => {
  await open('/privacy/sent', registryScreens.find(({ name }) => name === 'sent-trouble')!.change);
  await expect(page.getByTestId('sent-trouble')).toContainText('磁盘满了');
  await expect(page.getByTestId('sent-kept')).toContainText('关闭窗口');
  await expect(page.getByTestId('sent-push')).toBeVisible();
});

test('without a log-in the record is empty and says that nothing is kept', async ({ page, open }) => {
  await open('/privacy/sent', { sent: { ...sent, days: [] } });
  await expect(page.getByTestId('sent-empty')).toBeVisible();
  await expect(page.getByTestId('sent-kept')).toContainText('您还没有登录');
});

test('all three are two presses from every place', async ({ page, open }) => {
  for (const [way, title] of [
    ['open-collected', '收集清单'],
    ['open-shared', '共享清单'],
    ['open-sent', '发送记录'],
  ] as const) {
    await open('/', loggedIn());
    await page.getByTestId('nav-privacy').click();
    await page.getByTestId(way).click();
    await expect(page.locator('h1')).toHaveText(title);
  }
});

// The rest is tried on every screen in the matrix of the person's screens.
for (const { name, path, change } of registryScreens.filter(({ name }) => ['collected', 'shared', 'sent', 'sent-trouble'].includes(name))) {
  for (const { name: look, appearance } of looks) {
    test(`${name}: ${look}`, async ({ page, open }) => {
      await open(path, { ...change, appearance });
      await page.locator('section h2').first().waitFor();
      await fit(page, appearance);
    });
  }
}

for (const { name, path, change } of registryScreens.filter(({ name }) => ['collected', 'shared', 'sent'].includes(name))) {
  for (const language of ['zh-CN', 'en'] as const) {
    for (const [size, width, height, appearance] of [
      ['900×600, elder', 900, 600, { elder: true }],
      ['320, elder, largest text', 320, 640, { elder: true, text_size: 'largest' }],
    ] as const) {
      test(`${name} fits: ${language}, ${size}`, async ({ page, open }) => {
        await page.setViewportSize({ width, height });
        await open(path, { ...change, appearance: { ...appearance, language } });
        await page.locator('section h2').first().waitFor();
        await fit(page, { ...appearance, language });
      });
    }
  }
}
