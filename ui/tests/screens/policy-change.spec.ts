import type { Page } from '@playwright/test';

import type { ChangeAnswerInput, ItemDecisionInput } from '../../src/lib/bindings';
import { change, changed, clauses, one, terms, two } from '../fake/changes';
import { purposes } from '../fake/consents';
import { failure } from '../fake/world';
import { callsOf, expect, test } from './fixture';
import { fit } from './looks';
import { COMPARE, policyScreens } from './policy-screens';

const answers = async (page: Page) =>
  (await callsOf(page)).filter(({ command }) => command === 'policy_answer_change').map(({ args }) => args.answer as ChangeAnswerInput);

/** What is seen of a button. */
const look = (page: Page, testid: string) =>
  page.getByTestId(testid).evaluate((button) => {
    const { width, height } = button.getBoundingClientRect();
    const style = getComputedStyle(button);
    const seen = [style.color, style.backgroundColor, style.borderColor, style.boxShadow, style.fontWeight, style.fontSize, style.opacity];
    return { width: Math.round(width), height: Math.round(height), seen };
  });

test.describe('that the policy has changed', () => {
  test('is told calmly where only words changed, and once noted never again', async ({ page, open }) => {
    await open('/', changed('wording'));
    const notice = page.getByTestId('newer-policy');
    await expect(notice).toContainText('隐私政策有文字修订');
    await expect(notice).toHaveClass(/info/);
    await page.getByTestId('newer-note').click();
    await expect(notice).toHaveCount(0);
    await expect(page.getByTestId('newer-told')).toHaveText('已记下，您已知晓 2 版的修订');
    await expect(page.locator('h1')).toBeFocused();
    expect(await answers(page)).toEqual([{ answer: 'noted', version: two, by_guardian: false }]);

    for (const place of ['nav-help', 'nav-home', 'nav-privacy']) {
      await page.getByTestId(place).click();
      await expect(notice).toHaveCount(0);
    }
    await page.getByTestId('open-policy').click();
    await expect(page.getByTestId('newer-answered')).toContainText('您已知晓 2 版的修订');
    await page.getByTestId('newer-again').click();
    await expect(page.locator('h1')).toHaveText('隐私政策改了什么');
    await expect(page.getByTestId('change-note')).toHaveCount(0);
  });

  test('says how much is to be chosen anew, and that it is off', async ({ page, open }) => {
    await open('/', changed('purposes', { items: 3 }));
    const notice = page.getByTestId('newer-policy');
    await expect(notice).toContainText('您同意过的 3 项要重新选择');
    await expect(notice).toContainText('选择之前，这些功能已停用');
    await expect(page.getByTestId('newer-note')).toHaveCount(0);
    await page.getByTestId('newer-see').click();
    await expect(page).toHaveURL(/\/policy\/change$/);
  });

  test('is urgent where the whole is asked again, on three screens, and once declined on none but the policy', async ({ page, open }) => {
    await open('/', changed('terms'));
    const notice = page.getByTestId('newer-policy');
    await expect(notice).toContainText('隐私政策有重要变更，请您重新确认');
    await expect(page.getByTestId('newer-note')).toHaveCount(0);
    await page.getByTestId('nav-privacy').click();
    await expect(notice).toBeVisible();
    await page.getByTestId('open-policy').click();
    await expect(notice).toBeVisible();
    await page.getByTestId('newer-see').click();
    await page.getByTestId('change-decline').click();
    await expect(page.getByTestId('change-told')).toContainText('没有接受 2 版的变更');
    await page.getByTestId('change-policy').click();
    await expect(notice).toHaveCount(0);
    await expect(page.getByTestId('newer-answered')).toContainText('您仍可查阅、导出、更正、撤回和注销');
    await page.getByTestId('nav-home').click();
    await expect(notice).toHaveCount(0);
    await expect(page.getByTestId('newer-answered')).toHaveCount(0);
  });

  test('leads whoever only browses back to the question, and only where it is more than words', async ({ page, open }) => {
    const browsing = { choice: 'browse_only', session: { kind: 'signed_out' }, profile: null, inbox: null } as const;
    await open('/', changed('terms', {}, browsing));
    await expect(page.getByTestId('newer-policy').getByTestId('open-consent')).toHaveAttribute('href', '/consent');
    await expect(page.getByTestId('browse-only-banner')).toHaveCount(0);
    await page.evaluate(() => {
      const { world, emit } = window.__FAKE__!;
      world.scenario.newer = { ...world.scenario.newer!, materiality: 'wording', terms: false, items: 0 };
      emit({ kind: 'consent', view: world.consent });
    });
    await expect(page.getByTestId('newer-policy')).toHaveCount(0);
    await expect(page.getByTestId('browse-only-banner')).toBeVisible();
  });

  test('is not told to whoever went back on the whole policy', async ({ page, open }) => {
    await open('/', changed('terms', {}, { person: 'closed' }));
    await expect(page.getByTestId('closed-banner')).toBeVisible();
    await expect(page.getByTestId('newer-policy')).toHaveCount(0);
    await page.getByTestId('nav-privacy').click();
    await expect(page.locator('h1')).toHaveText('隐私中心');
    await expect(page.getByTestId('newer-policy')).toHaveCount(0);
  });

  test('stays to be seen where the answer was not taken', async ({ page, open }) => {
    await open('/', changed('wording', {}, { failures: { policy_answer_change: failure('disk-full') } }));
    await page.getByTestId('newer-note').click();
    await expect(page.getByTestId('failure')).toContainText('磁盘满了');
    await expect(page.getByTestId('newer-policy')).toBeVisible();
  });
});

