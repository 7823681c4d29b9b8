import type { FieldCode, FieldView } from '$lib/bindings';
import { helpOf } from '$lib/features/profile/help-words';
import { describe, expect, it } from 'vitest';

const number: FieldView = { kind: 'document_number' };
const wrong = (code: FieldCode, unit = 'id_document', field = 'number') => ({ unit, field, code });

describe('help while a field is filled in', () => {
  it.each<[FieldView, string, FieldCode, string | undefined, string]>([
    [number, '110105', 'bad_length', 'resident_id', '已填 6 位，共 18 位。'],
    [number, '110105 491231 002', 'old_resident_id', 'resident_id', '已填 15 位，共 18 位。'],
    [{ kind: 'phone' }, '138', 'bad_length', undefined, '已填 3 位，共 11 位。'],
    [{ kind: 'phone' }, '+86 138 0000', 'bad_length', undefined, '已填 7 位，共 11 位。'],
    [{ kind: 'postcode' }, '110', 'bad_length', undefined, '已填 3 位，共 6 位。'],
    [number, 'E1234', 'bad_length', 'passport', '已填 5 位。'],
  ])('says how far a number is, and does not scold: %o %s', (field, text, code, document, words) => {
    expect(helpOf(field, text, wrong(code), document)).toEqual({ tone: 'count', words });
  });

  it.each<[FieldView, string, FieldCode]>([
    [{ kind: 'email' }, 'neu@', 'bad_format'],
    [{ kind: 'past_date' }, '1949-1', 'bad_format'],
    [{ kind: 'person_name' }, '测', 'too_short'],
  ])('says nothing of what may not be whole yet: %o %s', (field, text, code) => {
    expect(helpOf(field, text, wrong(code))).toBeNull();
  });

  it('says what no more typing can mend', () => {
    expect(helpOf(number, '110105194912310021', wrong('bad_check_digit'), 'resident_id')?.words).toContain('有一位不对');
    expect(helpOf({ kind: 'phone' }, '138000000011', wrong('bad_length', 'phone'))?.words).toContain('多一位');
    expect(helpOf({ kind: 'phone' }, '138a', wrong('illegal_character', 'phone'))?.tone).toBe('wrong');
    expect(helpOf({ kind: 'person_name' }, '测试7', wrong('illegal_character'))?.tone).toBe('wrong');
    expect(helpOf({ kind: 'text', max_chars: 2 }, '测试路', wrong('too_long', 'address', 'street'))?.tone).toBe('wrong');
  });

  it('says that it is right, with how long it is; of free text nothing', () => {
    expect(helpOf(number, '11010519491231002X', null, 'resident_id')).toEqual({ tone: 'fine', words: '共 18 位。写法没有问题。' });
    expect(helpOf({ kind: 'person_name' }, '测试', null)?.words).toBe('写法没有问题。');
    expect(helpOf({ kind: 'text', max_chars: 120 }, '测试路', null)).toBeNull();
    expect(helpOf(number, '  ', null)).toBeNull();
  });
});
