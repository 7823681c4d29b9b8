import { agreedTo } from '../fake/consents';
import { loggedIn, profile } from '../fake/person';
import { callsOf, expect, submit, test } from './fixture';

const offline = { kind: 'offline', code: 'offline', next_try: '2026-11-24T02:15:00Z' } as const;
const agreed = { purposes: agreedTo('sensitive-identity') };

test('one correction by keyboard alone, from 我的 to the confirmation and back', async ({ page, open }) => {
  await open('/mine', loggedIn());
  const focused = () => page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.testid ?? '');
  const reach = async (testid: string) => {
    for (let step = 0; step < 40 && (await focused()) !== testid; step++) await page.keyboard.press('Tab');
    expect(await focused()).toBe(testid);
  };
  const heading = page.getByRole('heading', { level: 1 });
  await reach('edit-name');
  await page.keyboard.press('Enter');
  await expect(heading).toHaveText('您的姓名是什么？');
  await expect(heading).toBeFocused();
  await expect(page).toHaveTitle(/^您的姓名是什么/);

  await reach('field-name-name');
  await page.keyboard.type('测试7');
  await page.keyboard.press('Enter');
  // Nothing holds the person up; what is wrong is said where everything is checked.
  await expect(heading).toHaveText('请核对姓名');
  await expect(heading).toBeFocused();
  await expect(page.getByTestId('answer-name-name')).toContainText('有不能使用的字符');
  await reach('save-name');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('error-summary')).toBeFocused();
  await expect(page).toHaveTitle(/^错误：/);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('field-name-name')).toBeFocused();
  await expect(page.getByTestId('field-name-name')).toHaveAttribute('aria-invalid', 'true');
  await page.keyboard.press('End');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('市民乙');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('answer-name-name')).toContainText('测试市民乙');
  await expect(page.getByTestId('answer-name-name')).toContainText('测*');
  await reach('save-name');
  await page.keyboard.press('Enter');

  await expect(heading).toHaveText('姓名已保存在这台电脑，等待提交');
  await expect(heading).toBeFocused();
  await reach('done-continue');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('edit-name')).toBeFocused();
  await expect(page.getByTestId('state-name')).toHaveAttribute('data-state', 'pending');
});

test('each part of a document is a page, and every answer can be changed with the rest intact', async ({ page, open }) => {
  await open('/mine/id_document', loggedIn(agreed));
  const heading = page.locator('h1');
  await expect(heading).toHaveText('您用哪一种证件？');
  await expect(page.getByTestId('step-place')).toContainText('第 1 页，共 3 页');
  await page.getByTestId('field-id_document-kind-passport').check();
  await page.getByTestId('next-id_document').click();
  await expect(heading).toHaveText('证件号码是多少？');
  await expect(page.getByTestId('step-place')).toContainText('护照');
  await page.getByTestId('field-id_document-number').fill('E12345678');
  await page.getByTestId('previous-id_document').click();
  await expect(page.getByTestId('field-id_document-kind-passport')).toBeChecked();
  await page.goBack();
  await expect(page.getByTestId('field-id_document-number')).toHaveValue('E12345678');
  await page.getByTestId('next-id_document').click();
  await expect(page.getByTestId('step-place')).toContainText('可以不填');
  await expect(page.getByTestId('next-id_document')).toHaveText('去核对');
  await page.getByTestId('next-id_document').click();

  await expect(heading).toHaveText('请核对证件');
  await expect(page.getByTestId('answer-id_document-kind')).toContainText('居民身份证');
  await expect(page.getByTestId('answer-id_document-kind')).toContainText('护照');
  await expect(page.getByTestId('answer-id_document-number')).toContainText('E12345678');
  await expect(page.getByTestId('answer-id_document-number')).not.toContainText('1949');
  await page.getByTestId('change-id_document-number').click();
  await expect(heading).toBeFocused();
  await page.getByTestId('field-id_document-number').fill('E87654321');
  await expect(page.getByTestId('next-id_document')).toHaveText('去核对');
  await page.getByTestId('next-id_document').click();
  await expect(page.getByTestId('answer-id_document-number')).toContainText('E87654321');
  await expect(page.getByTestId('answer-id_document-kind')).toContainText('护照');
});