test.describe('what changed', () => {
  test('names both versions with their days, and what the operator says of it', async ({ page, open }) => {
    await open('/policy/change', changed('purposes'));
    await expect(page.locator('header .lead')).toHaveText('从 1 版（2026年11月1日起生效） 到 2 版（2026年12月1日起生效）');
    await expect(page.getByTestId('change-notes')).toContainText(change.notes[0]!.summary);
    await expect(page.getByTestId('change-notes')).toContainText(change.notes[0]!.for_me);
    await expect(page.getByTestId('changed-identity-check')).toContainText('多交给一方：审计单位');
    await expect(page.getByTestId('changed-identity-check')).toContainText('写明它的条文改了（二、1、⑶）');
    await expect(page.getByTestId('changed-provide-service')).toContainText('不用您选择');
    await expect(page.getByTestId('change-materiality')).toHaveText('有实质变更');
    await expect(page.getByTestId('change-reasons')).toHaveCount(0);
  });

  test('names what concerns the policy as a whole', async ({ page, open }) => {
    await open('/policy/change', changed('terms'));
    await expect(page.getByTestId('change-reasons').getByRole('listitem')).toHaveText([
      '处理您信息的单位改为：测试运营中心',
      '正文有一条改了，看不出是否影响您（六）',
    ]);
  });

  test('has each changed clause once, in words, and no other', async ({ page, open }) => {
    await open('/policy/change', changed('purposes'));
    const shown = page.locator('[data-kind]');
    await expect(shown).toHaveCount(clauses.length);
    const ids = await shown.evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.testid));
    expect(new Set(ids).size).toBe(clauses.length);
    for (const [kind, words] of [['changed', '修改'], ['added', '新增'], ['moved', '移动'], ['removed', '删除']] as const) {
      await expect(page.locator(`[data-kind=${kind}] h3`)).toContainText(words);
    }
    // What has only another number is folded, behind the others.
    await expect(page.locator('[data-kind=renumbered]')).toBeHidden();
    await page.getByTestId('change-renumbered').locator('summary').click();
    await expect(page.locator('[data-kind=renumbered]')).toContainText('“四、1、⑵”改为“四、1、⑴”');
  });

  test('marks what went and what came by lines and words, not by colour alone', async ({ page, open }) => {
    await open('/policy/change', changed('purposes'));
    const edited = page.getByTestId('clause-s1.c1.i2');
    const line = (selector: string) => edited.locator(selector).first().evaluate((part) => getComputedStyle(part).textDecorationLine);
    expect(await line('del')).toBe('line-through');
    expect(await line('ins')).toBe('underline');
    await expect(edited.locator('del')).toHaveText('删去：必然（到此）');
    await expect(edited.locator('ins')).toHaveText(['新增：操作（到此）', '新增：和访问时间（到此）']);
    // Without the words that are only read aloud both texts are the operator's, to the character.
    const texts = await edited.locator('.text').evaluateAll((all) =>
      all.map((text) => {
        const copy = text.cloneNode(true) as HTMLElement;
        copy.querySelectorAll('.sr-only').forEach((word) => word.remove());
        return copy.textContent;
      }),
    );
    expect(texts).toEqual([clauses[0]!.before!.text, clauses[0]!.after!.text]);
  });

  test('leads from a clause into the text that has it', async ({ page, open }) => {
    await open('/policy/change', changed('purposes'));
    await page.getByTestId('clause-s2.c1.i3').getByRole('link').click();
    await expect(page).toHaveURL(/\/policy#s2\.c1\.i3$/);
    await expect(page.locator('[id="s2.c1.i3"]')).toBeFocused();
    await page.goBack();
    await page.getByTestId('clause-s6.p1').getByRole('link').click();
    await expect(page.getByTestId('policy-earlier')).toBeVisible();
    await expect(page.locator('[id="s6.p1"]')).toBeFocused();
  });

  test('asks nothing where two earlier versions are compared', async ({ page, open }) => {
    await open(COMPARE, policyScreens.find(({ name }) => name === 'change-past')!.change);
    await expect(page.locator('[data-kind=changed]')).toBeVisible();
    await expect(page.getByRole('radio')).toHaveCount(0);
    await expect(page.getByTestId('change-accept')).toHaveCount(0);
    const asked = (await callsOf(page)).find(({ command }) => command === 'policy_change')!;
    expect([asked.args.from, asked.args.to]).toEqual([one, two]);
  });

  test('of purposes alone, with the same text, is no less a change', async ({ page, open }) => {
    const to = { ...change.to, version: { ...two, text_hash: one.text_hash } };
    await open('/policy/change', changed('purposes', {}, { change: { ...change, to, clauses: [] } }));
    await expect(page.getByTestId('changed-identity-check')).toBeVisible();
    await expect(page.locator('#main')).toContainText('正文没有变化');
  });

  test('is nothing where the version in force was answered', async ({ page, open }) => {
    await open('/policy/change');
    await expect(page.getByTestId('change-none')).toContainText('您选择过的，就是现行的版本');
    await expect(page.getByTestId('change-note')).toHaveCount(0);
  });

  test('can be tried again where the platform was away, and the policy can be read meanwhile', async ({ page, open }) => {
    await open('/policy/change', changed('purposes', {}, { failures: { policy_change: failure('offline') } }));
    await expect(page.getByTestId('failure')).toContainText('连不上平台');
    await expect(page.locator('#main').getByRole('link', { name: '我选择过的版本' })).toBeVisible();
    await page.evaluate(() => (window.__FAKE__!.world.scenario.failures = {}));
    await page.getByRole('button', { name: '再试一次' }).click();
    await expect(page.getByTestId('change-clauses')).toBeVisible();
    await expect(page.getByTestId('failure')).toHaveCount(0);
  });
});

