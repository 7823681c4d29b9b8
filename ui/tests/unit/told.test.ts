import type { ProfileView, UnitStateView } from '$lib/bindings';
import { told } from '$lib/features/profile/told.svelte';
import { app } from '$lib/state/app.svelte';
import { account, failure } from '../fake/world';
import { beforeEach, describe, expect, it } from 'vitest';

let version = 0;

function view(state: UnitStateView): ProfileView {
  version += 1;
  return { units: [{ key: 'name', state }], version } as unknown as ProfileView;
}
beforeEach(() => {
  app.take({ kind: 'session', view: { kind: 'signed_in', ...account } });
  told.clear();
});

describe('what 我的 says', () => {
  it('is what was done last, or why it did not succeed', () => {
    told.take({ ok: true, value: view({ kind: 'synced' }) }, '已撤回对姓名的修改。');
    expect(told.now).toBe('已撤回对姓名的修改。');
    told.take({ ok: false, failure: failure('store-io') }, '已撤回对姓名的修改。');
    expect([told.now, told.failure?.code]).toEqual([null, 'store-io']);
  });

  it('is nothing to whoever comes after', () => {
    app.take({ kind: 'session', view: { kind: 'signed_out' } });
    told.say('已撤回对姓名的修改。');
    expect(told.now).toBeNull();
  });
});
