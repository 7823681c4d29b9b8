import type { FormView, UnitKey } from '$lib/bindings';

import { editPath } from './paths';

/** Identity data is asked for one thing a page, and checked as a whole before it is handed in. */
const STEPPED: UnitKey[] = ['name', 'sex', 'birthday', 'nationality', 'id_document'];

/** The last page of such a form, where every answer is checked. */
export const CHECK = 'check';

/** Whether a unit is asked for one thing a page. */
export const isStepped = (unit: UnitKey) => STEPPED.includes(unit);

/** The pages of a form in their order: one for each field, and the check. */
export const stepsOf = ({ fields }: FormView) => [...fields.map(({ name }) => name), CHECK];

/** The page that an address names; the first one where it names none of this form's. */
export function stepOf(view: FormView, segment: string | undefined): string {
  const steps = stepsOf(view);
  return segment !== undefined && steps.includes(segment) ? segment : steps[0]!;
}

/** The address of one page. The first one has that of the form. */
export function stepPath(view: FormView, step: string): string {
  const form = editPath(view.unit.key);
  return step === stepsOf(view)[0] ? form : `${form}/${step}`;
}

/** Whether an address is one of the form's pages. */
export function isWithin(unit: UnitKey, path: string): boolean {
  const form = editPath(unit);
  return path === form || path.startsWith(`${form}/`);
}
