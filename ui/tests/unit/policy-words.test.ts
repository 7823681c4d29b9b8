import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { beforeEach, describe, expect, it } from 'vitest';

import type { AnsweredPolicyView, ChangeKind, Decision, Hit, NewerPolicyView, Reason, ReasonCode } from '../../src/lib/bindings';
import { excerpt } from '../../src/lib/features/policy/excerpt';
import { clauseNumbers } from '../../src/lib/features/policy/numbers';
import { comparePath, findVersion, readPath, versionKey } from '../../src/lib/features/policy/paths';
import { answeredLine, asks, kindLabel, newerText, reasonLine, saidLine, versionLine } from '../../src/lib/features/policy/words';
import { speak } from '../../src/lib/i18n';
import { change, clauses, longHistory, one, policyTwo, two, zero } from '../fake/changes';
import { policy } from '../fake/data';

const BINDINGS = readFileSync(fileURLToPath(new URL('../../src/lib/bindings.ts', import.meta.url)), 'utf8');

/** The values of a type of the client. */
function values<T extends string>(type: string): T[] {
  const body = new RegExp(`export type ${type} = \\n([^]*?");\\n`).exec(BINDINGS)?.[1] ?? '';
  return [...body.matchAll(/^"([\w-]+)"/gm)].map(([, value]) => value as T);
}

const reason = (code: ReasonCode, value = ''): Reason => ({ code, purpose: null, right: null, clause: null, value });

beforeEach(() => speak('zh-CN'));

describe.each(['zh-CN', 'en'])('words in %s', (language) => {
  beforeEach(() => speak(language));

  it('are there for every reason, each its own', () => {
    const codes = values<ReasonCode>('ReasonCode');
    expect(codes.length).toBeGreaterThanOrEqual(21);
    const lines = codes.map((code) => reasonLine(reason(code, '甲')));
    expect(lines.every((line) => typeof line === 'string' && line.length > 4)).toBe(true);
    expect(new Set(lines).size).toBe(codes.length);
  });

  it('are there for every kind of change, each its own', () => {
    const kinds = values<ChangeKind>('ChangeKind');
    expect(kinds).toHaveLength(5);
    expect(new Set(kinds.map(kindLabel)).size).toBe(5);
  });

  it('are there for everything that may have been said, each its own', () => {
    const decisions = [...values<Decision>('Decision'), null];
    expect(decisions).toHaveLength(4);
    const lines = decisions.map((decision) => saidLine({ ...longHistory[0]!, decision }));
    expect(new Set(lines).size).toBe(4);
    expect(lines.every((line) => line !== undefined)).toBe(true);
  });
});

describe('a reason', () => {
  it('names what it is now, and where that stands', () => {
    expect(reasonLine(reason('data_added', '位置'))).toBe('多用到一种信息：位置');
    expect(reasonLine(reason('clause_changed'), '一、1')).toBe('写明它的条文改了（一、1）');
  });

  it('says where the policy no longer says it', () => {
    expect(reasonLine(reason('retention_changed'))).toBe('保存多久变了：政策没有写明');
  });
});

describe('a newer policy', () => {
  const newer: NewerPolicyView = { version: two, materiality: 'wording', terms: false, items: 0, answer: null };
  const text = (part: Partial<NewerPolicyView>, open = true) => newerText({ ...newer, ...part }, open);

  it.each([
    [{}, 'nothing'],
    [{ materiality: 'material' }, 'purposes'],
    [{ items: 2 }, 'purposes'],
    [{ materiality: 'material', terms: true, items: 2 }, 'terms'],
  ] as [Partial<NewerPolicyView>, string][])('that is %j asks: %s', (part, what) => {
    expect(asks({ ...newer, ...part })).toBe(what);
  });

  it('is told calmly where it asks nothing, and says that nothing is asked', () => {
    expect(text({})).toEqual({ tone: 'info', title: '隐私政策有文字修订', lines: ['您同意过的照旧，不用重新选择。'] });
  });

  it('counts what is off until it is chosen anew', () => {
    expect(text({ materiality: 'material', items: 2 })).toMatchObject({ tone: 'warning', title: expect.stringContaining('2 项要重新选择') });
    expect(text({ materiality: 'material', terms: true, items: 2 }).lines.join()).toContain('2 项要重新选择');
    expect(text({ materiality: 'material', terms: true }).lines).toEqual(['决定之前，继续按您同意过的旧版办理。']);
  });

  it('does not say that nothing is asked while nobody can know', () => {
    expect(text({ materiality: 'material' }, true).lines).toEqual(['您同意过的，没有要重新选择的。']);
    expect(text({ materiality: 'material' }, false).lines).toEqual(['登录以后，可以看到您同意过的有没有要重新选择的。']);
  });

  it('says what was said to it, if anything', () => {
    expect(answeredLine(newer)).toBeNull();
    expect(answeredLine({ ...newer, answer: 'noted' })).toBe('您已知晓 2 版的修订。');
    expect(answeredLine({ ...newer, answer: 'declined' })).toContain('您仍可查阅、导出、更正、撤回和注销');
  });
});

