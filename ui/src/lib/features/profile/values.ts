import type { ChangeInput, FieldView, FormView, MaskedField, RawValue, RevealedField } from '$lib/bindings';

/** What stands in the fields of a form. */
export type Values = Record<string, RawValue>;

/**
 * What a form starts with: the present value where nothing of it is hidden, and nothing where something is. A
 * mask never becomes what a field holds.
 */
export function startingValues(form: FormView): Values {
  const open = form.unit.fields.filter((field) => !field.masked);
  return valuesOf(form, open);
}

/** What a form holds after a reveal, or with what was typed before. */
export function valuesOf(form: FormView, given: (RevealedField | MaskedField)[]): Values {
  const values: Values = {};
  for (const { name, kind } of form.fields) {
    const text = given.find((field) => field.field === name)?.text;
    values[name] = asValue(kind, text ?? []);
  }
  return values;
}

function asValue(kind: FieldView, text: string[]): RawValue {
  if (kind.kind === 'choices') return [...text];
  return text[0] ?? '';
}

/** The same apart: what is typed later does not change what was handed over. */
export function copyOf(values: Values): Values {
  const copies = Object.entries(values).map(([name, value]) => [name, Array.isArray(value) ? [...value] : value]);
  return Object.fromEntries(copies);
}

/** The change that a form asks for. */
export function toChange(form: FormView, values: Values): ChangeInput {
  return { unit: form.unit.key, fields: copyOf(values), base_rev: form.unit.rev };
}

/** Whether two forms hold the same. */
export function sameValues(a: Values, b: Values): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => sameValue(a[name], b[name]));
}

function sameValue(a: RawValue | undefined, b: RawValue | undefined): boolean {
  if (Array.isArray(a) || Array.isArray(b)) {
    const [left, right] = [asList(a), asList(b)];
    return left.length === right.length && left.every((item) => right.includes(item));
  }
  return (a ?? '').trim() === (b ?? '').trim();
}

function asList(value: RawValue | undefined): string[] {
  if (value === undefined || value === '') return [];
  return Array.isArray(value) ? value : [value];
}

/** Whether nothing is filled in. */
export function isBlank(values: Values): boolean {
  return Object.values(values).every((value) => (Array.isArray(value) ? value.length === 0 : value.trim() === ''));
}
