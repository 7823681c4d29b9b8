// Moves SvelteKit's inline start script into a file, so that the page runs under `script-src 'self'`, and
// refuses a build that is not what the window may load.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const build = fileURLToPath(new URL('../build/', import.meta.url));

export function finishBuild() {
  const page = join(build, 'index.html');
  const html = readFileSync(page, 'utf8');
  const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)];
  const source = scripts[0]?.[1];
  if (scripts.length !== 1 || source === undefined) {
    throw new Error(`expected one inline script in index.html, found ${scripts.length}`);
  }
  const body = source.replace(/^\t{4}/gm, '').trim() + '\n';
  const name = `_app/boot.${createHash('sha256').update(body).digest('hex').slice(0, 8)}.js`;
  writeFileSync(join(build, name), body);
  writeFileSync(page, html.replace(/<script>[\s\S]*?<\/script>/, `<script src="/${name}"></script>`));
  check();
}

/** Nothing inline, nothing from elsewhere. */
function check() {
  const html = readFileSync(join(build, 'index.html'), 'utf8');
  const faults = [];
  if (/<script(?![^>]*\ssrc=)/.test(html)) faults.push('an inline script');
  if (/<style|\sstyle=/.test(html)) faults.push('an inline style');
  for (const file of files()) {
    if (!/\.(html|css|js)$/.test(file)) continue;
    const text = readFileSync(join(build, file), 'utf8');
    if (/@import\s+(url\()?["']?https?:|\b(src|href)=["'](https?:)?\/\//.test(text)) {
      faults.push(`${file} loads something from elsewhere`);
    }
    if (/__FAKE__/.test(text)) faults.push(`${file} holds a part of the tests`);
  }
  if (faults.length > 0) throw new Error(`the build is not fit for the window: ${faults.join('; ')}`);
}

function files() {
  return readdirSync(build, { recursive: true }).map(String);
}

finishBuild();