test.describe('what is asked again', () => {
  test('is not chosen for anybody, and is decided as a change of the policy', async ({ page, open }) => {
    await open('/policy/change', changed('purposes'));
    await expect(page.getByTestId('standing-sensitive-identity')).toContainText('请再决定一次');
    await expect(page.getByTestId('agree-sensitive-identity')).not.toBeChecked();
    await expect(page.getByTestId('refuse-sensitive-identity')).not.toBeChecked();
    await expect(page.locator('#main').getByRole('radio')).toHaveCount(2);
    await page.getByTestId('agree-sensitive-identity').click();
    await expect(page.getByTestId('standing-sensitive-identity')).toContainText('您同意了');
    await expect(page.getByTestId('told')).toHaveText('已打开用证件号码核对身份');
    const decided = (await callsOf(page)).filter(({ command }) => command === 'consent_decide_item');
    expect(decided.map(({ args }) => args.decision as ItemDecisionInput)).toEqual([
      {
        item: 'sensitive-identity',
        allow: true,
        by_guardian: false,
        text_hash: two.text_hash,
        served_id: change.served_id,
        trigger: 'policy_change',
        presentation: 'policy_change',
        language: 'zh-CN',
      },
    ]);
  });

  test('waits for whoever is not logged in, with the way to log in and back', async ({ page, open }) => {
    await open('/policy/change', policyScreens.find(({ name }) => name === 'change-signed-out')!.change);
    await expect(page.getByTestId('closed-way')).toHaveAttribute('href', '/login?back=%2Fpolicy%2Fchange');
    await expect(page.getByRole('radio')).toHaveCount(0);
    await expect(page.getByTestId('change-clauses')).toBeVisible();
  });

  test('leaves nothing of the person on the screen once it is locked', async ({ page, open }) => {
    await open('/policy/change', changed('purposes'));
    await expect(page.getByTestId('standing-sensitive-identity')).toBeVisible();
    await page.getByTestId('lock-now').click();
    await page.getByTestId('lock-ask-confirm').click();
    await expect(page.getByTestId('closed')).toContainText('请先解锁');
    await expect(page.getByTestId('standing-sensitive-identity')).toHaveCount(0);
  });
});

