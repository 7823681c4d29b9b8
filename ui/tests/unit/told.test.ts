import type { ProfileView, UnitStateView } from '$lib/bindings';
import { told } from '$lib/features/profile/told.svelte';
import { app } from '$lib/state/app.svelte';
import { account, failure } from '../fake/world';
import { beforeEach, describe, expect, it } from 'vitest';

const by = { origin: { kind: 'platform' as const }, at: '2026-11-24T00:00:00Z' };
const pending: UnitStateView = { kind: 'pending', since: by.at };
let version = 0;

function view(state: UnitStateView): ProfileView {
  version += 1;
  return { units: [{ key: 'name', state }], version } as unknown as ProfileView;
}
const arrive = (state: UnitStateView) => app.take({ kind: 'profile', view: view(state) });

beforeEach(() => {
  app.take({ kind: 'session', view: { kind: 'signed_in', ...account } });
  told.clear();
  arrive({ kind: 'synced' });
});

describe('what 我的 says of a unit that was saved', () => {
  it('follows it until the platform has it', () => {
    told.takeSaved({ ok: true, value: view(pending) }, 'name');
    expect(told.now).toEqual({ message: '姓名已保存在本机，等待发送。', tone: 'success' });
    arrive({ kind: 'synced' });
    expect(told.now).toEqual({ message: '姓名已更新，平台已收到。', tone: 'success' });
  });

  it.each<[UnitStateView, string]>([
    [{ kind: 'conflict', mine: [], theirs: [], changed_by: by }, '请选一个留下'],
    [{ kind: 'rejected', code: 'unit-unknown', fields: [] }, '平台没有接受'],
  ])('asks for the person where it needs them', (state, words) => {
    told.takeSaved({ ok: true, value: view(pending) }, 'name');
    arrive(state);
    expect(told.now?.message).toContain(words);
    expect(told.now?.tone).toBe('warning');
  });

  it('is right where the answer was overtaken', () => {
    const answer = view(pending);
    arrive({ kind: 'synced' });
    told.takeSaved({ ok: true, value: answer }, 'name');
    expect(told.now?.message).toBe('姓名已更新，平台已收到。');
  });

  it('says its own words only while it waits', () => {
    told.takeSaved({ ok: true, value: view(pending) }, 'name', '已选用您填写的姓名，等待发送。');
    expect(told.now?.message).toBe('已选用您填写的姓名，等待发送。');
    arrive({ kind: 'synced' });
    expect(told.now?.message).toBe('姓名已更新，平台已收到。');
  });

  it('ends with what is done next, and with a failure', () => {
    told.takeSaved({ ok: true, value: view(pending) }, 'name');
    told.take({ ok: true, value: view({ kind: 'synced' }) }, '已撤回对姓名的修改。');
    expect(told.now?.message).toBe('已撤回对姓名的修改。');
    told.takeSaved({ ok: false, failure: failure('store-io') }, 'name');
    expect([told.now, told.failure?.code]).toEqual([null, 'store-io']);
  });
});
