import adapter from '@sveltejs/adapter-static';

/** @type {import('@sveltejs/kit').Config} */
const config = {
  compilerOptions: { runes: true },
  kit: {
    adapter: adapter({ fallback: 'index.html' }),
    // Every file is on this computer: nothing is gained by splitting styles or by preloading data.
    inlineStyleThreshold: 0,
    version: { name: process.env.npm_package_version ?? 'dev' },
  },
};

export default config;
