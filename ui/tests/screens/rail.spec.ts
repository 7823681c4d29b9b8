import { loggedIn } from '../fake/person';
import { expect, test } from './fixture';

const elder = { elder: true } as const;
const english = { language: 'en' } as const;

test('the lock is in sight in the smallest window, also with the largest text', async ({ page, open }) => {
  await page.setViewportSize({ width: 900, height: 600 });
  await open('/mine', loggedIn({ appearance: elder }));
  for (const id of ['nav-home', 'nav-help', 'nav-security', 'lock-now']) {
    await expect(page.getByTestId(id)).toBeInViewport({ ratio: 1 });
  }
  await page.evaluate(() => (document.documentElement.dataset.textSize = 'largest'));
  await expect(page.getByTestId('lock-now')).toBeInViewport({ ratio: 1 });
});

test('names fit the rail in every language and size', async ({ page, open }) => {
  await open('/mine', loggedIn({ appearance: english }));
  for (const [width, height] of [[1280, 800], [900, 600]] as const) {
    await page.setViewportSize({ width, height });
    for (const large of ['false', 'true']) {
      const over = await page.evaluate((large) => {
        document.documentElement.dataset.elder = large;
        const rail = document.querySelector<HTMLElement>('.rail')!;
        // What the words take up, against the pill that they stand in.
        const crossing = [...rail.querySelectorAll<HTMLElement>('a, button')].filter((entry) => {
          const range = document.createRange();
          range.selectNodeContents(entry.querySelector('.label, .brand > span') ?? entry);
          const [words, pill] = [range.getBoundingClientRect(), entry.getBoundingClientRect()];
          return words.width > 0 && (words.left < pill.left + 4 || words.right > pill.right - 4);
        });
        return [...crossing.map((entry) => entry.textContent), rail.scrollWidth - rail.clientWidth];
      }, large);
      expect(over, `${width} wide, elder: ${large}`).toEqual([0]);
    }
  }
});

test('the way to the account and its safety is written out, and marked where one is', async ({ page, open }) => {
  await open('/mine', loggedIn());
  const way = page.getByTestId('nav-security');
  await expect(way).toHaveText('账号与安全');
  await way.click();
  await expect(way).toHaveAttribute('aria-current', 'page');
  await page.getByTestId('open-accounts').click();
  await expect(page).toHaveURL(/\/accounts$/);
  await expect(way).toHaveAttribute('aria-current', 'page');
});
