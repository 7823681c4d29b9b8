import type { Change } from '../fake/scenario';
import { test } from './fixture';
import { screens } from './person-screens';

// Pictures to look at: `SHOTS=folder npx playwright test person-shots`.
const folder = process.env.SHOTS;
test.skip(!folder, 'only on request');

const looks: [string, { width: number; height: number }, Change['appearance']][] = [
  ['900', { width: 900, height: 600 }, {}],
  ['1280', { width: 1280, height: 800 }, {}],
  ['1280-dark', { width: 1280, height: 800 }, { mode: 'dark' }],
  ['1280-elder', { width: 1280, height: 800 }, { elder: true }],
  ['900-elder-dark-en', { width: 900, height: 600 }, { elder: true, mode: 'dark', language: 'en' }],
  ['400', { width: 400, height: 800 }, {}],
];

for (const [look, viewport, appearance] of looks) {
  for (const { name, path, change, act } of screens) {
    test(`${name} ${look}`, async ({ page, open }) => {
      await page.setViewportSize(viewport);
      await open(path, { ...change, appearance });
      await act?.(page);
      await page.waitForTimeout(250);
      await page.screenshot({ path: `${folder}/${name}-${look}.png`, fullPage: process.env.FULL === '1' });
    });
  }
}
