import { changes } from '../fake/corrections';
import { loggedIn } from '../fake/person';
import { failure } from '../fake/world';
import { arrive, expect, submit, test } from './fixture';
import { allStates } from './person-screens';

// What has the focus may go from the page: the keyboard goes on from there, and does not begin anew at the top.

test('a change that is taken back on 我的 leaves the focus at its row', async ({ page, open }) => {
  await open('/mine/address', loggedIn());
  for (const again of [false, true]) {
    if (again) await page.getByTestId('edit-address').click();
    await page.getByTestId('field-address-street').fill('测试路 2 号');
    await page.getByTestId('field-address-postcode').fill('110013');
    await submit(page, 'address');
    await page.getByTestId('done-continue').click();
    await expect(page.getByTestId('edit-address')).toBeFocused();
    await page.getByTestId('undo-address').focus();
    // It goes by what the person does, or by what the platform answers.
    if (again) await arrive(page, 'address', { state: { kind: 'synced' }, undoable: false });
    else await page.keyboard.press('Enter');
    await expect(page.getByTestId('undo-address')).toHaveCount(0);
    await expect(page.getByTestId('unit-address')).toBeFocused();
  }
});

test('a refused change that is given up leaves the focus at its row', async ({ page, open }) => {
  await open('/mine', loggedIn({ profile: allStates }));
  await page.getByTestId('discard-interests').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('discard-confirm-interests').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('state-interests')).toHaveAttribute('data-state', 'synced');
  await expect(page.getByTestId('unit-interests')).toBeFocused();
});

for (const answer of ['draft-continue', 'draft-drop']) {
  test(`what was offered from last time leaves the focus at the heading: ${answer}`, async ({ page, open }) => {
    await open('/mine/address', loggedIn());
    await page.getByTestId('field-address-street').fill('测试路 2 号');
    await page.getByTestId('cancel-address').click();
    await page.getByTestId('edit-address').click();
    await page.getByTestId(answer).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('field-address-street')).toBeVisible();
    await expect(page.locator('h1')).toBeFocused();
  });
}

test('what could at last be deleted leaves the focus at the heading', async ({ page, open }) => {
  await open('/mine/address', loggedIn());
  await page.getByTestId('field-address-street').fill('测试路 2 号');
  await page.getByTestId('cancel-address').click();
  await page.evaluate((failed) => {
    window.__FAKE__!.world.scenario.failures = { draft_clear: failed };
  }, failure('store-io'));
  await page.getByTestId('edit-address').click();
  await page.getByTestId('draft-drop').click();
  await page.evaluate(() => {
    window.__FAKE__!.world.scenario.failures = {};
  });
  await page.getByTestId('draft-drop-again').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('draft-drop-failed')).toHaveCount(0);
  await expect(page.locator('h1')).toBeFocused();
});

test('whoever wants another address stands in its field', async ({ page, open }) => {
  await open('/mine/email', loggedIn());
  await page.getByTestId('field-email-address').fill('neu@example.com');
  await page.getByTestId('contact-send-code').click();
  await page.getByTestId('contact-other').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('field-email-address')).toBeFocused();
});

test('whoever wanted to see a value longer, and was late, stands where it can be shown again', async ({ page, open }) => {
  await page.clock.install();
  await open('/mine', loggedIn());
  await page.getByTestId('reveal-name').click();
  await page.getByTestId('reveal-more-name').focus();
  await page.clock.runFor(31_000);
  await expect(page.getByTestId('reveal-more-name')).toHaveCount(0);
  await expect(page.getByTestId('reveal-name')).toBeFocused();
});

test('earlier changes are announced, and the last of them leave the focus at the first that is new', async ({ page, open }) => {
  const many = Array.from({ length: 14 }, (_, index) => ({ ...changes[0]!, reference: `20261124-AAAA${index}` }));
  await open('/mine/history', loggedIn({ changes: many }));
  const said = page.getByTestId('history-older-said');
  await page.getByTestId('history-older').focus();
  await page.keyboard.press('Enter');
  await expect(said).toHaveText('又显示了 6 条更早的。');
  await expect(page.getByTestId('history-older')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(said).toHaveText('又显示了 2 条更早的。');
  await expect(page.getByTestId('history-older')).toHaveCount(0);
  await expect(page.locator('ol > li').nth(12)).toBeFocused();
});
