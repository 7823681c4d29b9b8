import { codeListOf, codeNames } from './code-names.svelte';
import { optionLabel } from './words';

const CODED = ['sex', 'services', 'topics', 'language', 'mode', 'kind', 'on'];

/** What one text of a field says: a code by its name, once that is known. */
export function fieldWord(field: string, text: string): string {
  const list = codeListOf(field);
  if (list !== null) return codeNames.name(list, text);
  return CODED.includes(field) ? optionLabel(field, text) : text;
}

/** Whether a field holds codes, which are the same or not as a whole. */
export const isCoded = (field: string) => codeListOf(field) !== null || CODED.includes(field);
