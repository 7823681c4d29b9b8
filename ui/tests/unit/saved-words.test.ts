import type { SyncView, UnitStateView } from '$lib/bindings';
import { savedLabel, savedText, savedUnit } from '$lib/features/profile/saved-words';
import { speak } from '$lib/i18n';
import { afterEach, describe, expect, it } from 'vitest';

afterEach(() => speak('zh-CN'));

type Kind = UnitStateView['kind'];

const at = '2026-11-24T02:00:00Z';
const changed_by = { origin: { kind: 'platform' }, at } as const;
const states: Record<Kind, UnitStateView> = {
  synced: { kind: 'synced' },
  empty: { kind: 'empty' },
  pending: { kind: 'pending', since: at },
  unsaved: { kind: 'unsaved' },
  conflict: { kind: 'conflict', since: at, mine: [], theirs: [], lost: false, changed_by },
  rejected: { kind: 'rejected', code: 'unit-unknown', fields: [], stands: [] },
};
const named = (state: UnitStateView, verified = false) => ({ key: 'name', state, verified });
const lost = named({ ...states.conflict, lost: true } as UnitStateView);

describe('what is said after saving', () => {
  const said = {
    synced: ['一致，不用提交', 'nothing needs sending'],
    empty: ['一致，不用提交', 'nothing needs sending'],
    pending: ['已保存在这台电脑，等待提交', 'waiting to be sent'],
    unsaved: ['还没有提交，请先不要关闭窗口', 'not sent yet'],
    conflict: ['两边都改过姓名', 'Changed on both sides'],
    rejected: ['平台没有接受姓名的修改', 'did not accept the change'],
  } as const;

  const kinds = Object.keys(said) as Kind[];

  it.each(kinds)('of a unit that is %s', (kind) => {
    const [zh, en] = said[kind];
    expect(savedLabel(named(states[kind]))).toContain(zh);
    speak('en');
    expect(savedLabel(named(states[kind]))).toContain(en);
  });

  it.each(['pending', 'unsaved'] as const)('of what was %s and has been received', (then) => {
    expect(savedLabel(named(states.synced), then)).toBe('姓名已更新，平台已收到');
    expect(savedLabel(named(states.empty), then)).toBe('姓名已清空，平台已收到');
    for (const kind of ['pending', 'unsaved', 'conflict', 'rejected'] as const) {
      expect(savedLabel(named(states[kind]), then)).toBe(savedLabel(named(states[kind])));
    }
  });

  it('never says of anything else that the platform has received it', () => {
    for (const then of kinds.filter((kind) => kind !== 'pending' && kind !== 'unsaved')) {
      for (const now of kinds) expect(savedLabel(named(states[now]), then), `${then}, ${now}`).not.toContain('已收到');
    }
  });

  it('promises the least of a unit that the answer leaves out', () => {
    expect(savedUnit('name', { units: [], version: 1 }).state.kind).toBe('unsaved');
  });

  it('never says of what a restored platform has lost that both have changed it', () => {
    expect(savedLabel(lost)).toBe('平台上的姓名回到了以前的内容');
  });
});

describe('what will become of it', () => {
  const sync: SyncView = { state: { kind: 'idle' }, waiting: 1, needs_you: 0, last_contact: at };
  const stopped: SyncView['state'][] = [
    { kind: 'sign_in_needed' },
    { kind: 'held', count: 1 },
    { kind: 'paused', code: 'store-full' },
    { kind: 'off' },
  ];
  const text = (kind: Kind, state: SyncView['state'] = sync.state) => savedText(named(states[kind]), { ...sync, state });

  it.each<SyncView['state']>([{ kind: 'idle' }, { kind: 'working' }, { kind: 'offline', code: 'offline', next_try: at }])(
    'is that it goes by itself, where nothing else is needed: $kind',
    (state) => {
      expect(text('pending', state)).toBe('联网后自动提交，不用守着。');
      expect(text('unsaved', state)).toBe('联网后自动提交。提交以前请不要关闭窗口。');
    },
  );

  it.each(stopped)('is never that it goes once the network is back where that is not so: $kind', (state) => {
    for (const kind of ['pending', 'unsaved'] as const) expect(text(kind, state)).not.toContain('联网');
    expect(text('unsaved', state)).toContain('提交以前请不要关闭窗口');
  });

  it('is what it waits for', () => {
    const said = stopped.map((state) => text('pending', state));
    expect(said[0]).toBe('重新登录后自动提交。');
    expect(said[1]).toBe('1 项等您核对后发送。请到“我的”核对。');
    expect(said[2]).toMatch(/^发送已暂停：.+。恢复以后自动提交。$/);
    expect(said[3]).toBe('没有与平台联系。恢复以后自动提交。');
  });

  it('says of a conflict what has happened, and asks for a choice only where there is one', () => {
    expect(text('conflict')).toBe('两边的内容都还在，没有丢。您修改的同时，平台上的内容也变了。请选一个留下。');
    expect(savedText(lost, sync)).toContain('平台用备份恢复过数据');
    const verified = savedText(named(states.conflict, true), sync);
    expect(verified).toContain('核实过的内容以平台为准');
    expect(verified).not.toContain('选一个留下');
  });
});