describe('a version', () => {
  it('is named with its day, where it has one', () => {
    expect(versionLine(change.to)).toBe('2 版（2026年12月1日起生效）');
    expect(versionLine({ ...change.to, effective_on: null })).toBe('2 版');
  });

  it('is found by what an address calls it, and by nothing else', () => {
    const from = (path: string, name: string) => new URL(path, 'http://x').searchParams.get(name)!;
    expect(findVersion(from(readPath(one), 'version'), longHistory)?.version).toEqual(one);
    const compared = comparePath(zero, two);
    expect(findVersion(from(compared, 'from'), longHistory)?.version).toEqual(zero);
    expect(findVersion(from(compared, 'to'), longHistory)?.version).toEqual(two);
    expect(findVersion(versionKey({ ...one, text_hash: two.text_hash }), longHistory)).toBeUndefined();
    expect(readPath(one, 's1.c1')).toMatch(/#s1\.c1$/);
  });

  it('with the same text is another one all the same', () => {
    const twin: AnsweredPolicyView = { ...longHistory[1]!, version: { ...one, version: '1.1' } };
    expect(findVersion(versionKey(twin.version), [longHistory[1]!, twin])).toBe(twin);
  });
});

describe('the number of a clause', () => {
  const numbers = clauseNumbers(policy.document);

  it('has those above it, and no sign at its end', () => {
    expect(numbers.get('s1')).toBe('一');
    expect(numbers.get('s1.c1')).toBe('一、1');
    expect(numbers.get('s1.c1.i1')).toBe('一、1、⑴');
  });

  it('of a paragraph is that of what it stands in', () => {
    expect(numbers.get('s2.p1')).toBe('二');
    expect(numbers.get('p1')).toBeUndefined();
  });

  it('is there for every clause that the fake says has changed', () => {
    const before = clauses.flatMap(({ before }) => before?.id ?? []);
    const after = clauses.flatMap(({ after }) => after?.id ?? []);
    expect(before.filter((id) => !numbers.has(id))).toEqual([]);
    expect(after.filter((id) => !clauseNumbers(policyTwo.document).has(id))).toEqual([]);
  });
});

describe('an excerpt', () => {
  const hit = (text: string, ...found: string[]): Hit => {
    let at = 0;
    const ranges = found.map((word) => {
      const start = text.indexOf(word, at);
      at = start + word.length;
      return { start, end: at };
    });
    return { id: 's1', mark: '', text, ranges };
  };
  const plain = (one: Hit) => excerpt(one).map(({ text, found }) => (found ? `[${text}]` : text)).join('');

  it('of a short line is the line, with every place marked', () => {
    expect(plain(hit('您的信息是您的。', '您的', '您的'))).toBe('[您的]信息是[您的]。');
  });

  it('of a long line begins shortly before the first place and says what it leaves out', () => {
    const text = `${'前'.repeat(60)}目标${'后'.repeat(200)}`;
    const shown = plain(hit(text, '目标'));
    expect(shown).toMatch(/^…前{24}\[目标\]后+…$/);
    expect(shown.length).toBeLessThan(120);
  });

  it('counts in UTF-16 units, and cuts no character in two', () => {
    const text = `${'𠮷'.repeat(20)}目标${'𠮷'.repeat(200)}`;
    const shown = excerpt(hit(text, '目标')).map(({ text }) => text);
    expect(shown.join('').isWellFormed()).toBe(true);
    const odd = excerpt(hit(`一${text}`, '目标')).map(({ text }) => text);
    expect(odd.join('').isWellFormed()).toBe(true);
    expect(odd).toContain('目标');
  });

  it('has what was found whole, however long it is', () => {
    const long = '长'.repeat(150);
    expect(plain(hit(`前${long}后`, long))).toBe(`前[${long}]…`);
  });
});
