import type { ProfileView, UnitStateView } from '$lib/bindings';
import { savedLabel, savedTone } from '$lib/features/profile/words';
import { speak } from '$lib/i18n';
import { afterEach, describe, expect, it } from 'vitest';

const by = { origin: { kind: 'platform' as const }, at: '2026-11-24T00:00:00Z' };

const states: { [kind in UnitStateView['kind']]: UnitStateView } = {
  synced: { kind: 'synced' },
  empty: { kind: 'empty' },
  pending: { kind: 'pending', since: by.at },
  unsaved: { kind: 'unsaved' },
  conflict: { kind: 'conflict', mine: [], theirs: [], changed_by: by },
  rejected: { kind: 'rejected', code: 'unit-unknown', fields: [] },
};
const after = (state: UnitStateView): ProfileView => ({ units: [{ key: 'name', state }] }) as unknown as ProfileView;

afterEach(() => speak('zh-CN'));

describe('what is said after saving', () => {
  const said = {
    synced: ['一致，不用发送', 'nothing needs sending', 'success'],
    empty: ['一致，不用发送', 'nothing needs sending', 'success'],
    pending: ['已保存在本机，等待发送', 'waiting to be sent', 'success'],
    unsaved: ['仅本次会话，尚未提交', 'in this session only', 'success'],
    conflict: ['您和平台都改过姓名，请选一个留下', 'choose which to keep', 'warning'],
    rejected: ['平台没有接受姓名的修改', 'not accepted by the platform', 'warning'],
  } as const;

  it.each(Object.entries(said))('of a unit that is %s', (kind, [zh, en, tone]) => {
    const view = after(states[kind as keyof typeof states]);
    expect(savedLabel('name', view)).toContain(zh);
    expect(savedTone('name', view)).toBe(tone);
    speak('en');
    expect(savedLabel('name', view)).toContain(en);
  });

  it.each(Object.keys(said))('never says that the platform has received it: %s', (kind) => {
    expect(savedLabel('name', after(states[kind as keyof typeof states]))).not.toContain('已收到');
  });

  it('promises the least of a unit that the answer leaves out', () => {
    expect(savedLabel('name', { units: [], version: 1 })).toContain('尚未提交');
  });
});
