import type { SyncView } from '$lib/bindings';
import { syncWords } from '$lib/features/sync/words';
import { describe, expect, it } from 'vitest';

// 18:00 in Shenyang.
const NOW = new Date('2026-11-24T10:00:00Z');
const sync: SyncView = { state: { kind: 'idle' }, waiting: 0, needs_you: 0, last_contact: '2026-11-24T09:58:00Z' };
const words = (part: Partial<SyncView>) => syncWords({ ...sync, ...part }, NOW);

describe('the line about sync', () => {
  it('says that all is well, and when that was last known', () => {
    expect(words({})).toEqual({ main: '与平台一致', details: ['上次联系 17:58'] });
  });

  it('never says so while something waits', () => {
    expect(words({ waiting: 2 }).main).toBe('2 项等待发送');
  });

  it('names the day of an older contact', () => {
    expect(words({ last_contact: '2026-11-22T09:58:00Z' }).details[0]).toContain('11月22日');
    expect(words({ last_contact: null }).details).toEqual(['还没有联系过']);
  });

  it('says when it will try again', () => {
    const state = { kind: 'offline', code: 'offline', next_try: '2026-11-24T10:05:00Z' } as const;
    expect(words({ state, waiting: 3 })).toEqual({ main: '连不上平台', details: ['3 项等待发送', '18:05 再试'] });
    expect(words({ state: { ...state, next_try: NOW.toISOString() } }).details).toEqual(['马上再试']);
  });

  it('puts what needs the person first', () => {
    expect(words({ needs_you: 1 })).toEqual({ main: '1 项需要您确认', details: ['上次联系 17:58'] });
    expect(words({ needs_you: 1, waiting: 2 }).details).toEqual(['2 项等待发送', '上次联系 17:58']);
  });

  it('says what waits because the store may come from a backup, and why', () => {
    const { main, details } = words({ state: { kind: 'held', count: 2 }, waiting: 3 });
    expect(main).toBe('2 项等您核对后发送');
    expect(details).toEqual(['这台电脑上的资料可能是从备份恢复的', '上次联系 17:58']);
  });

  it('never says that all is well while something needs the person', () => {
    const states: SyncView['state'][] = [
      { kind: 'off' },
      { kind: 'idle' },
      { kind: 'working' },
      { kind: 'held', count: 2 },
      { kind: 'offline', code: 'offline', next_try: NOW.toISOString() },
      { kind: 'sign_in_needed' },
      { kind: 'paused', code: 'disk-full' },
    ];
    for (const state of states) {
      const { main, details } = words({ state, needs_you: 2 });
      expect(main, state.kind).toBe('2 项需要您确认');
      expect(details, state.kind).not.toContain('与平台一致');
      expect(new Set(details).size, state.kind).toBe(details.length);
    }
    expect(words({ state: { kind: 'sign_in_needed' }, needs_you: 1 }).details[0]).toBe('需要重新登录才能发送');
  });

  it('says why it stands still', () => {
    expect(words({ state: { kind: 'paused', code: 'disk-full' } }).main).toContain('磁盘满了');
    expect(words({ state: { kind: 'sign_in_needed' } }).main).toBe('需要重新登录才能发送');
  });
});
