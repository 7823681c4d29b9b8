import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { explain, explainField } from '../../src/lib/errors';
import { hasMessage, speak } from '../../src/lib/i18n';

const crates = fileURLToPath(new URL('../../../crates/', import.meta.url));

/** Every text that `pattern` finds in the Rust files below `folder`. */
function codes(folder: string, files: RegExp, pattern: RegExp): string[] {
  const found = readdirSync(crates + folder, { recursive: true })
    .map(String)
    .filter((file) => files.test(file))
    .flatMap((file) => [...readFileSync(`${crates}${folder}/${file}`, 'utf8').matchAll(pattern)])
    .map((match) => match[1] ?? '');
  return [...new Set(found)];
}

// Codes stand in three forms: the platform's in one table, the client's and the vault's as `Self::X => "x-y"`.
const sources = [
  { name: 'the platform', least: 45, found: codes('api/src', /problem\.rs$/, /^ {4}\w+ "([a-z-]+)" \d{3} /gm) },
  {
    name: 'the client',
    least: 45,
    found: codes('core/src', /(error|config)\.rs$/, /^ +Self::\w+(?:\(\w+\)| \{ \.\. \})? => "([a-z-]+)",/gm),
  },
  { name: 'the vault', least: 15, found: codes('vault/src', /\.rs$/, /^ +Self::\w+(?:\(_\))? => "((?:keyring|vault)-[a-z-]+)",/gm) },
];

describe.each(sources)('codes of $name', ({ found, least }) => {
  it('are found at all', () => expect(found.length).toBeGreaterThanOrEqual(least));

  it('have words: what happened, and what to do', () => {
    const missing = found.filter((code) => !hasMessage(`error_${code}`) || !hasMessage(`error_${code}_do`));
    expect(missing).toEqual([]);
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
