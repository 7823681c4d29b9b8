import type { ProfileView, SyncView, UnitView } from '$lib/bindings';

/** Whether the platform does not have what the person made of this unit. */
export function isUnsent({ state }: UnitView): boolean {
  return ['pending', 'unsaved', 'conflict', 'rejected'].includes(state.kind);
}

/** What the platform does not have yet. */
export interface Unsent {
  /** The units that are known by name. */
  units: UnitView[];
  /** How many there are. */
  count: number;
  /** Whether some of them wait for a decision of the person: those cannot be sent as they are. */
  undecided: boolean;
}

/** What the platform does not have yet. */
export function unsentOf(profile: ProfileView | null, sync: SyncView): Unsent {
  const units = profile?.units.filter(isUnsent) ?? [];
  const undecided = units.some(({ state }) => state.kind === 'conflict' || state.kind === 'rejected');
  return { units, count: Math.max(units.length, sync.waiting + sync.needs_you), undecided };
}
