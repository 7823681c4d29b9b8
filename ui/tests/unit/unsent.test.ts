import type { ProfileView, SyncView, UnitStateView, UnitView } from '$lib/bindings';
import { optionsFor, type Standing } from '$lib/features/logout/choices';
import { unsentOf } from '$lib/features/logout/unsent';
import { describe, expect, it } from 'vitest';

const by = { origin: { kind: 'platform' as const }, at: '2026-11-01T00:00:00Z' };

const unit = (key: string, state: UnitStateView) => ({ key, state }) as UnitView;
const profile: ProfileView = {
  version: 1,
  units: [
    unit('name', { kind: 'synced' }),
    unit('sex', { kind: 'empty' }),
    unit('address', { kind: 'pending', since: by.at }),
    unit('birthday', { kind: 'unsaved' }),
    unit('interests', { kind: 'conflict', since: '2026-11-24T00:00:00Z', mine: [], theirs: [], lost: false, changed_by: by }),
    unit('nationality', { kind: 'rejected', code: 'x', fields: [], stands: [] }),
  ],
};
const sync: SyncView = { state: { kind: 'idle' }, waiting: 0, needs_you: 0, last_contact: null };

describe('what the platform does not have', () => {
  it('is named unit by unit', () => {
    const { units, count } = unsentOf(profile, sync);
    expect(units.map(({ key }) => key)).toEqual(['address', 'birthday', 'interests', 'nationality']);
    expect(count).toBe(4);
    expect(unsentOf(profile, sync).undecided).toBe(true);
  });

  it('is counted even where its names are not known', () => {
    expect(unsentOf(null, { ...sync, waiting: 2, needs_you: 1 }).count).toBe(3);
    expect(unsentOf(null, sync).count).toBe(0);
  });
});

describe('what can become of it at log-out', () => {
  const ordinary: Standing = { memory: false, closed: false, unopened: false, sent: false };
  const memory = { ...ordinary, memory: true };
  const values = (standing: Standing) => optionsFor(standing).map(({ value }) => value);

  it('cannot be kept with keys in memory', () => {
    expect(values(ordinary)).toEqual(['send_first', 'keep', 'discard']);
    expect(values(memory)).toEqual(['send_first', 'discard']);
  });

  it('cannot be sent where it cannot be opened', () => {
    expect(values({ ...ordinary, closed: true })).toEqual(['keep', 'discard']);
  });

  it('is beside what was not opened only to leave that or to remove it, once all is sent', () => {
    const options = optionsFor({ ...memory, unopened: true, sent: true });
    expect(options.map(({ value }) => value)).toEqual(['keep', 'discard']);
    const [leave, remove] = options.map(({ hint }) => hint);
    expect(leave).toContain('仍加密留着');
    expect(remove).toMatch(/打不开的资料.*都会删除/);
  });

  it('says of both what goes and what stays where something is unsent as well', () => {
    const options = optionsFor({ ...memory, unopened: true });
    expect(options.map(({ value }) => value)).toEqual(['send_first', 'discard']);
    const [send, discard] = options.map(({ hint }) => hint);
    expect(send).toMatch(/这次的修改全部发到平台.*没打开的资料仍加密留在这台电脑上/);
    expect(discard).toContain('这次没发送的修改和没打开的资料都会删除');
  });
});