test('what is wrong comes back together, each line with the way to its page', async ({ page, open }) => {
  await open('/mine/id_document', loggedIn({ ...agreed, profile: profile({ id_document: { fields: [], state: { kind: 'empty' } } }) }));
  await page.getByTestId('next-id_document').click();
  await page.getByTestId('field-id_document-number').waitFor();
  await page.getByTestId('next-id_document').click();
  await page.getByTestId('field-id_document-valid_until').fill('2035-01-31');
  await submit(page, 'id_document');
  const summary = page.getByTestId('error-summary');
  await expect(summary.getByRole('link')).toHaveCount(2);
  await summary.getByRole('link', { name: '请填写证件号码' }).click();
  await expect(page.locator('h1')).toHaveText('证件号码是多少？');
  await expect(page.getByTestId('field-id_document-number')).toBeFocused();
  await page.getByTestId('field-id_document-number').fill('E12345678');
  await page.getByTestId('next-id_document').click();
  // What was put right has left the list.
  await expect(summary.getByRole('link')).toHaveCount(1);
  await summary.getByRole('link').click();
  await page.getByTestId('field-id_document-kind-passport').check();
  await page.getByTestId('next-id_document').click();
  await expect(page.getByTestId('error-summary')).toHaveCount(0);
  await expect(page).toHaveTitle(/^请核对/);
});

test('help comes while typing rests, is read aloud, and holds nobody up', async ({ page, open }) => {
  await open('/mine/name', loggedIn());
  const help = page.getByTestId('help-name');
  await expect(help).toHaveAttribute('role', 'status');
  await page.getByTestId('field-name-name').pressSequentially('测试7');
  await expect(help).toContainText('有不能使用的字符');
  await expect(page.locator('#name-name-error')).toHaveCount(0);
  await page.getByTestId('field-name-name').press('Backspace');
  await expect(help).toHaveText('');
  await expect(help).toContainText('写法没有问题');
});

test('a number is shown as it stands on the card, and never said aloud', async ({ page, open }) => {
  await open('/mine/id_document/number', loggedIn(agreed));
  const number = page.getByTestId('field-id_document-number');
  const help = page.getByTestId('help-number');
  await page.evaluate(() => {
    const read: string[] = [];
    Object.assign(window, { read });
    const note = () => read.push(...[...document.querySelectorAll('[role=status]')].map((region) => region.textContent!));
    new MutationObserver(note).observe(document.body, { childList: true, characterData: true, subtree: true });
  });
  await number.pressSequentially('110105');
  // Who is in the middle of it hears how far they are, and nothing of what is missing.
  await expect(help).toHaveText('已填 6 位，共 18 位。');
  await expect(help.locator('svg')).toHaveCount(0);
  await number.pressSequentially(' 19491231 002X');
  await expect(help).toHaveText('共 18 位。写法没有问题。');
  await expect(page.getByTestId('groups-number').locator('span')).toHaveText(['110105', '1949', '1231', '002X']);
  const read = await page.evaluate(() => (window as unknown as { read: string[] }).read);
  expect(read.join()).toContain('共 18 位');
  expect(read.join()).not.toMatch(/110105|002X/);
});

test('the present value of one page fills that page alone', async ({ page, open }) => {
  await open('/mine/id_document', loggedIn(agreed));
  await page.getByTestId('field-id_document-kind-passport').check();
  await page.getByTestId('next-id_document').click();
  await page.getByTestId('fill-id_document').click();
  await expect(page.getByTestId('field-id_document-number')).toHaveValue('11010519491231002X');
  await page.getByTestId('next-id_document').click();
  await page.getByTestId('field-id_document-valid_until').fill('2036-02-01');
  await page.getByTestId('previous-id_document').click();
  await page.getByTestId('fill-id_document').click();
  await page.getByTestId('next-id_document').click();
  await expect(page.getByTestId('field-id_document-valid_until')).toHaveValue('2036-02-01');
  await page.getByTestId('next-id_document').click();
  await expect(page.getByTestId('answer-id_document-kind')).toContainText('改为 护照');
});

