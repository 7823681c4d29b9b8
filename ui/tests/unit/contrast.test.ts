import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { contrast, parseOklch, type Rgb } from './colour';

const css = readFileSync(new URL('../../src/lib/style/tokens.css', import.meta.url), 'utf8');

/** The tokens of one theme: its own block is complete, which is tested too. */
function theme(selector: string): Map<string, Rgb> {
  const start = css.indexOf(`${selector} {`);
  const block = css.slice(start, css.indexOf('}', start));
  return new Map([...block.matchAll(/--([a-z-]+): (oklch\([^)]*\));/g)].map(([, name, value]) => [name!, parseOklch(value!)]));
}

const themes = [
  "[data-theme='light']",
  "[data-theme='dark']",
  "[data-theme='light'][data-contrast='high']",
  "[data-theme='dark'][data-contrast='high']",
].map((selector) => ({ selector, tokens: theme(selector), high: selector.includes('high') }));

const grounds = ['ground', 'surface', 'sunken', 'action-soft', 'success-soft', 'warning-soft', 'error-soft'];

// What is written, and on what.
const texts: [string, string[]][] = [
  ['ink', grounds],
  ['ink-soft', grounds],
  ['action', ['ground', 'surface', 'sunken', 'action-soft']],
  ['action-strong', ['ground', 'surface', 'sunken', 'action-soft']],
  ['success', ['ground', 'surface', 'success-soft']],
  ['warning', ['ground', 'surface', 'warning-soft']],
  ['error', ['ground', 'surface', 'error-soft']],
  ['on-action', ['action', 'action-strong']],
];

// What is drawn: edges of controls, and the ring of focus (WCAG 1.4.11, 2.4.13).
const shapes: [string, string[]][] = [
  ['border', ['ground', 'surface', 'sunken']],
  ['focus', ['ground', 'surface', 'sunken', 'focus-gap', ...grounds.slice(3)]],
];

describe.each(themes)('$selector', ({ tokens, high }) => {
  const at = (name: string) => tokens.get(name) ?? expect.fail(`no token ${name}`);

  it('gives every token', () => {
    expect([...tokens.keys()]).toEqual([...themes[0]!.tokens.keys()]);
  });

  it.each(texts)('%s can be read on every ground', (text, on) => {
    for (const ground of on) {
      expect(contrast(at(text), at(ground)), `${text} on ${ground}`).toBeGreaterThanOrEqual(high ? 7 : 4.5);
    }
  });

  it.each(shapes)('%s can be seen on every ground', (shape, on) => {
    for (const ground of on) {
      expect(contrast(at(shape), at(ground)), `${shape} on ${ground}`).toBeGreaterThanOrEqual(high ? 4.5 : 3);
    }
  });
});

describe('the measure itself', () => {
  it('agrees with the ends of the scale', () => {
    expect(contrast(parseOklch('oklch(1 0 0)'), parseOklch('oklch(0 0 0)'))).toBeCloseTo(21, 1);
    // #767676 on white is the well-known edge of 4.54.
    expect(contrast(parseOklch('oklch(0.5665 0 0)'), parseOklch('oklch(1 0 0)'))).toBeCloseTo(4.54, 1);
  });
});
