import type { FormView, UnitKey } from '$lib/bindings';

import { editPath } from './paths';

/** Identity data is asked for one thing a page, and checked as a whole before it is handed in. */
const STEPPED: UnitKey[] = ['name', 'sex', 'birthday', 'nationality', 'id_document'];

/** The last page of such a form, where every answer is checked. */
export const CHECK = 'check';

/** Whether a unit is asked for one thing a page. */
export const isStepped = (unit: UnitKey) => STEPPED.includes(unit);

/** The pages of a form in their order, and their addresses. The first one has that of the form. */
export class Steps {
  /** `questions` stand between `before`, where nothing is asked for yet, and the check. */
  constructor(
    readonly base: string,
    readonly questions: string[],
    private readonly before: string[] = [],
  ) {}

  /** All pages, the check as the last one. */
  get all(): string[] {
    return [...this.before, ...this.questions, CHECK];
  }

  get first(): string {
    return this.all[0]!;
  }

  /** The page that an address names; the first one where it names none of this form's. */
  at(segment: string | undefined): string {
    return segment !== undefined && this.all.includes(segment) ? segment : this.first;
  }

  /** The page before one; `undefined` before the first. */
  previous(step: string): string | undefined {
    return this.all[this.all.indexOf(step) - 1];
  }

  /** The page after one. */
  next(step: string): string {
    return this.all[this.all.indexOf(step) + 1] ?? CHECK;
  }

  /** The address of one page. */
  path(step: string): string {
    return step === this.first ? this.base : `${this.base}/${step}`;
  }

  /** Whether an address is one of the form's pages. */
  within(path: string): boolean {
    return path === this.base || path.startsWith(`${this.base}/`);
  }
}

/** The pages of a unit's own form: one for each field, and the check. */
export const unitSteps = ({ unit, fields }: FormView) => new Steps(editPath(unit.key), fields.map(({ name }) => name));
