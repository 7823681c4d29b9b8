import type { FieldProblem, FormView } from '$lib/bindings';
import { profile, type Outcome } from '$lib/client';

import { toChange, type Values } from './values';

/** What becomes of what is typed into a form. */
export interface FormUse {
  /** Says what is wrong with it. */
  check(values: Values): Promise<Outcome<FieldProblem[]>>;
  /** Keeps it, sealed, until it is handed in. */
  keep(values: Values): Promise<Outcome<unknown>>;
  /** Forgets what was kept. Says whether it is gone. */
  forget(): Promise<boolean>;
}

/** The form of a unit that the person changes themselves. */
export const unitUse = (view: FormView): FormUse => ({
  check: (values) => profile.check(toChange(view, values)),
  keep: (values) => profile.saveDraft(toChange(view, values)),
  forget: async () => (await profile.clearDraft(view.unit.key)).ok,
});
