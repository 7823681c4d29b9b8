import type { ProfileView, UnitStateView } from '$lib/bindings';
import { done } from '$lib/features/profile/done.svelte';
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
  done.forget();
  arrive({ kind: 'synced' });
});

const said = () => done.headline('name');

describe('what is said of a unit that was handed in', () => {
  it('follows it until the platform has it', () => {
    done.saved('name', view(pending));
    expect(said()).toBe('姓名已保存在这台电脑，等待提交');
    arrive({ kind: 'synced' });
    expect(said()).toBe('姓名已更新，平台已收到');
  });

  it.each<[UnitStateView, string]>([
    [{ kind: 'conflict', since: '2026-11-24T00:00:00Z', mine: [], theirs: [], lost: false, changed_by: by }, '两边都改过姓名'],
    [{ kind: 'rejected', code: 'unit-unknown', fields: [], stands: [] }, '平台没有接受'],
  ])('asks for the person where it needs them', (state, words) => {
    done.saved('name', view(pending));
    arrive(state);
    expect(said()).toContain(words);
  });

  it('is right where the answer was overtaken', () => {
    const answer = view(pending);
    arrive({ kind: 'synced' });
    done.saved('name', answer);
    expect(said()).toBe('姓名已更新，平台已收到');
  });

  it('says words of its own only in the state they are for', () => {
    done.saved('name', view(pending), { pending: '已选用您填写的姓名，等待提交' });
    expect(said()).toBe('已选用您填写的姓名，等待提交');
    arrive({ kind: 'synced' });
    expect(said()).toBe('姓名已更新，平台已收到');
  });

  it('is about that unit only, and ends when its person has gone', () => {
    done.saved('name', view(pending));
    expect(done.headline('sex')).toBeNull();
    app.take({ kind: 'session', view: { kind: 'signed_out' } });
    expect(said()).toBeNull();
  });
});

describe('what is said while it is taken back', () => {
  it('is never that the platform has it, whatever an event brings first', async () => {
    done.saved('name', view(pending));
    let answer: (view: ProfileView) => void = () => undefined;
    const undoing = done.undo('name', () => new Promise((resolve) => (answer = (value) => resolve({ ok: true, value }))));
    arrive({ kind: 'synced' });
    expect(said()).toBe('姓名已保存在这台电脑，等待提交');
    answer(view({ kind: 'synced' }));
    await undoing;
    expect(said()).toBe('已撤回对姓名的修改');
    expect(done.undone('name')).toBe(true);
  });

  it('that it was too late is said, and what has become of it', async () => {
    done.saved('name', view(pending));
    arrive({ kind: 'synced' });
    await done.undo('name', () => Promise.resolve({ ok: false, failure: failure('not-applicable') }));
    expect([said(), done.failure?.code]).toEqual(['姓名已更新，平台已收到', 'not-applicable']);
  });
});
