import { loggedIn } from '../fake/person';
import { expect, test } from './fixture';

test('the cards of the home page are as high as those beside them', async ({ page, open }) => {
  await page.setViewportSize({ width: 900, height: 600 });
  await open('/', loggedIn({ appearance: { elder: true } }));
  const boxes = await page.locator('[data-testid^=home-]:is(a)').evaluateAll((cards) =>
    cards.filter((card) => card.querySelector('.title')).map((card) => card.getBoundingClientRect().toJSON() as DOMRect),
  );
  expect(boxes).toHaveLength(3);
  for (const { y, height } of boxes) {
    expect(boxes.filter((other) => other.y === y && other.height !== height)).toEqual([]);
  }
});

test('the drawing of the home page stands clear of its heading, however wide the window grows', async ({ page, open }) => {
  await page.setViewportSize({ width: 700, height: 600 });
  await open('/');
  await page.setViewportSize({ width: 1280, height: 800 });
  const drawing = await page.locator('.hall > svg').boundingBox();
  const heading = await page.locator('h1').boundingBox();
  expect(heading!.y - drawing!.y - drawing!.height).toBeGreaterThanOrEqual(16);
  // The web view of the desktop keeps the rows of a grid; no other test sees that.
  expect(await page.locator('.hall').evaluate((hall) => getComputedStyle(hall).display)).toBe('flex');
});

test('when it locks is chosen in two rows, and no answer stands alone across the page', async ({ page, open }) => {
  await open('/security', loggedIn());
  const widths = await page.locator('[data-testid=autolock] label:has(input[type=radio])').evaluateAll((all) =>
    all.map((label) => label.getBoundingClientRect().width),
  );
  expect(widths).toHaveLength(5);
  expect(Math.max(...widths)).toBeLessThan(400);
});
