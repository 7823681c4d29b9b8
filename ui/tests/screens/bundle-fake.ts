import { fileURLToPath } from 'node:url';

import { build } from 'vite';

export const FAKE = fileURLToPath(new URL('../../test-results/.fake/fake.js', import.meta.url));

/** Bundles the fake into one script for the page, outside the build that is shipped. */
export default async function bundleFake(): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      emptyOutDir: true,
      outDir: fileURLToPath(new URL('../../test-results/.fake/', import.meta.url)),
      lib: {
        entry: fileURLToPath(new URL('../fake/install.ts', import.meta.url)),
        formats: ['iife'],
        name: 'fake',
        fileName: () => 'fake.js',
      },
    },
  });
}
