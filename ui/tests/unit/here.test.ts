import { describe, expect, it } from 'vitest';

import { isHere } from '../../src/lib/layout/here';

describe('a place of the navigation', () => {
  it('is home where the window begins, whose address has no path', () => {
    // As the shell opens it; a scheme of ours has no path of its own.
    const { pathname } = new URL('tauri://localhost');
    expect(pathname).toBe('');
    expect(isHere('/', pathname)).toBe(true);
    expect(isHere('/', '/')).toBe(true);
    expect(isHere('/', '/article/a1')).toBe(true);
    expect(isHere('/', '/mine')).toBe(false);
  });

  it('has what lies below it, and nothing that only begins alike', () => {
    expect(isHere('/mine', '/mine/name')).toBe(true);
    expect(isHere('/mine', '/mineral')).toBe(false);
    expect(isHere('/mine', '')).toBe(false);
  });
});
