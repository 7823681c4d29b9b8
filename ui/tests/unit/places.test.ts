import { expect, test } from 'vitest';

import { placesOf } from '../../src/lib/state/places';
import { screenOpened } from '../../src/lib/state/opened';

const thrown = (stack: string) => Object.assign(new Error('张三 13800000001'), { stack });

test('only places in our own code are taken from a stack, in both ways of writing one', () => {
  const webkit = 'save@tauri://localhost/_app/immutable/nodes/12.B4UaLFoL.js:1:20311\n@tauri://localhost/_app/immutable/chunks/a.js:2:3\n@user-script:1:1';
  const chrome = 'TypeError: 张三 is not a number\n    at save (http://localhost/_app/immutable/nodes/12.js:1:2)\n    at <anonymous>:1:1\n    at https://elsewhere.example/x.js:1:1';
  expect(placesOf(thrown(webkit))).toEqual(['nodes/12.B4UaLFoL.js:1:20311', 'chunks/a.js:2:3']);
  expect(placesOf(thrown(chrome))).toEqual(['nodes/12.js:1:2']);
  expect(placesOf(thrown('at x (/_app/immutable/a.js:1:2)\n'.repeat(40)))).toHaveLength(21);
});

test('what is no error has no places', () => {
  for (const thrown of [null, undefined, 'a/_app/immutable/a.js:1:1', { stack: '/_app/immutable/a.js:1:1' }]) {
    expect(placesOf(thrown)).toEqual([]);
  }
});

test('a part of the client is opened by coming from another one', () => {
  expect(screenOpened(null, '/')).toBe('home');
  expect(screenOpened('/', '/mine/edit/address')).toBe('profile');
  expect(screenOpened('/mine', '/mine/edit/address')).toBeNull();
  expect(screenOpened('/privacy', '/policy')).toBeNull();
  expect(screenOpened('/security', '/accounts')).toBeNull();
  expect(screenOpened('/', '/login')).toBeNull();
});
