import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

// The table of units is in Rust; every unit, field and option of it must have words here.
const TABLE = readFileSync(
  fileURLToPath(new URL('../../../crates/domain/src/profile/unit.rs', import.meta.url)),
  'utf8',
);
const DOCUMENTS = readFileSync(
  fileURLToPath(new URL('../../../crates/domain/src/identity/document.rs', import.meta.url)),
  'utf8',
);

const CONSTANTS = new Map(
  [...TABLE.matchAll(/const (\w+): &\[(?:&str|FieldSpec)\] =\s*&\[([^;]*)\];/g)].map(([, name, body]) => [name!, body!]),
);

interface Unit {
  key: string;
  fields: string;
}

function units(): Unit[] {
  const body = TABLE.slice(TABLE.indexOf('pub const UNITS'), TABLE.indexOf('/// Services that'));
  const long = [...body.matchAll(/key: "([\w.]+)",[\s\S]*?fields: &\[([\s\S]*?)\],\n\s*edit:/g)];
  const short = [...body.matchAll(/preference\("([\w.]+)", (\w+)\)/g)];
  return [
    ...long.map(([, key, fields]) => ({ key: key!, fields: fields! })),
    ...short.map(([, key, name]) => ({ key: key!, fields: CONSTANTS.get(name!)! })),
  ];
}

function fieldsOf(unit: Unit): { name: string; options: string[] }[] {
  return [...unit.fields.matchAll(/(?:required|optional)\(\s*"(\w+)",\s*FieldKind::([^\n]*)/g)].map(([, name, kind]) => {
    const list = /Choices?\((?:&\[(.*?)\]|(\w+))\)/.exec(kind!);
    const options = list?.[1] ?? (list?.[2] === undefined ? '' : CONSTANTS.get(list[2])!);
    return { name: name!, options: strings(options) };
  });
}

const strings = (text: string) => [...text.matchAll(/"([\w-]+)"/g)].map(([, code]) => code!);

function messages(locale: string): Record<string, string> {
  const file = fileURLToPath(new URL(`../../messages/${locale}/units.json`, import.meta.url));
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
}

const normal = (key: string) => key.replace(/[-.]/g, '_');

describe.each(['zh-CN', 'en'])('words in %s', (locale) => {
  const words = messages(locale);
  const all = units();

  it('reads the whole table', () => {
    expect(all.length).toBe([...TABLE.matchAll(/^ {8}key: "/gm)].length + [...TABLE.matchAll(/^ {4}preference\("/gm)].length);
    expect(all.length).toBeGreaterThanOrEqual(12);
    for (const unit of all) expect(fieldsOf(unit).length, unit.key).toBe(unit.fields.split('FieldKind::').length - 1);
  });

  it('names every unit and its group', () => {
    for (const { key } of all) expect(words, key).toHaveProperty([normal(`unit_${key}`)]);
    const groups = new Set([...TABLE.matchAll(/group: UnitGroup::(\w+)/g)].map(([, group]) => group!.toLowerCase()));
    for (const group of groups) expect(words).toHaveProperty([`group_${group}`]);
  });

  it('labels every field', () => {
    for (const unit of all) {
      for (const { name } of fieldsOf(unit)) {
        if (name !== 'on') expect(words).toHaveProperty([normal(`label_${unit.key}_${name}`)]);
      }
    }
  });

  it('names every option', () => {
    const options = all.flatMap(fieldsOf).flatMap(({ name, options }) => options.map((code) => `${name}_${code}`));
    expect(options.length).toBe(21);
    for (const option of options) expect(words).toHaveProperty([normal(`option_${option}`)]);
  });

  it('names every kind of document', () => {
    const kinds = [...DOCUMENTS.matchAll(/Self::\w+ => "(\w+)"/g)].map(([, kind]) => kind!);
    expect(kinds.length).toBe(6);
    for (const kind of kinds) expect(words).toHaveProperty([`option_kind_${kind}`]);
  });
});
