import type { Page } from '@playwright/test';

import type { ItemDecisionInput } from '../../src/lib/bindings';
import { purposes } from '../fake/consents';
import { HASH } from '../fake/hash';
import { loggedIn } from '../fake/person';
import { account, failure } from '../fake/world';
import { callsOf, expect, test } from './fixture';
import { fit } from './looks';
import { verify } from './guardian-screens';
import { privacyScreens } from './privacy-screens';

const decisions = async (page: Page) =>
  (await callsOf(page)).filter(({ command }) => command === 'consent_decide_item').map(({ args }) => args.decision as ItemDecisionInput);

const undecided = ['not_asked', 'lapsed', 'asked_again'];
const items = purposes.purposes.flatMap(({ items }) => items);

/** How a choice looks: its box, and every colour of it and of its circle. */
const look = (page: Page, testid: string) =>
  page.getByTestId(testid).evaluate((input) => {
    const label = input.closest('label')!;
    const { width, height } = label.getBoundingClientRect();
    const colours = [label, input, label.querySelector('span')!].map((part) => {
      const style = getComputedStyle(part);
      return [style.color, style.backgroundColor, style.borderColor, style.boxShadow, style.fontWeight, style.fontSize, style.opacity];
    });
    return { width: Math.round(width), height: Math.round(height), colours };
  });

for (const [who, change] of [
  ['who is logged in', loggedIn()],
  ['nobody logged in', {}],
] as const) {
  test(`the whole policy is gone back on and taken up with one press each: ${who}`, async ({ page, open }) => {
    await open('/policy', change);
    await page.getByTestId('policy-decide').click();
    await expect(page.getByRole('heading', { level: 2 }).first()).toHaveText('整份隐私政策');
    await expect(page.locator('#whole-policy')).toBeFocused();
    await expect(page.getByTestId('agree-terms')).toBeChecked();
    await expect(page.getByTestId('whole-effect')).toContainText('不同意：');
    const agreed = await look(page, 'agree-terms');
    const not = await look(page, 'refuse-terms');
    await page.getByTestId('refuse-terms').click();
    await expect(page.getByTestId('whole-standing')).toHaveText('您没有同意，或已撤回同意');
    await expect(page.getByTestId('whole-told')).toContainText('您撤回了对“隐私政策”的同意');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    // Chosen or not, the one looks as the other does.
    await page.mouse.move(0, 0);
    expect(await look(page, 'refuse-terms')).toMatchObject({ width: agreed.width, height: agreed.height });
    expect(await look(page, 'agree-terms')).toMatchObject({ width: not.width, height: not.height });
    expect((await look(page, 'refuse-terms')).colours[2]).toEqual(agreed.colours[2]);
    // Who comes back within the same sitting has said their age already.
    await page.getByTestId('whole-read').click();
    await expect(page.locator('h1')).toHaveText('隐私政策');
    await page.goBack();
    await page.getByTestId('agree-terms').click();
    await expect(page.getByTestId('whole-standing')).toHaveText('您同意了');
    const made = (await callsOf(page)).filter(({ command }) => command === 'consent_decide');
    expect(made.map(({ args }) => args.decision)).toMatchObject([
      { choice: 'browse_only', age_band: null },
      { choice: 'agree', age_band: 'adult' },
    ]);
  });
}

test('whoever never said their age is asked for it with the whole policy, and nothing is recorded before', async ({ page, open }) => {
  await open('/privacy/purposes', { choice: 'browse_only', ageBand: null });
  await page.getByTestId('agree-terms').click();
  await expect(page.locator('#age-error')).toContainText('请选择您的年龄范围');
  await expect(page.getByTestId('refuse-terms')).toBeChecked();
  expect((await callsOf(page)).some(({ command }) => command === 'consent_decide')).toBe(false);
  await page.getByTestId('age-adult').check();
  await page.getByTestId('agree-terms').click();
  await expect(page.getByTestId('whole-standing')).toHaveText('您同意了');
});

