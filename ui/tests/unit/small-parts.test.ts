import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { outcome } from '../../src/lib/client/outcome';
import { hasSixDigits } from '../../src/lib/features/login/code';
import { localPath } from '../../src/lib/features/login/local-path';
import type { Block, Section } from '../../src/lib/bindings';
import { firstLine } from '../../src/lib/features/policy/outline';
import { formatDay, formatMoment } from '../../src/lib/i18n/format';
import { speak } from '../../src/lib/i18n';
import { Resource } from '../../src/lib/state/resource.svelte';
import { Deadline } from '../../src/lib/time/deadline.svelte';
import { policy } from '../fake/data';
import { failure } from '../fake/world';

describe('Deadline', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('counts by the clock, also over a sleep of the computer', () => {
    let now = 0;
    const due = vi.fn();
    const deadline = new Deadline(() => now);
    deadline.set(60, due);
    expect(deadline.seconds).toBe(60);
    // The computer slept for 50 s: one tick, and the truth is shown.
    now = 50_100;
    vi.advanceTimersByTime(250);
    expect(deadline.seconds).toBe(10);
    expect(due).not.toHaveBeenCalled();
    now = 60_000;
    vi.advanceTimersByTime(250);
    expect([deadline.seconds, deadline.running]).toEqual([0, false]);
    expect(due).toHaveBeenCalledOnce();
  });

  it('does nothing more once it is cleared', () => {
    const due = vi.fn();
    const deadline = new Deadline();
    deadline.set(1, due);
    deadline.clear();
    vi.advanceTimersByTime(5000);
    expect(due).not.toHaveBeenCalled();
  });
});

describe('outcome', () => {
  const ok = { status: 'ok', data: 7 } as const;

  it('never throws', async () => {
    expect(await outcome(Promise.resolve(ok))).toEqual({ ok: true, value: 7 });
    const broken = await outcome(Promise.reject(new Error('no IPC')));
    expect(broken).toMatchObject({ ok: false, failure: { code: 'shell-failed' } });
  });

  it.each(['a text', null, 7, {}])('turns %j into a failure by code', async (error) => {
    const odd = await outcome(Promise.resolve({ status: 'error', error } as never));
    expect(odd).toMatchObject({ ok: false, failure: { code: 'shell-failed', fields: [] } });
  });

  it('fills in what a failure leaves out', async () => {
    const short = await outcome(Promise.resolve({ status: 'error', error: { code: 'offline' } } as never));
    expect(short).toMatchObject({ ok: false, failure: { code: 'offline', fields: [], tries_left: null } });
  });
});

describe('Resource', () => {
  it('drops an answer that a later question has overtaken', async () => {
    const waiting: ((value: string) => void)[] = [];
    const resource = new Resource(async () => {
      const value = await new Promise<string>((done) => waiting.push(done));
      return { ok: true, value };
    });
    const first = resource.load();
    const second = resource.load();
    waiting[1]?.('new');
    await second;
    waiting[0]?.('old');
    await first;
    expect(resource.value).toBe('new');
    expect(resource.loading).toBe(false);
  });

  it('keeps what it has when asking again fails', async () => {
    let works = true;
    const resource = new Resource(async () =>
      works ? { ok: true, value: 1 } : { ok: false, failure: failure('offline') },
    );
    await resource.load();
    works = false;
    await resource.load();
    expect(resource.value).toBe(1);
    expect(resource.failure?.code).toBe('offline');
  });
});

describe('paths and texts', () => {
  it.each([
    ['/mine/name', '/mine/name'],
    ['//evil.test', '/mine'],
    ['/\\evil.test', '/mine'],
    ['https://evil.test', '/mine'],
    ['javascript:alert(1)', '/mine'],
    [null, '/mine'],
  ])('%s leads to %s', (path, to) => expect(localPath(path)).toBe(to));

  it.each([
    ['123456', true],
    ['１２３ ４５６', true],
    ['12345', false],
    ['12345a', false],
    ['', false],
  ])('"%s" holds six digits: %s', (text, holds) => expect(hasSixDigits(text)).toBe(holds));

  it('a section is told by its first sentence', () => {
    const [section] = policy.document.sections;
    expect(section && firstLine(section)).toBe('您浏览公开信息时，不需要提供个人信息。');
    expect(section && firstLine({ ...section, blocks: [] })).toBe('');
  });

  it('passes over a bare heading, and ends well', () => {
    const paragraph = (text: string) => ({ kind: 'paragraph', id: text, text, hash: '' }) as const;
    const item = (text: string): Block => ({ kind: 'item', id: text, mark: '⑴', text, hash: '', blocks: [] });
    const clause = (text: string, blocks: Block[]) => ({ kind: 'clause', id: text, mark: '（一）', text, hash: '', blocks }) as const;
    const line = (...blocks: Section['blocks']) => firstLine({ id: 's1', mark: '一、', title: '', hash: '', blocks });
    expect(line(clause('登录', [paragraph('您登录时，我们收集手机号。其余不收集。')]))).toBe('您登录时，我们收集手机号。');
    expect(line(paragraph('下列情形除外：'), clause('登录', [item('法律规定的；')]))).toBe('下列情形除外：法律规定的…');
    expect(line(paragraph('Exceptions:'), clause('What the law says; and no more.', []))).toBe('Exceptions: What the law says; and no more.');
    expect(line(clause('登录', [item('手机号；')]))).toBe('手机号…');
    expect(line(paragraph('下列情形除外：'))).toBe('下列情形除外…');
  });

  it('days are those of Shenyang', () => {
    speak('zh-CN');
    expect(formatDay('2026-11-20T17:00:00Z')).toBe('2026年11月21日');
    expect(formatMoment('2026-11-20T17:05:00Z')).toContain('01:05');
    expect(formatDay('not a day')).toBe('not a day');
  });
});
