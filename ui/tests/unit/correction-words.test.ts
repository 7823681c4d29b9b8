import { describe, expect, it } from 'vitest';

import { isClosed, requestHeadline, stageLabel, stageOf, TONES } from '$lib/features/corrections/words';
import { stepsOf } from '$lib/features/corrections/steps';
import { formatBytes } from '$lib/i18n/format';

import { request, states } from '../fake/corrections';

const sync = { state: { kind: 'idle' }, waiting: 0, needs_you: 0, last_contact: null } as const;

describe('a request for correction', () => {
  it.each(Object.entries(states))('that is %s has words of its own for it', (name, state) => {
    const stage = stageOf(request('r', state));
    expect(stage).toBe(name);
    // A code where words should stand has an underscore or no Chinese.
    expect(stageLabel(stage)).toMatch(/^[^_]*[\u4e00-\u9fff]/);
    expect(requestHeadline(request('r', state))).toContain('姓名');
    expect(TONES[stage]).toBeDefined();
  });

  it('has headlines that differ, so that no two states look the same', () => {
    const all = Object.values(states).map((state) => requestHeadline(request('r', state)));
    expect(new Set(all).size).toBe(all.length);
  });

  it('is closed once it was answered or withdrawn, and not before', () => {
    const closed = Object.values(states)
      .map((state) => stageOf(request('r', state)))
      .filter(isClosed);
    expect(closed.sort()).toEqual(['accepted', 'refused', 'withdrawn']);
  });

  it('promises nothing that has not happened: each step behind it is done, each ahead is not', () => {
    const tones = (name: string) => stepsOf(request('r', states[name]!), sync).map(({ tone }) => tone);
    expect(tones('waiting')).toEqual(['success', 'waiting', 'ahead']);
    expect(tones('uploading')).toEqual(['success', 'waiting', 'ahead']);
    expect(tones('consent_needed')).toEqual(['success', 'warning', 'ahead']);
    expect(tones('rejected')).toEqual(['success', 'error', 'ahead']);
    expect(tones('received')).toEqual(['success', 'success', 'waiting']);
    expect(tones('refused')).toEqual(['success', 'success', 'error']);
    expect(tones('withdrawing')).toEqual(['success', 'success', 'waiting']);
  });

  it('that came with a backup says so, wherever it stood', () => {
    for (const state of [states.waiting!, states.uploading!, states.sending!, states.withdrawing!]) {
      const held = request('r', state, { held: true });
      expect(stageOf(held)).toBe('held');
      expect(requestHeadline(held)).toBe('更正姓名的申请等您核对后发送');
      expect(stepsOf(held, sync)[1]).toMatchObject({ tone: 'warning', words: '等您核对后发送' });
    }
  });

  it('that was taken back while it was being sent is being withdrawn', () => {
    expect(stageOf(request('r', { kind: 'sending', withdrawing: true }))).toBe('withdrawing');
  });

  it('says why nothing goes on while the platform cannot be reached', () => {
    const offline = { ...sync, state: { kind: 'offline', code: 'offline', next_try: '2026-11-24T02:15:00Z' } } as const;
    const [, step] = stepsOf(request('r', states.uploading!), offline);
    expect(step?.beside).toBe('连不上平台');
    expect(stepsOf(request('r', states.uploading!), sync)[1]?.beside).toBeUndefined();
  });

  it('has a number only once the platform has it', () => {
    expect(stepsOf(request('r', states.sending!), sync)[1]?.reference).toBeUndefined();
    expect(stepsOf(request('r', states.received!), sync)[1]?.reference).toBe('20261124-K7M4QX');
  });
});

describe('a size', () => {
  it.each([
    [0, '0 KB'],
    [1, '1 KB'],
    [1024, '1 KB'],
    [1025, '2 KB'],
    [1024 * 1024 - 1, '1024 KB'],
    [1024 * 1024, '1.0 MB'],
    [10 * 1024 * 1024, '10.0 MB'],
  ])('of %i bytes is %s', (bytes, words) => expect(formatBytes(bytes)).toBe(words));
});