test('a purpose and a right that are gone are called by their names, and ask nothing', async ({ page, open }) => {
  const nothing = { purpose: null, right: null, clause: null, value: '' };
  const gone = {
    id: 'no-more',
    title: '寄送纪念品',
    refusable: false,
    reasons: [{ ...nothing, code: 'purpose_removed' as const, purpose: 'no-more' }],
    items: [],
  };
  const right = { ...nothing, code: 'right_removed' as const, right: 'object', value: '提出异议' };
  await open('/policy/change', changed('terms', {}, { change: { ...terms, reasons: [right], purposes: [...terms.purposes, gone] } }));
  const purpose = page.getByTestId('changed-no-more');
  await expect(purpose).toContainText('寄送纪念品');
  await expect(purpose).toContainText('这项用途取消了');
  await expect(purpose).not.toContainText('不能');
  await expect(page.getByTestId('change-reasons')).toContainText('您的一项权利没有了：提出异议');
});

test.describe('the answer to new terms', () => {
  for (const appearance of [{}, { mode: 'dark', elder: true, language: 'en' }, { contrast: 'high' }] as const) {
    test(`is as easy one way as the other: ${JSON.stringify(appearance)}`, async ({ page, open }) => {
      await open('/policy/change', changed('terms', {}, { appearance }));
      await page.getByTestId('change-accept').waitFor();
      expect(await look(page, 'change-accept')).toEqual(await look(page, 'change-decline'));
      expect(await answers(page)).toEqual([]);
    });
  }

  test('is said to be taken, and asked no second time', async ({ page, open }) => {
    await open('/policy/change', changed('terms'));
    await page.getByTestId('change-accept').click();
    const told = page.getByTestId('change-told');
    await expect(told).toContainText('已记下，您同意 2 版');
    await expect(page.getByRole('status').filter({ has: told })).toBeFocused();
    expect(await answers(page)).toEqual([{ answer: 'accept', version: two, by_guardian: false }]);
    // What was compared stays, though the version that was answered is another one now.
    await expect(page.locator('header .lead')).toContainText('从 1 版');
    await expect(page.locator('[data-kind]')).toHaveCount(clauses.length);
    await expect(page.getByTestId('change-accept')).toHaveCount(0);
    // What was agreed to by itself is off until it is chosen again: the way there is said.
    await expect(told).toContainText('选择之前，它们是关闭的');
    await page.getByTestId('change-again').click();
    await expect(page.locator('#change-purposes-heading')).toBeFocused();
    await page.getByTestId('refuse-sensitive-identity').click();
    await expect(told).not.toContainText('选择之前');
    await expect(page.getByTestId('change-policy')).toBeVisible();
    await page.getByTestId('nav-home').click();
    await expect(page.locator('h1')).toHaveText('您好，今天想办什么事？');
    await expect(page.getByTestId('newer-policy')).toHaveCount(0);
  });

  test('can be thought over: who declined finds both answers again', async ({ page, open }) => {
    await open('/policy/change', changed('terms', { answer: 'declined' }));
    await expect(page.getByTestId('answer-said')).toContainText('您没有接受 2 版的变更');
    await expect(page.getByTestId('change-asks')).toHaveCount(0);
    expect(await look(page, 'change-accept')).toEqual(await look(page, 'change-decline'));
    await page.getByTestId('change-accept').click();
    await expect(page.getByTestId('change-told')).toContainText('已记下，您同意 2 版');
  });

  test('is for a guardian to give where the person is a minor; refusing needs nobody', async ({ page, open }) => {
    await open('/policy/change', changed('terms', {}, { change: { ...terms, needs_guardian: true } }));
    await page.getByTestId('change-accept').click();
    await expect(page.getByTestId('error-summary')).toBeFocused();
    expect(await answers(page)).toEqual([]);
    await page.getByTestId('guardian-begin').click();
    await page.getByTestId('guardian-phone').fill('13900000002');
    await page.getByTestId('guardian-send').click();
    await page.getByTestId('guardian-code').fill('123456');
    await page.getByTestId('guardian-code').press('Enter');
    await expect(page.getByTestId('guardian-there')).toBeVisible();
    await page.getByTestId('change-accept').click();
    await expect(page.getByTestId('change-told')).toBeVisible();
    expect(await answers(page)).toEqual([{ answer: 'accept', version: two, by_guardian: true }]);
  });

  test('that was about another text is not taken', async ({ page, open }) => {
    await open('/policy/change', changed('terms'));
    await page.getByTestId('change-accept').waitFor();
    await page.evaluate(() => {
      const { scenario } = window.__FAKE__!.world;
      scenario.newer = { ...scenario.newer!, version: { ...scenario.newer!.version, version: '3' } };
    });
    await page.getByTestId('change-accept').click();
    await expect(page.getByTestId('failure')).toContainText('隐私政策刚刚有更新');
    await expect(page.getByTestId('change-told')).toHaveCount(0);
  });

  test('is reached and given with the keyboard alone', async ({ page, open }) => {
    await open('/policy/change', changed('terms'));
    await page.getByTestId('change-go').focus();
    await page.keyboard.press('Enter');
    await expect(page.locator('#change-answer-heading')).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(page.getByTestId('change-decline')).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(page.getByTestId('change-accept')).toBeFocused();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('change-told')).toContainText('您没有接受');
    await page.keyboard.press('Tab');
    await expect(page.getByTestId('change-again')).toBeFocused();
  });
});

test('the purposes of the fake belong to the version in force', () => {
  const ids = purposes.purposes.map(({ id }) => id);
  expect(change.purposes.every(({ id }) => ids.includes(id))).toBe(true);
});

// What the screens of the matrix do not try: both languages in elder mode, in the smallest window and narrow.
const chosen = ['home-newer-terms', 'policy-declined', 'policy-search', 'policy-saved', 'change-terms', 'change-renumbered', 'change-guardian', 'versions-same'];
for (const { name, path, change, act } of policyScreens.filter(({ name }) => chosen.includes(name))) {
  for (const language of ['zh-CN', 'en']) {
    for (const [size, width, height, appearance] of [
      ['900×600, elder', 900, 600, { elder: true }],
      ['360', 360, 740, {}],
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
