import type { FieldCode, FieldProblem, FieldView, RawValue } from '$lib/bindings';
import { m } from '$lib/i18n';

import { problemLabel } from './words';

/** What is said of a field while it is being filled in; never the value itself, which others may hear. */
export interface Help {
  tone: 'fine' | 'wrong' | 'count';
  words: string;
}

/** What may be wrong only because it is not whole yet: that is said once the field is left. */
const UNFINISHED: FieldCode[] = ['bad_length', 'too_short', 'bad_format', 'old_resident_id', 'other_document_kind', 'landline'];

/** Documents whose number has 18 characters. */
const LONG = ['resident_id', 'hmt_residence_permit'];

/** How many characters belong into a field; `undefined` where that differs. `document` is the kind of it. */
function lengthOf({ kind }: FieldView, document: RawValue | undefined): number | undefined {
  if (kind === 'phone') return 11;
  if (kind === 'postcode') return 6;
  return kind === 'document_number' && LONG.includes(String(document)) ? 18 : undefined;
}

/** What is typed without what only spaces it. */
export function compactOf({ kind }: FieldView, text: string): string {
  const compact = text.replace(/\s/g, '');
  return kind === 'phone' ? compact.replace(/-/g, '').replace(/^(\+|00)86/, '') : compact;
}

/** What helps with `text` as it stands, where `problem` is wrong with it, if anything; `null` for nothing. */
export function helpOf(
  field: FieldView,
  text: string,
  problem: FieldProblem | null,
  document?: RawValue,
): Help | null {
  const count = Array.from(compactOf(field, text)).length;
  if (count === 0) return null;
  const whole = lengthOf(field, document);
  const counted = whole !== undefined || field.kind === 'document_number';
  const early = problem === null || UNFINISHED.includes(problem.code);
  if (early && whole !== undefined && count < whole) return { tone: 'count', words: m.help_so_far({ count, of: whole }) };
  if (early && problem !== null && whole === undefined) {
    return counted ? { tone: 'count', words: m.help_typed({ count }) } : null;
  }
  if (problem !== null) return { tone: 'wrong', words: problemLabel(problem, false) };
  // Of free text nothing more can be known than that it is not too long.
  if (field.kind === 'text') return null;
  const fine = m.help_fine();
  return { tone: 'fine', words: counted ? `${m.help_count({ count })}${m.sentence_gap()}${fine}` : fine };
}