test('whose details are locked does not find the whole policy decided for them', async ({ page, open }) => {
  const locked = { kind: 'locked', way: 'pin', cause: 'person', free_tries: 4, wait_seconds: 0 } as const;
  await open('/privacy/purposes', { session: locked });
  await expect(page.getByTestId('whole-policy')).toBeVisible();
  await expect(page.getByTestId('agree-terms')).toHaveCount(0);
});

test.describe('the two choices', () => {
  for (const appearance of [{}, { mode: 'dark', elder: true, language: 'en' }, { contrast: 'high' }] as const) {
    test(`are alike before a choice, and none is made: ${JSON.stringify(appearance)}`, async ({ page, open }) => {
      await open('/privacy/purposes', loggedIn({ appearance }));
      await page.getByTestId('item-notify-sms').waitFor();
      const open_ = items.filter(({ standing }) => undecided.includes(standing));
      expect(open_.length).toBe(4);
      for (const { item } of open_) {
        await expect(page.getByTestId(`agree-${item}`)).not.toBeChecked();
        await expect(page.getByTestId(`refuse-${item}`)).not.toBeChecked();
        expect(await look(page, `agree-${item}`)).toEqual(await look(page, `refuse-${item}`));
      }
    });
  }

  test('are alike once one is chosen: agreeing looks as refusing does', async ({ page, open }) => {
    await open('/privacy/purposes', loggedIn());
    await page.getByTestId('item-notify-sms').waitFor();
    expect(await look(page, 'agree-notify-in-app')).toEqual(await look(page, 'refuse-notify-email'));
    expect(await look(page, 'refuse-notify-in-app')).toEqual(await look(page, 'agree-notify-email'));
  });

  test('give and withdraw with one press each, and nothing in between', async ({ page, open }) => {
    await open('/privacy/purposes', loggedIn());
    await page.getByTestId('agree-notify-sms').click();
    await expect(page.getByTestId('standing-notify-sms')).toContainText('您同意了');
    await page.getByTestId('refuse-notify-sms').click();
    await expect(page.getByTestId('standing-notify-sms')).toContainText('您撤回了同意');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    const made = await decisions(page);
    expect(made.map(({ allow }) => allow)).toEqual([true, false]);
    expect(made[0]).toEqual({
      item: 'notify-sms',
      allow: true,
      by_guardian: false,
      text_hash: HASH,
      served_id: purposes.served_id,
      trigger: 'privacy_centre',
      presentation: 'purposes',
      language: 'zh-CN',
    });
  });

  test('are reached and made with the keyboard alone', async ({ page, open }) => {
    await open('/privacy/purposes', loggedIn());
    const sms = page.getByTestId('agree-notify-sms');
    await sms.waitFor();
    const focused = () => page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.testid ?? '');
    for (let step = 0; step < 60 && (await focused()) !== 'agree-notify-sms'; step++) await page.keyboard.press('Tab');
    expect(await focused()).toBe('agree-notify-sms');
    expect(await decisions(page)).toEqual([]);
    await page.keyboard.press('Space');
    await expect(page.getByTestId('standing-notify-sms')).toContainText('您同意了');
    await expect(sms).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await expect(page.getByTestId('standing-notify-sms')).toContainText('您撤回了同意');
    await expect(page.getByTestId('refuse-notify-sms')).toBeFocused();
  });
});

test('what comes of a decision is read aloud', async ({ page, open }) => {
  await open('/privacy/purposes', loggedIn());
  const told = page.getByTestId('told');
  await page.getByTestId('refuse-notify-system').click();
  await expect(told).toHaveText('已关闭桌面提醒');
  await page.getByTestId('agree-notify-system').click();
  await expect(told).toHaveText('已打开桌面提醒');
  await page.getByTestId('refuse-usage-statistics').click();
  await expect(told).toHaveText('已关闭使用统计');
});

