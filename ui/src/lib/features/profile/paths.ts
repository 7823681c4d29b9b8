import type { UnitKey } from '$lib/bindings';

/** 我的. */
export const PROFILE = '/mine';

/** The form of one unit. A dot would make the address look like that of a file. */
export const editPath = (unit: UnitKey) => `${PROFILE}/${encodeURIComponent(unit.replaceAll('.', '-'))}`;

/** What became of a unit that was corrected. */
export const donePath = (unit: UnitKey) => editPath(unit).replace(PROFILE, `${PROFILE}/done`);

/** Both sides of a unit that was changed on both. */
export const conflictPath = (unit: UnitKey) => editPath(unit).replace(PROFILE, `${PROFILE}/conflict`);

/** Requests for correction, and one of them. */
export const REQUESTS = `${PROFILE}/requests`;
export const requestPath = (id: string) => `${REQUESTS}/${id}`;

/** The form of a request for one unit. */
export const askPath = (unit: UnitKey) => editPath(unit).replace(PROFILE, `${PROFILE}/request`);

/** The history of changes. */
export const HISTORY = `${PROFILE}/history`;

/** The unit that an address names. */
export const unitOfPath = (segment: string): UnitKey => segment.replaceAll('-', '.');

/** The id of a unit on 我的. */
export const rowId = (unit: UnitKey) => `unit-${dashed(unit)}`;

/** The id of a field in a form. */
export const fieldId = (unit: UnitKey, field: string) => `${dashed(unit)}-${field}`;

function dashed(unit: UnitKey): string {
  return unit.replaceAll('.', '-').replaceAll('_', '-');
}