test('what was typed is kept on every page, and taken up again', async ({ page, open }) => {
  await open('/mine/id_document', loggedIn(agreed));
  await page.getByTestId('field-id_document-kind-passport').check();
  await page.getByTestId('next-id_document').click();
  await page.getByTestId('field-id_document-number').fill('E12345678');
  await page.getByTestId('next-id_document').click();
  await expect
    .poll(async () => (await callsOf(page)).filter(({ command }) => command === 'draft_save').at(-1)?.args.change)
    .toMatchObject({ fields: { kind: 'passport', number: 'E12345678' } });
  await page.getByTestId('nav-home').click();
  await page.getByTestId('nav-mine').click();
  await page.getByTestId('edit-id_document').click();
  await page.getByTestId('draft-continue').click();
  await expect(page.getByTestId('field-id_document-kind-passport')).toBeChecked();
  await page.getByTestId('next-id_document').click();
  await expect(page.getByTestId('field-id_document-number')).toHaveValue('E12345678');
});

test('the check is not opened before anything was answered', async ({ page, open }) => {
  await open('/mine/name/check', loggedIn());
  await expect(page.locator('h1')).toHaveText('您的姓名是什么？');
});

test('the identity document waits for the platform with everything still there', async ({ page, open }) => {
  const sync = { state: offline, waiting: 0, needs_you: 0, last_contact: null };
  await open('/mine/id_document', loggedIn({ ...agreed, sync }));
  await expect(page.getByTestId('online-needed')).toBeVisible();
  await page.getByTestId('field-id_document-kind-passport').check();
  await page.getByTestId('next-id_document').click();
  await page.getByTestId('field-id_document-number').fill('E 1234 5678');
  await submit(page, 'id_document');
  await page.getByTestId('step-up-send').click();
  await page.getByTestId('step-up-code').fill('123456');
  await page.getByTestId('step-up-submit').click();
  await expect(page.getByTestId('failure')).toContainText('连不上平台');
  await expect(page.getByTestId('answer-id_document-number')).toContainText('E 1234 5678');
  await page.evaluate(() => {
    const { world, emit } = window.__FAKE__!;
    world.scenario.sync = { state: { kind: 'idle' }, waiting: 0, needs_you: 0, last_contact: null };
    emit({ kind: 'sync', view: world.scenario.sync });
  });
  await expect(page.getByTestId('online-needed')).toBeHidden();
  await page.getByTestId('save-id_document').click();
  await expect(page.locator('h1')).toHaveText('您的证件信息已更新');
  await expect(page.getByTestId('undo-id_document')).toHaveCount(0);
});

test('a country that was typed and not chosen is the one that fits, whichever way the page is left', async ({ page, open }) => {
  await open('/mine/nationality', loggedIn());
  await page.getByTestId('field-nationality-country').fill('德');
  await expect(page.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('listbox')).toHaveCount(0);
  await page.getByTestId('next-nationality').click();
  await expect(page.getByTestId('answer-nationality-country')).toContainText('德国');
  await page.getByTestId('change-nationality-country').click();
  await page.getByTestId('field-nationality-country').fill('CHN');
  await expect(page.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('listbox')).toHaveCount(0);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('answer-nationality-country')).toContainText('中国');
  await expect(page.getByTestId('answer-nationality-country')).toContainText('与现在一样');
});

test('where an answer disagrees with the document, it is asked and holds nobody up', async ({ page, open }) => {
  await open('/mine/birthday', loggedIn());
  await page.getByTestId('field-birthday-date').fill('1950-01-02');
  await page.getByTestId('next-birthday').click();
  await expect(page.getByTestId('disagreements')).toContainText('出生日期与证件号码里的不一样。');
  await page.getByTestId('save-birthday').click();
  await expect(page.getByTestId('done-birthday')).toBeVisible();

  await open('/mine/birthday', loggedIn());
  await page.getByTestId('field-birthday-date').fill('1949-12-31');
  await page.getByTestId('next-birthday').click();
  await expect(page.locator('h1')).toHaveText('请核对出生日期');
  await expect(page.getByTestId('disagreements')).toHaveCount(0);
});
