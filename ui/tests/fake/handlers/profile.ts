import type {
  ChangeInput,
  Disagreement,
  FieldProblem,
  FormView,
  OptionView,
  ProfileView,
  RawValue,
  RevealView,
  UnitView,
} from '../../../src/lib/bindings';
import type { Handlers } from '../backend';
import { formFields, masked, SAMPLES } from '../person';
import { failure, type World } from '../world';

const OPTIONS: Record<string, OptionView[]> = {
  region: [
    { code: '210103', zh: '辽宁省沈阳市沈河区', en: '辽宁省沈阳市沈河区' },
    { code: '210102', zh: '辽宁省沈阳市和平区', en: '辽宁省沈阳市和平区' },
  ],
  country: [
    { code: 'CHN', zh: '中国', en: 'China' },
    { code: 'DEU', zh: '德国', en: 'Germany' },
  ],
};

const textOf = (value: RawValue | undefined) => (Array.isArray(value) ? value : [value ?? '']);

/** 我的 and 信息修正, as far as a screen needs them. */
export const profileHandlers: Handlers = {
  profile_view: (world) => profileOf(world),
  profile_form: (world, { unit: key }): FormView => {
    const unit = unitOf(world, String(key));
    const draft = world.drafts[unit.key];
    return {
      unit,
      fields: formFields(unit.key),
      draft: draft ? Object.entries(draft).map(([field, value]) => ({ field, text: textOf(value) })) : null,
    };
  },
  profile_check: (_, { change }) => problemsOf(change as ChangeInput),
  profile_disagreements: (_, { change }) => disagreementsOf(change as ChangeInput),
  profile_edit: (world, { changes }) => {
    for (const change of changes as ChangeInput[]) {
      const problems = problemsOf(change);
      if (problems.length > 0) throw failure('invalid-fields', { retryable: false, fields: problems });
      save(world, change);
    }
    return profileOf(world);
  },
  profile_undo: (world, { unit }) => {
    const before = world.before[String(unit)];
    if (!before) throw failure('not-applicable');
    return put(world, before);
  },
  profile_reveal: (world, { unit: key }): RevealView => {
    const unit = unitOf(world, String(key));
    const others = Object.keys(world.revealed).some((other) => other !== unit.key);
    if (others && !world.authenticated) throw failure('step-up-required', { retryable: false });
    world.revealed[unit.key] = true;
    const fields = SAMPLES[unit.key]!.fields.map(([field, , , clear]) => ({ field, text: clear }));
    const other: Record<string, string> = { name: '测试市民乙', street: '测试路 2 号 2 单元' };
    const mine = unit.state.kind === 'conflict' ? fields.map(({ field, text }) => ({ field, text: other[field] ? [other[field]] : text })) : null;
    const stands = unit.state.kind === 'rejected' ? fields : null;
    const own = stands === null ? fields : fields.map(({ field, text }) => ({ field, text: other[field] ? [other[field]] : text }));
    return { key: unit.key, fields: own, mine, stands, seconds: 30 };
  },
  profile_resolve: (world, { unit: key, choice }) => {
    const unit = unitOf(world, String(key));
    if (unit.state.kind !== 'conflict') throw failure('not-applicable');
    const fields = choice === 'mine' ? unit.state.mine : unit.state.theirs;
    const state = choice === 'mine' ? ({ kind: 'pending', since: '2026-11-24T02:00:00Z' } as const) : ({ kind: 'synced' } as const);
    world.before[unit.key] = { ...unit, fields: unit.state.theirs, state: { kind: 'synced' }, undoable: false };
    return put(world, { ...unit, fields, state, undoable: choice === 'mine' });
  },
  profile_discard: (world, { unit: key }) => {
    const unit = unitOf(world, String(key));
    if (unit.state.kind !== 'rejected') throw failure('not-applicable');
    return put(world, { ...unit, state: { kind: 'synced' } });
  },
  draft_save: (world, { change }) => {
    const { unit, fields } = change as ChangeInput;
    world.drafts[unit] = fields ?? {};
    return null;
  },
  draft_clear: (world, { unit }) => {
    delete world.drafts[String(unit)];
    return null;
  },
  search_regions: (_, { query }) => OPTIONS.region!.filter(({ zh, code }) => (zh + code).includes(String(query))),
  search_countries: (_, { query }) => OPTIONS.country!.filter(({ zh, code }) => (zh + code).includes(String(query))),
  describe_codes: (_, { list, codes }) =>
    OPTIONS[String(list)]!.filter(({ code }) => (codes as string[]).includes(code)),
};

function profileOf(world: World): ProfileView {
  if (!world.scenario.profile) throw failure('signed-out', { retryable: false });
  return world.scenario.profile;
}

/** One unit of the profile. */
export function unitOf(world: World, key: string): UnitView {
  const unit = profileOf(world).units.find((candidate) => candidate.key === key);
  if (!unit) throw failure('invalid-fields', { fields: [{ unit: key, field: '', code: 'unknown_unit' }] });
  return unit;
}

/** Replaces one unit of the profile. */
export function put(world: World, unit: UnitView): ProfileView {
  const { units, version } = profileOf(world);
  const replaced = units.map((candidate) => (candidate.key === unit.key ? unit : candidate));
  world.scenario.profile = { units: replaced, version: version + 1 };
  return world.scenario.profile;
}

function save(world: World, { unit: key, fields }: ChangeInput): void {
  const unit = unitOf(world, key);
  world.before[key] = unit;
  delete world.drafts[key];
  const memory = 'keeping' in world.scenario.session && world.scenario.session.keeping.tier === 'memory';
  const values = Object.fromEntries(Object.entries(fields ?? {}).map(([name, value]) => [name, textOf(value)]));
  put(world, {
    ...unit,
    fields: fields === null ? [] : masked(key, values),
    state: memory ? { kind: 'unsaved' } : { kind: 'pending', since: '2026-11-24T02:00:00Z' },
    changed_by: null,
    undoable: true,
  });
}

/** What the client would find wrong; enough of it for a screen. */
export function problemsOf({ unit, fields }: ChangeInput): FieldProblem[] {
  if (fields === null) return [];
  return formFields(unit).flatMap(({ name, kind, required }): FieldProblem[] => {
    const text = textOf(fields[name]).join('').trim();
    if (text === '') return required ? [{ unit, field: name, code: 'required' }] : [];
    if (text.includes('*')) return [{ unit, field: name, code: 'masked_value' }];
    if (kind.kind === 'postcode' && !/^\d{6}$/.test(text)) return [{ unit, field: name, code: 'bad_length' }];
    if (kind.kind === 'past_date' && !/^\d{4}/.test(text)) return [{ unit, field: name, code: 'bad_format' }];
    if (kind.kind === 'person_name' && /\d/.test(text)) return [{ unit, field: name, code: 'illegal_character' }];
    return [];
  });
}

/** Where it says otherwise than the sample citizen's birthday, sex and document. */
function disagreementsOf({ unit, fields }: ChangeInput): Disagreement[] {
  if (fields === null) return [];
  const text = (name: string) => textOf(fields[name]).join('').trim();
  switch (unit) {
    case 'birthday':
      return text('date') === '1949-12-31' ? [] : ['birthday'];
    case 'sex':
      return text('sex') === 'male' ? ['sex'] : [];
    case 'id_document':
      return text('kind') === 'resident_id' && text('number').slice(6, 14) !== '19491231' ? ['birthday'] : [];
    default:
      return [];
  }
}