test('a purpose without a choice says why, in the words of the operator', async ({ page, open }) => {
  await open('/privacy/purposes', loggedIn());
  await expect(page.getByTestId('purpose-provide-service-necessity')).toHaveText(
    '为什么不能拒绝：没有这些内容，就办不成您提出的事项，也没法告诉您结果。',
  );
  // The clause that says it is one press away.
  await expect(page.getByTestId('purpose-provide-service').getByRole('link', { name: '看政策原文' }).first()).toBeVisible();
  await expect(page.getByTestId('purpose-legal-duty-necessity')).toHaveText('运营单位没有写明为什么不能拒绝。');
  await expect(page.locator('[data-testid$="-necessity"]')).toHaveCount(2);
});

test('what is not open is said by the platform, which is asked', async ({ page, open }) => {
  await open('/privacy/purposes', loggedIn());
  await expect(page.getByTestId('hint-hall-location')).toContainText('尚未开放：平台还没有这项功能');
  await expect(page.getByTestId('hint-notify-sms')).not.toContainText('尚未开放');
  expect((await callsOf(page)).map(({ command }) => command)).toContain('capabilities');
  await page.getByTestId('agree-hall-location').click();
  await expect(page.getByTestId('told')).toHaveText('已记下，您同意“按位置找服务大厅”');
});

test('where nothing is kept on the computer, agreeing is not called on before the platform has it', async ({ page, open }) => {
  const session = { kind: 'signed_in', ...account, keeping: { tier: 'memory', reason: null, unopened: null } } as const;
  await open('/privacy/purposes', loggedIn({ session }));
  await page.getByTestId('agree-notify-sms').click();
  await expect(page.getByTestId('told')).toHaveText('已记下您同意短信通知，平台收到后打开');
  await expect(page.getByTestId('delivery-notify-sms')).toHaveText('还没有告诉平台，关闭窗口就没有了');
});

test('a decision that was not taken is not shown as made', async ({ page, open }) => {
  await open('/privacy/purposes', loggedIn({ failures: { consent_decide_item: failure('disk-full') } }));
  await page.getByTestId('refuse-notify-in-app').click();
  await expect(page.getByTestId('item-notify-in-app').getByTestId('failure')).toContainText('磁盘满了');
  await expect(page.getByTestId('agree-notify-in-app')).toBeChecked();
  await expect(page.getByTestId('refuse-notify-in-app')).not.toBeChecked();
});

test('a policy that has changed is read anew, and that is said', async ({ page, open }) => {
  await open('/privacy/purposes', loggedIn());
  await page.getByTestId('item-notify-sms').waitFor();
  await page.evaluate(() => {
    const { scenario } = window.__FAKE__!.world;
    scenario.purposes = { ...scenario.purposes, version: '2', text_hash: 'f'.repeat(64) };
  });
  await page.getByTestId('agree-notify-sms').click();
  await expect(page.getByTestId('failure')).toContainText('隐私政策刚刚有更新');
  await expect(page.getByTestId('failure')).toBeInViewport();
  await expect(page.getByText('按隐私政策 2 版')).toBeVisible();
  await expect(page.getByTestId('agree-notify-sms')).not.toBeChecked();
  await page.getByTestId('agree-notify-sms').click();
  await expect(page.getByTestId('standing-notify-sms')).toContainText('您同意了');
  await expect(page.getByTestId('failure')).toHaveCount(0);
});

