import { expect, type Page } from '@playwright/test';

import type { AppearanceView } from '../../src/lib/bindings';
import { faultsOf, smallTargets } from './fixture';

/** How a screen may look. Not every pair is tried on every screen, but every value is. */
export const looks: { name: string; appearance: Partial<AppearanceView> }[] = [
  { name: 'light, Chinese', appearance: {} },
  { name: 'dark, English', appearance: { mode: 'dark', language: 'en' } },
  { name: 'elder, light, English', appearance: { elder: true, language: 'en' } },
  { name: 'elder, dark, Chinese', appearance: { elder: true, mode: 'dark' } },
];

/** What holds on every screen: axe finds nothing, targets are large enough, nothing runs off sideways. */
export async function fit(page: Page, { elder = false }: Partial<AppearanceView>): Promise<void> {
  expect(await faultsOf(page)).toEqual([]);
  expect(await smallTargets(page, elder ? 60 : 44)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  await expect(page.locator('h1')).toHaveCount(1);
}

const DEFAULT: AppearanceView = {
  language: 'zh-CN',
  elder: false,
  mode: 'system',
  text_size: 'standard',
  contrast: 'system',
  motion: 'system',
};

/** The page takes on another look, as it does when the person changes theirs. */
export async function wear(page: Page, appearance: Partial<AppearanceView>): Promise<void> {
  await page.evaluate((appearance) => {
    const { world, emit } = window.__FAKE__!;
    world.scenario.appearance = appearance;
    emit({ kind: 'settings', view: world.settings });
  }, { ...DEFAULT, ...appearance });
  // What is drawn anew is there with the next frame but one.
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
}
