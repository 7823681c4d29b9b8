import type { UnitStateView } from '$lib/bindings';
import { savedLabel, savedState } from '$lib/features/profile/words';
import { speak } from '$lib/i18n';
import { afterEach, describe, expect, it } from 'vitest';

afterEach(() => speak('zh-CN'));

describe('what is said after saving', () => {
  const said = {
    synced: ['一致，不用提交', 'nothing needs sending'],
    empty: ['一致，不用提交', 'nothing needs sending'],
    pending: ['已保存在这台电脑，等待提交', 'waiting to be sent'],
    unsaved: ['仅本次会话，尚未提交', 'in this session only'],
    conflict: ['您和平台都改过姓名，请选一个留下', 'choose which to keep'],
    rejected: ['平台没有接受姓名的修改', 'did not accept the change'],
  } as const;

  type Kind = UnitStateView['kind'];
  const kinds = Object.keys(said) as Kind[];

  it.each(kinds)('of a unit that is %s', (kind) => {
    const [zh, en] = said[kind];
    expect(savedLabel('name', kind)).toContain(zh);
    speak('en');
    expect(savedLabel('name', kind)).toContain(en);
  });

  it.each(['pending', 'unsaved'] as const)('of what was %s and has been received', (then) => {
    expect(savedLabel('name', 'synced', then)).toBe('姓名已更新，平台已收到');
    expect(savedLabel('name', 'empty', then)).toBe('姓名已清空，平台已收到');
    for (const kind of ['pending', 'unsaved', 'conflict', 'rejected'] as const) {
      expect(savedLabel('name', kind, then)).toBe(savedLabel('name', kind));
    }
  });

  it('never says of anything else that the platform has received it', () => {
    for (const then of kinds.filter((kind) => kind !== 'pending' && kind !== 'unsaved')) {
      for (const now of kinds) expect(savedLabel('name', now, then), `${then}, ${now}`).not.toContain('已收到');
    }
  });

  it('promises the least of a unit that the answer leaves out', () => {
    expect(savedState('name', { units: [], version: 1 })).toBe('unsaved');
  });
});