test('for a minor a guardian agrees; refusing needs nobody', async ({ page, open }) => {
  await open('/privacy/purposes', loggedIn({ purposes: { ...purposes, needs_guardian: true } }));
  await page.getByTestId('agree-notify-sms').click();
  await expect(page.locator('#item-notify-sms-choice-error')).toContainText('请监护人先用自己的手机验证');
  await expect(page.getByTestId('told')).toHaveText('同意要由监护人来决定');
  await expect(page.getByTestId('agree-notify-sms')).not.toBeChecked();
  await page.getByTestId('guardian-begin').click();
  await verify(page);
  await expect(page.getByTestId('guardian-there')).toContainText('10 分钟内');
  await page.getByTestId('agree-notify-sms').click();
  await expect(page.getByTestId('standing-notify-sms')).toContainText('您同意了');
  await page.getByTestId('guardian-leave').click();
  await page.getByTestId('refuse-notify-in-app').click();
  await expect(page.getByTestId('standing-notify-in-app')).toContainText('您撤回了同意');
  expect((await decisions(page)).map(({ allow, by_guardian }) => [allow, by_guardian])).toEqual([
    [true, false],
    [true, true],
    [false, false],
  ]);
});

test('sensitive data say why they are needed and what it means', async ({ page, open }) => {
  const sensitive = purposes.purposes.filter(({ sensitive, third_party }) => sensitive && third_party === null);
  expect(sensitive.map(({ id }) => id)).toContain('identity-check');
  await open('/privacy/purposes', loggedIn());
  for (const { id, impact } of sensitive) {
    expect(impact).not.toBe('');
    await expect(page.getByTestId(`purpose-${id}`).getByRole('definition').filter({ hasText: impact })).toBeVisible();
  }
  await open('/mine/id_document', loggedIn());
  const { impact } = sensitive.find(({ id }) => id === 'identity-check')!;
  await expect(page.getByTestId('purpose-identity-check').getByRole('definition').filter({ hasText: impact })).toBeVisible();
});

test('what cannot be refused says why and has no choice; what only the phone has is not collected', async ({ page, open }) => {
  await open('/privacy/purposes', loggedIn());
  const contract = page.getByTestId('purpose-provide-service');
  await expect(contract).toContainText('办您要办的事离不开它');
  await expect(page.getByTestId('purpose-legal-duty')).toContainText('这是法律要求的');
  await expect(page.getByTestId('purpose-service-push')).toContainText('桌面端没有这项服务，不收集。');
  await expect(page.getByTestId('purpose-service-push')).toContainText('MAC地址');
  for (const id of ['provide-service', 'legal-duty', 'service-push']) {
    await expect(page.getByTestId(`purpose-${id}`).getByRole('radio')).toHaveCount(0);
  }
  const titles = await page.locator('section h2').allTextContents();
  expect(titles).toEqual(['整份隐私政策', ...purposes.purposes.map(({ title }) => title)]);
});

