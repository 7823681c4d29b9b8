import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

import { quietAnnouncer } from './scripts/quiet-announcer.js';

export default defineConfig({
  plugins: [quietAnnouncer(), sveltekit()],
  build: {
    // WebKitGTK 2.40 is the oldest engine of a supported system.
    target: 'safari16.4',
    assetsInlineLimit: 0,
  },
  server: { port: 5173, strictPort: true },
});
