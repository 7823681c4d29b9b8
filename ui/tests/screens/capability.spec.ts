import type { Openness } from '../../src/lib/bindings';
import { capabilities } from '../fake/consents';
import { loggedIn } from '../fake/person';
import type { Change } from '../fake/scenario';
import { failure } from '../fake/world';
import { capabilityScreens } from './capability-screens';
import { callsOf, expect, test } from './fixture';

const all = (openness: Openness): Change => ({ capabilities: capabilities.map((one) => ({ ...one, openness })) });

const ways = [
  { from: '/halls', link: 'open-near', path: '/halls/near', title: '按位置找大厅', item: 'hall-location' },
  { from: '/help', link: 'help-video', path: '/help/video', title: '视频咨询', item: 'video-call' },
  { from: '/mine', link: 'open-code', path: '/mine/code', title: '个人二维码', item: 'personal-qr-code' },
];

for (const { from, link, path, title, item } of ways) {
  test.describe(title, () => {
    test('is found where one looks for it, with the keyboard, and leads back', async ({ page, open }) => {
      await open(from, loggedIn());
      await page.getByTestId(link).focus();
      await page.keyboard.press('Enter');
      await expect(page.locator('h1')).toHaveText(title);
      await expect(page.locator('h1')).toBeFocused();
      await expect(page).toHaveURL(new RegExp(`${path}$`));
      await page.getByTestId('back').press('Enter');
      await expect(page).toHaveURL(new RegExp(`${from}$`));
    });

    test('says that it is not open, who says so and when, and what to do instead', async ({ page, open }) => {
      await open(path, loggedIn());
      const openness = page.getByTestId('openness');
      await expect(openness).toHaveAttribute('data-kind', 'not_open');
      await expect(openness).toContainText('尚未开放');
      await expect(openness).toContainText('平台还没有这项功能（2026年11月24日 09:30 问到的）');
      const instead = page.getByTestId('instead');
      await expect(instead.getByTestId('instead-halls')).toBeVisible();
      if (item === 'video-call') await expect(instead.getByTestId('service-phones').getByRole('listitem')).toHaveCount(2);
      // Nothing here asks for a consent: it is read here, and decided in the privacy centre.
      await expect(page.locator('main').getByRole('radio')).toHaveCount(0);
      await expect(page.getByTestId('capability-consent')).toContainText('现在这台电脑什么也不取。');
      expect((await callsOf(page)).filter(({ command }) => command === 'consent_decide_item')).toEqual([]);
    });

    test('says what it would take, and leads to the consent', async ({ page, open }) => {
      await open(path, loggedIn());
      const consent = page.getByTestId('capability-consent');
      await expect(consent.locator('dt').first()).toHaveText('用到的信息');
      await expect(consent.locator('dd').first()).not.toBeEmpty();
      await page.getByTestId('open-item').click();
      await expect(page.getByTestId(`item-${item}`)).toBeFocused();
      await expect(page.getByTestId(`hint-${item}`)).toContainText('尚未开放');
    });

    test('does not claim to know before the platform was asked, and can ask', async ({ page, open }) => {
      await open(path, loggedIn(all({ kind: 'unknown' })));
      const openness = page.getByTestId('openness');
      await expect(openness).toContainText('尚不知道是否开放');
      await page.evaluate((capabilities) => {
        window.__FAKE__!.world.scenario.capabilities = capabilities;
      }, capabilities);
      await page.getByTestId('openness-again').click();
      await expect(openness).toContainText('尚未开放');
      await expect(page.getByTestId('openness-again')).toHaveCount(0);
    });

    test('says so where the platform has it and this version does not', async ({ page, open }) => {
      await open(path, loggedIn(all({ kind: 'unsupported', asked_at: '2026-11-24T01:30:00Z' })));
      await expect(page.getByTestId('openness')).toContainText('平台已开放，本版本的客户端还不支持');
    });
  });
}

test('where the person stands is shown to them alone', async ({ page, open }) => {
  await open('/mine/code', loggedIn());
  await expect(page.getByTestId('capability-standing')).toContainText('您同意了，2026年11月20日');
  await page.evaluate(() => window.__FAKE__!.world.lock('person'));
  await expect(page.getByTestId('capability-standing')).toHaveText('打开您的资料以后，才能看到您的决定。');
});

test('a policy without the purpose has nothing to agree to', async ({ page, open }) => {
  const { purposes } = await import('../fake/consents');
  await open('/help/video', loggedIn({ purposes: { ...purposes, purposes: [] } }));
  await expect(page.getByTestId('capability-no-purpose')).toContainText('不会取任何信息');
});

test('what cannot be read is said, and the rest stands', async ({ page, open }) => {
  await open('/halls/near', loggedIn({ failures: { capabilities: failure('internal') } }));
  await expect(page.getByTestId('failure')).toBeVisible();
  await expect(page.getByTestId('instead')).toBeVisible();
});

test('every one of its screens is in the lists of screens', () => {
  expect(new Set(capabilityScreens.map(({ path }) => path))).toEqual(new Set(ways.map(({ path }) => path)));
});
