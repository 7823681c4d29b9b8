import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { explain, explainCode, explainField } from '../../src/lib/errors';
import { hasMessage, speak } from '../../src/lib/i18n';

const crates = fileURLToPath(new URL('../../../crates/', import.meta.url));

/** Every text that `pattern` finds in the Rust files below `folder`, their tests and comments left out. */
function codes(folder: string, files: RegExp, pattern: RegExp): string[] {
  const found = readdirSync(crates + folder, { recursive: true })
    .map(String)
    .filter((file) => files.test(file) && !TESTS.test(file))
    .flatMap((file) => [...shipped(readFileSync(`${crates}${folder}/${file}`, 'utf8')).matchAll(pattern)])
    .map((match) => match[1] ?? '');
  return [...new Set(found)];
}

const TESTS = /(^|\/)(tests|simulated|property|fuzzed|boundary)(\/|\.rs$)/;

function shipped(rust: string): string {
  return rust.replace(/^#\[cfg\(test\)\]\nmod \w+ \{[^]*/m, '').replace(/^ *\/\/.*$/gm, '');
}

/** Texts in the client that are written like a code and are none: names of HTTP, and of a record in the store. */
const NO_CODES = ['consent-chain', 'dpop-nonce', 'last-event-id', 'no-store'];

// The platform's codes stand in one table, the vault's are `Self::X => "x-y"`. The client also has some outside its
// errors: whatever is written like a code anywhere in it is one, unless it is known to be something else.
const sources = [
  { name: 'the platform', least: 45, found: codes('api/src', /problem\.rs$/, /^ {4}\w+ "([a-z-]+)" \d{3} /gm) },
  {
    name: 'the client',
    least: 45,
    found: [
      ...codes('core/src', /(error|config)\.rs$/, /^ +Self::\w+(?:\(\w+\)| \{ \.\. \})? => "([a-z-]+)",/gm),
      ...codes('core/src', /\.rs$/, /"([a-z][a-z0-9]*(?:-[a-z0-9]+)+)"/g).filter((code) => !NO_CODES.includes(code)),
    ],
  },
  { name: 'the vault', least: 15, found: codes('vault/src', /\.rs$/, /^ +Self::\w+(?:\(_\))? => "((?:keyring|vault)-[a-z-]+)",/gm) },
];

describe.each(sources)('codes of $name', ({ found, least }) => {
  it('are found at all', () => expect(found.length).toBeGreaterThanOrEqual(least));

  it('have words: what happened, and what to do', () => {
    const missing = found.filter((code) => !hasMessage(`error_${code}`) || !hasMessage(`error_${code}_do`));
    expect(missing).toEqual([]);
  });

  it('have a row in docs/errors.md', () => {
    const table = readFileSync(fileURLToPath(new URL('../../../docs/errors.md', import.meta.url)), 'utf8');
    expect(found.filter((code) => !table.includes(`\n| \`${code}\` |`))).toEqual([]);
  });
});

describe('what was kept on this computer and is lost', () => {
  const [, client] = sources;

  it.each(['kept-unreadable'])('%s is found, and says the loss', (code) => {
    expect(client?.found).toContain(code);
    const explain = () => explainCode(code).remedy;
    speak('en');
    expect(explain()).toMatch(/had not been sent are lost and cannot be brought back/);
    expect(explain()).toMatch(/Everything the platform has is still there/);
    speak('zh-CN');
    expect(explain()).toMatch(/没有发送的修改已经丢失，无法恢复/);
    expect(explain()).toMatch(/平台上的资料都在/);
  });

  it.each(['zh-CN', 'en'])('a code without words promises nothing in %s', (language) => {
    speak(language);
    expect(explainCode('teapot-cold').remedy).not.toMatch(/不受影响|safe/);
  });
});

describe('codes of fields', () => {
  const found = codes('domain/src/identity', /code\.rs$/, /=> "([a-z_]+)",/g);

  it('have words', () => {
    expect(found.length).toBeGreaterThanOrEqual(20);
    expect(found.filter((code) => !hasMessage(`field_${code}`))).toEqual([]);
  });
});

describe('a code of tomorrow', () => {
  it.each(['zh-CN', 'en'])('is named honestly in %s', (language) => {
    speak(language);
    const words = explain({ code: 'teapot-cold', tries_left: null, wait_seconds: null });
    expect(words.happened).toContain('teapot-cold');
    expect(words.remedy.length).toBeGreaterThan(10);
    expect(explainField('too_round')).toContain('too_round');
  });

  it('says how often and how soon one may try again', () => {
    speak('zh-CN');
    const { remedy } = explain({ code: 'code-wrong', tries_left: 3, wait_seconds: 90 });
    expect(remedy).toContain('3 次');
    expect(remedy).toContain('2 分钟');
  });
});