test('a purpose leads to its clause in the policy, and the policy to the privacy centre', async ({ page, open }) => {
  await open('/privacy/purposes', loggedIn());
  await page.getByTestId('purpose-provide-service').getByRole('link').first().click();
  await expect(page).toHaveURL(/\/policy#s1\.c1\.i1$/);
  const clause = page.locator('[id="s1.c1.i1"]');
  await expect(clause).toBeFocused();
  await expect(clause).toBeInViewport();
  await page.getByTestId('purposes-of-s2.p1').getByRole('link').click();
  await expect(page.locator('#purpose-provide-service-title')).toBeFocused();
  await page.goBack();
  await page.getByTestId('back').click();
  await expect(page.locator('h1')).toHaveText('隐私中心');
});

test('a clause is called by its number in the text, where the text is at hand', async ({ page, open }) => {
  await open('/privacy/purposes', loggedIn());
  const links = page.getByTestId('purpose-provide-service').getByRole('link');
  await expect(links).toHaveText(['看政策原文（一、1、⑴）', '看政策原文（二）']);
});

test('a clause is counted where the text is not at hand', async ({ page, open }) => {
  await open('/privacy/purposes', loggedIn({ failures: { policy_current: failure('policy-bundle-unreadable') } }));
  const links = page.getByTestId('purpose-provide-service').getByRole('link');
  await expect(links).toHaveText(['看政策原文（第 1 处）', '看政策原文（第 2 处）']);
});

test('an address may lead to one thing to decide', async ({ page, open }) => {
  await open('/privacy/purposes#item-notify-post', loggedIn());
  await expect(page.getByTestId('item-notify-post')).toBeFocused();
  await expect(page.getByTestId('item-notify-post')).toBeInViewport();
});

test('a decision on another computer is read anew, with focus where it was', async ({ page, open }) => {
  await open('/privacy/purposes', loggedIn());
  await page.getByTestId('agree-notify-sms').focus();
  await page.evaluate(() => {
    const { world, emit } = window.__FAKE__!;
    const { purposes } = world.scenario;
    const items = (all: (typeof purposes.purposes)[number]['items']) =>
      all.map((item) => (item.item === 'notify-post' ? { ...item, standing: 'given' as const, delivery: { kind: 'countersigned' as const, position: 9 } } : item));
    world.scenario.purposes = { ...purposes, purposes: purposes.purposes.map((one) => ({ ...one, items: items(one.items) })) };
    emit({ kind: 'decided' });
  });
  await expect(page.getByTestId('delivery-notify-post')).toHaveText('平台已收到');
  await expect(page.getByTestId('agree-notify-sms')).toBeFocused();
});

test('whoever locks leaves nothing of what they decided on the screen', async ({ page, open }) => {
  await open('/privacy/purposes', loggedIn());
  await expect(page.getByTestId('standing-notify-in-app')).toBeVisible();
  await page.getByTestId('lock-now').click();
  await page.getByTestId('lock-ask-confirm').click();
  await expect(page.getByTestId('closed')).toContainText('请先解锁');
  await expect(page.getByRole('radio')).toHaveCount(0);
  await expect(page.getByText('您同意了')).toHaveCount(0);
});

test('without a login everything is readable, and one line leads to the login and back', async ({ page, open }) => {
  await open('/privacy/purposes');
  await expect(page.getByTestId('closed')).toContainText('您还没有登录');
  await expect(page.getByTestId('closed-way')).toHaveAttribute('href', '/login?back=%2Fprivacy%2Fpurposes');
  await expect(page.getByTestId('purpose-messages')).toContainText('受委托发送短信、邮件和信函的单位');
  await expect(page.locator('[data-testid^="item-"]').getByRole('radio')).toHaveCount(0);
});

test.describe('receipts', () => {
  test('are newest first, each with who, when and its number', async ({ page, open }) => {
    await open('/privacy/receipts', loggedIn());
    const rows = page.locator('[data-testid^="receipt-r"]');
    await expect(rows).toHaveCount(5);
    await expect(rows.first()).toContainText('同意：桌面提醒');
    await expect(rows.nth(2)).toContainText('撤回同意：邮件通知');
    await expect(rows.nth(2)).toContainText('平台签收时间：2026年11月20日 10:00');
    await expect(rows.last()).toContainText('监护人');
    await expect(page.getByTestId('proof')).toContainText('每一条的签名和顺序都对得上');
    await expect(rows.first().getByText(HASH)).toBeHidden();
    await rows.first().locator('summary').click();
    await expect(rows.first().getByText(HASH)).toBeVisible();
  });

  test('are saved, and the screen says where and whether the platform was asked', async ({ page, open }) => {
    await open('/privacy/receipts', loggedIn());
    // Where there is no folder of downloads the file is elsewhere: the button does not promise one.
    await expect(page.getByTestId('receipts-save')).toHaveText('保存为文件');
    await expect(page.locator('#receipts-use')).toContainText('没有这个文件夹的存到个人文件夹');
    await page.getByTestId('receipts-save').click();
    const saved = page.getByTestId('receipts-saved');
    await expect(saved).toContainText('已保存 5 份回执');
    await expect(saved).toContainText('/home/test/Downloads/');
    await expect(saved).toContainText('平台已确认没有遗漏');
    await page.evaluate(() => {
      window.__FAKE__!.world.scenario.sync = {
        state: { kind: 'offline', code: 'offline', next_try: '2026-11-24T02:15:00Z' },
        waiting: 0,
        needs_you: 0,
        last_contact: null,
      };
    });
    await page.getByTestId('receipts-save').click();
    await expect(saved).toContainText('看不出有没有遗漏');
  });

  test('are saved alone, or with all that an auditor needs', async ({ page, open }) => {
    await open('/privacy/receipts', loggedIn());
    const choices = page.getByRole('group', { name: '保存什么' });
    await expect(choices.getByRole('radio', { name: '只要回执' })).toBeChecked();
    await choices.getByRole('radio', { name: '只要回执' }).focus();
    await page.keyboard.press('ArrowDown');
    await expect(choices.getByRole('radio', { name: '全套核查材料' })).toBeChecked();
    await page.getByTestId('receipts-save').click();
    const saved = page.getByTestId('receipts-saved');
    await expect(saved).toContainText('5 份回执、2 份隐私政策');
    await expect(saved).toContainText('盛事通-审计材料');
    // What was saved is not what is chosen now.
    await choices.getByRole('radio', { name: '只要回执' }).check();
    await expect(saved).toHaveCount(0);
  });

  test('whose countersignature could not be verified are not said to have one, nor to be complete', async ({ page, open }) => {
    await open('/privacy/receipts', privacyScreens.find(({ name }) => name === 'receipts-unpinned')!.change);
    await expect(page.getByTestId('proof')).toContainText('只核对了本机的签名');
    const rows = page.locator('[data-testid^="receipt-r"]');
    await expect(rows.getByText('平台称已签收（未核对）')).not.toHaveCount(0);
    await expect(rows.getByText(/^平台已签收/)).toHaveCount(0);
    await expect(rows.locator('.badge.success')).toHaveCount(0);
    await page.getByTestId('receipts-save').click();
    await expect(page.getByTestId('receipts-saved')).toContainText('看不出有没有遗漏');
    await expect(page.getByTestId('receipts-saved')).not.toContainText('平台已确认');
  });

  test('that do not hold are said to be, at the one that does not', async ({ page, open }) => {
    await open('/privacy/receipts', privacyScreens.find(({ name }) => name === 'receipts-broken')!.change);
    await expect(page.getByTestId('proof')).toContainText('第 4 条对不上');
    await expect(page.getByTestId('receipt-r4')).toContainText('第 4 条对不上');
    await expect(page.getByTestId('receipt-r3')).not.toContainText('对不上');
  });
});

test('the privacy centre is within two presses of every place', async ({ page, open }) => {
  await open('/', loggedIn());
  for (const place of ['nav-home', 'nav-mine', 'nav-inbox', 'nav-settings', 'nav-help']) {
    await page.getByTestId(place).click();
    await page.getByTestId('nav-privacy').click();
    await page.getByTestId('open-purposes').click();
    await expect(page.locator('h1')).toHaveText('用途与同意');
  }
  for (const place of ['nav-mine', 'nav-settings']) {
    await page.getByTestId(place).click();
    await page.getByTestId('open-privacy').click();
    await expect(page.locator('h1')).toHaveText('隐私中心');
  }
});

// What the screens of the matrix do not try: both languages in elder mode, in the smallest window and narrow.
for (const { name, path, change, act } of privacyScreens.filter(({ name }) => ['purposes', 'purposes-guardian', 'receipts-saved', 'receipts-saved-audit', 'privacy', 'not-collected'].includes(name))) {
  for (const language of ['zh-CN', 'en']) {
    for (const [size, width, height, appearance] of [
      ['900×600', 900, 600, {}],
      ['900×600, elder', 900, 600, { elder: true }],
      ['320, elder, largest text', 320, 640, { elder: true, text_size: 'largest' }],
    ] as const) {
      test(`${name} fits: ${language}, ${size}`, async ({ page, open }) => {
        await page.setViewportSize({ width, height });
        await open(path, { ...change, appearance: { ...appearance, language } });
        await act?.(page);
        await fit(page, appearance);
      });
    }
  }
}
