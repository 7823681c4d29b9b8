import type { Change } from '../fake/scenario';
import { expect, faultsOf, smallTargets, test } from './fixture';
import { wear } from './looks';
import { screens } from './person-screens';

type Look = [name: string, size: { width: number; height: number }, appearance: NonNullable<Change['appearance']>, target: number];

const everywhere: Look[] = [
  ['light', { width: 1280, height: 800 }, {}, 44],
  ['dark, elder, English', { width: 900, height: 600 }, { mode: 'dark', elder: true, language: 'en' }, 60],
];
const somewhere: Look[] = [
  ['dark, high contrast', { width: 1280, height: 800 }, { mode: 'dark', contrast: 'high' }, 44],
  ['elder, largest text', { width: 1280, height: 800 }, { elder: true, text_size: 'largest' }, 60],
];
const chosen = ['mine-states', 'step-up', 'edit-address-error', 'notice-incident', 'settings', 'logout-unsent'];

for (const { name, path, change, act } of screens) {
  test(name, async ({ page, open }) => {
    test.slow();
    // Narrow from the first: a list that is open finds its new place only with a later frame.
    await page.setViewportSize({ width: 320, height: 640 });
    await open(path, change);
    await act?.(page);
    await test.step('fits a width of 320 pixels', async () => {
      const [content, window] = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        document.documentElement.clientWidth,
      ]);
      expect(content).toBeLessThanOrEqual(window!);
    });
    for (const [look, size, appearance, target] of chosen.includes(name) ? [...everywhere, ...somewhere] : everywhere) {
      await test.step(look, async () => {
        await page.setViewportSize(size);
        await wear(page, appearance);
        expect(await faultsOf(page)).toEqual([]);
        expect(await smallTargets(page, target)).toEqual([]);
      });
    }
  });
}
