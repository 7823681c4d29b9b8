import { existsSync } from 'node:fs';

import { defineConfig } from '@playwright/test';

const port = Number(process.env.SCREENS_PORT ?? 4173);

// Ubuntu's chromium is a snap that Playwright cannot drive: where none is named or there, its own is used.
const system = '/usr/bin/chromium';
const chromium = process.env.CHROMIUM_PATH || (existsSync(system) ? system : undefined);

export default defineConfig({
  testDir: 'tests/screens',
  testMatch: '*.spec.ts',
  // Pictures are taken on request only.
  testIgnore: process.env.SHOTS ? [] : '*shots.spec.ts',
  globalSetup: './tests/screens/bundle-fake.ts',
  outputDir: 'test-results/screens',
  fullyParallel: true,
  workers: 2,
  timeout: 30_000,
  reporter: process.stdout.isTTY ? 'list' : 'dot',
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    viewport: { width: 1280, height: 800 },
    locale: 'zh-CN',
    // Nothing fades: what is measured is not half-way between two looks.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: { executablePath: chromium, args: ['--no-sandbox', '--font-render-hinting=none'] },
  },
  webServer: {
    command: `node tests/screens/server.js`,
    env: { PORT: String(port) },
    port,
    reuseExistingServer: false,
  },
});
