import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../../messages/', import.meta.url));
const listed = JSON.parse(readFileSync(new URL('../../project.inlang/settings.json', import.meta.url), 'utf8'));

type Messages = Record<string, string>;

function read(language: string, file: string): Messages {
  return JSON.parse(readFileSync(`${folder}${language}/${file}`, 'utf8'));
}

const source = fileURLToPath(new URL('../../src/', import.meta.url));
const code = readdirSync(source, { recursive: true })
  .map(String)
  .filter((file) => /\.(svelte|ts)$/.test(file) && !file.includes('paraglide'))
  .map((file) => readFileSync(source + file, 'utf8'))
  .join('\n');

const files = readdirSync(`${folder}zh-CN`);

describe('messages', () => {
  it('are all listed, so that none is left out of the build', () => {
    const patterns: string[] = listed['plugin.inlang.messageFormat'].pathPattern;
    expect(patterns.map((pattern) => pattern.split('/').pop()).sort()).toEqual([...files].sort());
    expect(readdirSync(`${folder}en`).sort()).toEqual([...files].sort());
  });

  it('have names that no other file uses', () => {
    const names = files.flatMap((file) => Object.keys(read('zh-CN', file)));
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it.each(files)('of %s are all said somewhere', (file) => {
    const named = new Set([...code.matchAll(/\bm\.(\w+)/g)].map(([, name]) => name));
    const prefixes = [...code.matchAll(/messageFor\(\s*`(\w+_)\$\{/g)].map(([, prefix]) => prefix ?? '');
    const dead = Object.keys(read('zh-CN', file)).filter(
      (name) => !named.has(name) && !prefixes.some((prefix) => name.startsWith(prefix)),
    );
    expect(dead).toEqual([]);
  });

  it.each(files)('of %s stand in both languages, with the same inputs', (file) => {
    const chinese = read('zh-CN', file);
    const english = read('en', file);
    expect(Object.keys(english)).toEqual(Object.keys(chinese));
    for (const [name, text] of Object.entries(chinese)) {
      const inputs = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
      expect(inputs(english[name] ?? ''), name).toEqual(inputs(text));
    }
  });

  it.each(files)('of %s call the halls and the telephone by one name each', (file) => {
    for (const [name, text] of Object.entries(read('zh-CN', file))) expect(text, name).not.toMatch(/服务窗口|服务电话|到窗口|在窗口/);
  });

  it.each(files)('of %s are not empty and do not shout', (file) => {
    for (const language of ['zh-CN', 'en']) {
      for (const [name, text] of Object.entries(read(language, file))) {
        // Chinese puts nothing between two sentences.
        if (name !== 'sentence_gap') expect(text.trim(), `${language} ${name}`).not.toBe('');
        expect(text, `${language} ${name}`).not.toMatch(/[!！]/);
        // The system's Chinese font draws the curly apostrophe as wide as a character.
        if (language === 'en') expect(text, name).not.toMatch(/’/);
      }
    }
  });
});
