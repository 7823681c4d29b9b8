import type { KeepingTier, ProfileView, SyncView, UnitView, UnsentChoice } from '$lib/bindings';

/** Whether the platform does not have what the person made of this unit. */
export function isUnsent({ state }: UnitView): boolean {
  return ['pending', 'unsaved', 'conflict', 'rejected'].includes(state.kind);
}

/** What the platform does not have yet: the units by name, and how many there are. */
export function unsentOf(profile: ProfileView | null, sync: SyncView): { units: UnitView[]; count: number } {
  const units = profile?.units.filter(isUnsent) ?? [];
  return { units, count: Math.max(units.length, sync.waiting + sync.needs_you) };
}

/** What can become of it. Keys that are in memory only cannot keep anything. */
export function choicesFor(tier: KeepingTier | undefined): UnsentChoice[] {
  return tier === 'memory' ? ['send_first', 'discard'] : ['send_first', 'keep', 'discard'];
}
