import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { beforeEach, describe, expect, it } from 'vitest';

import type { SentLineView } from '../../src/lib/bindings';
import { contentLine, GROUPS, groupOf, kindName, timesLine } from '../../src/lib/features/privacy/registry-words';
import { hasMessage, speak } from '../../src/lib/i18n';
import { collected } from '../fake/registry';

const read = (path: string) => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8');
const BINDINGS = read('../../src/lib/bindings.ts');

/** The values of a type of the client. */
function values(type: string): string[] {
  const body = new RegExp(`export type ${type} = \\n([\\s\\S]*?");\\n`).exec(BINDINGS)?.[1] ?? '';
  return [...body.matchAll(/^"([\w-]+)"/gm)].map(([, value]) => value!);
}

/** The operations of the contract. */
function operations(): string[] {
  const paths = JSON.parse(read('../../../docs/openapi.json')).paths as Record<string, Record<string, { operationId: string }>>;
  return Object.values(paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
}

beforeEach(() => speak('zh-CN'));

describe('words for what the registry names', () => {
  it.each([
    ['DataKind', 31, 'data_'],
    ['Scene', 9, 'scene_'],
    ['Kept', 4, 'kept_'],
    ['Holding', 3, 'holding_'],
    ['LegalBasis', 3, 'basis_'],
  ])('are there for every %s', (type, least, prefix) => {
    const found = values(type);
    expect(found.length).toBeGreaterThanOrEqual(least);
    expect(found.filter((code) => !hasMessage(prefix + code))).toEqual([]);
  });

  it('are there for every operation of the contract', () => {
    expect(operations().length).toBeGreaterThan(25);
    expect(operations().filter((code) => !hasMessage(`operation_${code}`))).toEqual([]);
  });

  it('stand for every kind in the list of the tests', () => {
    expect(collected.kinds.map(({ kind }) => kind)).toEqual(values('DataKind'));
  });
});

describe('a kind', () => {
  const groups = Object.fromEntries(collected.kinds.map((kind) => [kind.kind, groupOf(kind)]));

  it('has a part of the list to stand in, and no part is empty', () => {
    expect(new Set(Object.values(groups))).toEqual(new Set(GROUPS));
    expect(groups).toMatchObject({
      name: 'profile',
      preference: 'profile',
      password: 'login',
      'age-band': 'use',
      'decision-record': 'use',
      'network-address': 'inevitable',
      drafts: 'here',
      'unlock-secret': 'here',
    });
  });

  it('of a newer version is shown by its code', () => {
    expect(kindName('of-tomorrow')).toContain('of-tomorrow');
  });
});

describe('a line of what left', () => {
  const line: SentLineView = {
    operation: 'challenge',
    kinds: ['phone', 'verification-code'],
    host: 'platform.example',
    first: '2026-11-24T01:29:00Z',
    last: '2026-11-24T01:30:00Z',
    count: 2,
    before_login: false,
  };

  it('says what was in it', () => {
    expect(contentLine(line)).toBe('手机号、验证码');
    expect(contentLine({ ...line, kinds: [] })).toBe('没有您的信息');
  });

  it('says when and how often', () => {
    expect(timesLine(line)).toBe('09:29 至 09:30，2 次');
    expect(timesLine({ ...line, count: 1, last: line.first })).toBe('09:29，1 次');
  });
});
