import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const disk = vi.hoisted(() => ({ existsSync: vi.fn() }));
vi.mock('node:fs', async (original) => ({ ...(await original<object>()), ...disk }));

async function browser(): Promise<string | undefined> {
  const { default: config } = await import('../../playwright.config');
  return config.use?.launchOptions?.executablePath;
}

beforeEach(() => vi.resetModules());
afterEach(() => vi.unstubAllEnvs());

// Chromium of the system for the screens' tests, where there is one; Playwright's own otherwise.
it.each([
  { named: '/opt/chromium', there: true, takes: '/opt/chromium' },
  { named: '/opt/chromium', there: false, takes: '/opt/chromium' },
  { named: '', there: true, takes: '/usr/bin/chromium' },
  { named: '', there: false, takes: undefined },
])('named "$named", system’s there: $there: takes $takes', async ({ named, there, takes }) => {
  vi.stubEnv('CHROMIUM_PATH', named);
  disk.existsSync.mockReturnValue(there);
  expect(await browser()).toBe(takes);
});
