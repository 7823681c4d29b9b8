import type { FormView, UnitView } from '$lib/bindings';
import { grouped } from '$lib/features/profile/groups';
import { isBlank, sameValues, startingValues, toChange, valuesOf } from '$lib/features/profile/values';
import { describe, expect, it } from 'vitest';

const unit: UnitView = {
  key: 'address',
  group: 'contact',
  fields: [
    { field: 'region', text: ['210103'], masked: false },
    { field: 'street', text: ['******'], masked: true },
  ],
  state: { kind: 'synced' },
  rev: 7,
  changed_by: null,
  edit: 'offline',
  step_up: false,
  proof: 'none',
  verified: false,
  sensitive: false,
  undoable: false,
};

const form: FormView = {
  unit,
  fields: [
    { name: 'region', kind: { kind: 'region' }, required: true },
    { name: 'street', kind: { kind: 'text', max_chars: 120 }, required: true },
    { name: 'postcode', kind: { kind: 'postcode' }, required: false },
  ],
  draft: null,
};

describe('what a form starts with', () => {
  it('is never a mask', () => {
    expect(startingValues(form)).toEqual({ region: '210103', street: '', postcode: '' });
  });

  it('is what was revealed, once the person asked for it', () => {
    const revealed = [
      { field: 'region', text: ['210103'] },
      { field: 'street', text: ['测试路 1 号'] },
    ];
    expect(valuesOf(form, revealed)).toEqual({ region: '210103', street: '测试路 1 号', postcode: '' });
  });

  it('is a list for many choices', () => {
    const fields = [
      { name: 'topics', kind: { kind: 'choices' as const, options: ['health'] }, required: false },
    ];
    expect(startingValues({ ...form, fields })).toEqual({ topics: [] });
  });
});

describe('a change', () => {
  it('goes back with the revision that the form was read at', () => {
    expect(toChange(form, { street: 'x' })).toEqual({ unit: 'address', fields: { street: 'x' }, base_rev: 7 });
  });

  it('is none where only spaces or the order of choices differ', () => {
    expect(sameValues({ a: 'x ' }, { a: 'x' })).toBe(true);
    expect(sameValues({ a: ['x', 'y'] }, { a: ['y', 'x'] })).toBe(true);
    expect(sameValues({ a: ['x'] }, { a: ['x', 'y'] })).toBe(false);
    expect(sameValues({ a: 'x' }, {})).toBe(false);
    expect(sameValues({ a: '' }, {})).toBe(true);
  });

  it('knows nothing from something', () => {
    expect(isBlank({ a: ' ', b: [] })).toBe(true);
    expect(isBlank({ a: ' ', b: ['x'] })).toBe(false);
  });
});

describe('numbers', () => {
  it('are spaced for the eye, masked or not', () => {
    expect(grouped('number', '13800000001')).toEqual(['138', '0000', '0001']);
    expect(grouped('number', '138****0001')).toEqual(['138', '****', '0001']);
    expect(grouped('number', '11010519491231002X')).toEqual(['110105', '1949', '1231', '002X']);
  });

  it('of any other form, and any other field, are left alone', () => {
    expect(grouped('number', 'E12345678')).toEqual(['E12345678']);
    expect(grouped('street', '13800000001')).toEqual(['13800000001']);
  });
});
