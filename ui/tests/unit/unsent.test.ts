import type { ProfileView, SyncView, UnitStateView, UnitView } from '$lib/bindings';
import { choicesFor, unsentOf } from '$lib/features/logout/unsent';
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
    unit('interests', { kind: 'conflict', mine: [], theirs: [], changed_by: by }),
    unit('nationality', { kind: 'rejected', code: 'x', fields: [] }),
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

  it('cannot be kept with keys in memory', () => {
    expect(choicesFor('keyring')).toContain('keep');
    expect(choicesFor('memory')).not.toContain('keep');
    expect(choicesFor('memory')).toContain('send_first');
    expect(choicesFor(undefined, true)).toEqual(['keep', 'discard']);
  });
});
