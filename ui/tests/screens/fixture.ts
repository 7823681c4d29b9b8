import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { test as base, expect, type Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';

import type { UnitView } from '../../src/lib/bindings';
import type { Call } from '../fake/install';
import type { Change } from '../fake/scenario';
import { FAKE } from './bundle-fake';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** A page on the fake backend. Every test fails if the page broke its own policy or logged an error. */
export const test = base.extend<{ open: (path: string, change?: Change) => Promise<void> }>({
  open: async ({ page }, use) => {
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (line) => {
      if (line.type() === 'error' || line.type() === 'warning') faults.push(line.text());
    });
    await use(async (path, change = {}) => {
      await page.addInitScript(`window.__FAKE_CHANGE__ = ${JSON.stringify(change)}`);
      await page.addInitScript({ path: FAKE });
      await page.goto(path);
      await page.locator('h1').first().waitFor();
    });
    expect(faults, 'errors of the page').toEqual([]);
  },
});

export { expect };

/** Every fault that axe finds, one line each. */
export async function faultsOf(page: Page): Promise<string[]> {
  await settled(page);
  await page.evaluate(axe);
  const results = (await page.evaluate((rules) => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    return axe.run(document, { runOnly: rules });
  }, RULES)) as AxeResults;
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`),
  );
}

/** Waits until nothing fades any more: a colour half-way from one to another has no contrast of its own. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const moving = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(moving.map((animation) => animation.finished));
  });
}

/** Controls that are smaller than `least` pixels each way. Links within a sentence are exempt (WCAG 2.5.8). */
export async function smallTargets(page: Page, least: number): Promise<string[]> {
  return page.evaluate((least) => {
    const controls = 'a[href], button, summary, input:not([type=radio], [type=checkbox]), select, label:has(input)';
    const small: string[] = [];
    for (const control of document.querySelectorAll<HTMLElement>(controls)) {
      if (control.closest('.skip, p, [hidden]') || !control.checkVisibility()) continue;
      const { width, height } = control.getBoundingClientRect();
      if (width + 0.5 < least || height + 0.5 < least) {
        small.push(`${control.tagName} "${control.textContent?.trim().slice(0, 20)}" ${width}×${height}`);
      }
    }
    return small;
  }, least);
}

/** The commands that the page has called, in order. */
export async function callsOf(page: Page): Promise<Call[]> {
  return page.evaluate(() => window.__FAKE__?.calls ?? []);
}

/** The client tells of one unit that has changed by itself. */
export async function arrive(page: Page, key: string, part: Partial<UnitView>): Promise<void> {
  await page.evaluate(
    ([key, part]) => {
      const { world, emit } = window.__FAKE__!;
      const { units, version } = world.scenario.profile!;
      const changed = units.map((unit) => (unit.key === key ? { ...unit, ...part } : unit));
      world.scenario.profile = { units: changed, version: version + 1 };
      emit({ kind: 'profile', view: world.scenario.profile });
    },
    [key, part] as const,
  );
}

/** Goes through what is left of a form's pages, and hands it in. */
export async function submit(page: Page, key: string): Promise<void> {
  const next = page.getByTestId(`next-${key}`);
  const save = page.getByTestId(`save-${key}`);
  for (let step = 0; step < 5; step++) {
    await next.or(save).first().waitFor();
    if (await save.isVisible()) break;
    const heading = await page.locator('h1').textContent();
    await next.click();
    await expect(page.locator('h1')).not.toHaveText(heading!);
  }
  await save.click();
}
