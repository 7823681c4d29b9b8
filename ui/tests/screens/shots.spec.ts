import { test } from './fixture';
import { screens } from './public-screens';

// Pictures to look at: `SHOTS=folder npx playwright test /shots`.
const folder = process.env.SHOTS;
test.skip(!folder, 'only on request');

const looks: [string, { width: number; height: number }, object][] = [
  ['900', { width: 900, height: 600 }, {}],
  ['1280', { width: 1280, height: 800 }, {}],
  ['1280-dark', { width: 1280, height: 800 }, { mode: 'dark' }],
  ['1280-elder', { width: 1280, height: 800 }, { elder: true }],
  ['900-elder-dark-en', { width: 900, height: 600 }, { elder: true, mode: 'dark', language: 'en' }],
  ['1920-high', { width: 1920, height: 1080 }, { contrast: 'high' }],
  ['400', { width: 400, height: 800 }, {}],
];

for (const [look, viewport, appearance] of looks) {
  for (const { name, path, change, reach } of screens) {
    const file = `${name.replace(/\W+/g, '-')}-${look}`;
    test(file, async ({ page, open }) => {
      await page.setViewportSize(viewport);
      await open(path, { ...change, appearance });
      await reach?.(page);
      await page.waitForTimeout(250);
      await page.screenshot({ path: `${folder}/${file}.png` });
    });
  }
}
