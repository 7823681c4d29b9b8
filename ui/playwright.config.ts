import { defineConfig } from '@playwright/test';

const port = Number(process.env.SCREENS_PORT ?? 4173);
const chromium = process.env.CHROMIUM ?? process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

export default defineConfig({
  testDir: 'tests/screens',
  testMatch: '*.spec.ts',
  globalSetup: './tests/screens/bundle-fake.ts',
  outputDir: 'test-results/screens',
  fullyParallel: true,
  workers: 2,
  timeout: 30_000,
  reporter: [['list']],
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    viewport: { width: 1280, height: 800 },
    locale: 'zh-CN',
    launchOptions: { executablePath: chromium, args: ['--no-sandbox', '--font-render-hinting=none'] },
  },
  webServer: {
    command: `node tests/screens/server.js`,
    env: { PORT: String(port) },
    port,
    reuseExistingServer: false,
  },
});
