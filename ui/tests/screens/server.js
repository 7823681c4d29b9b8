// Serves the build as the shell does: the page for every path without a file, under the shell's own policy
// for content, only without inline styles.
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const build = process.env.SCREENS_BUILD ?? fileURLToPath(new URL('../../build/', import.meta.url));
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

const shell = JSON.parse(readFileSync(new URL('../../../src-tauri/tauri.conf.json', import.meta.url), 'utf8'));
const policy = Object.entries({ ...shell.app.security.csp, 'style-src': "'self'" })
  .map(([directive, value]) => `${directive} ${value}`)
  .join('; ');

createServer((request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname));
  let file = join(build, path);
  const kind = extname(file);
  if (!isFile(file)) {
    if (kind !== '') return response.writeHead(404).end();
    file = join(build, 'index.html');
  }
  const type = types[/** @type {keyof typeof types} */ (extname(file))] ?? 'application/octet-stream';
  return response
    .writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'content-security-policy': policy })
    .end(readFileSync(file));
}).listen(Number(process.env.PORT ?? 4173), '127.0.0.1');

/** @param {string} file */
function isFile(file) {
  return file.startsWith(build) && (statSync(file, { throwIfNoEntry: false })?.isFile() ?? false);
}
