import type {
  EditRule,
  FieldView,
  FormFieldView,
  InboxView,
  MaskedField,
  NoticeView,
  ProfileView,
  UnitGroup,
  UnitView,
} from '../../src/lib/bindings';
import { account } from './world';
import type { Change } from './scenario';

interface Sample {
  group: UnitGroup;
  edit?: EditRule;
  step_up?: boolean;
  sensitive?: boolean;
  fields: [name: string, kind: FieldView, required: boolean, clear: string[], masked?: string][];
}

const SERVICES = 'social_security medical_insurance housing_fund transport education elder_care credit_report business';
const TOPICS = 'policy_news service_guides city_life health employment culture';
const KINDS = 'resident_id hk_macao_permit taiwan_permit hmt_residence_permit foreign_resident_card passport';
const choice = (options: string): FieldView => ({ kind: 'choice', options: options.split(' ') });

/** The units of a made-up citizen, in the order of the table. */
export const SAMPLES: Record<string, Sample> = {
  name: { group: 'basic', fields: [['name', { kind: 'person_name' }, true, ['测试市民甲'], '测*']] },
  sex: { group: 'basic', fields: [['sex', choice('male female unspecified'), true, ['female']]] },
  birthday: { group: 'basic', fields: [['date', { kind: 'past_date' }, true, ['1949-12-31'], '1949-**-**']] },
  nationality: { group: 'basic', fields: [['country', { kind: 'country' }, true, ['CHN']]] },
  phone: {
    group: 'contact',
    edit: 'online',
    step_up: true,
    fields: [['number', { kind: 'phone' }, true, ['13800000001'], '138****0001']],
  },
  email: {
    group: 'contact',
    edit: 'online',
    fields: [['address', { kind: 'email' }, true, ['test@example.com'], 't***@example.com']],
  },
  address: {
    group: 'contact',
    fields: [
      ['region', { kind: 'region' }, true, ['210103']],
      ['street', { kind: 'text', max_chars: 120 }, true, ['测试路 1 号 2 单元'], '******'],
      ['postcode', { kind: 'postcode' }, false, ['110013'], '******'],
    ],
  },
  id_document: {
    group: 'identity',
    edit: 'online',
    step_up: true,
    sensitive: true,
    fields: [
      ['kind', { kind: 'document_kind', options: KINDS.split(' ') }, true, ['resident_id']],
      ['number', { kind: 'document_number' }, true, ['11010519491231002X'], '1****************X'],
      ['valid_until', { kind: 'date' }, false, ['2035-01-31']],
    ],
  },
  customer_code: {
    group: 'identity',
    edit: 'read_only',
    fields: [['code', { kind: 'text', max_chars: 32 }, true, ['TEST-000-001'], '******']],
  },
  interests: {
    group: 'basic',
    fields: [
      ['services', { kind: 'choices', options: SERVICES.split(' ') }, false, ['medical_insurance', 'elder_care']],
      ['topics', { kind: 'choices', options: TOPICS.split(' ') }, false, ['health', 'culture']],
    ],
  },
  language: { group: 'preference', fields: [['language', choice('zh-CN en'), true, ['zh-CN']]] },
  presentation: { group: 'preference', fields: [['mode', choice('standard elder'), true, ['standard']]] },
};

/** The form fields of a unit. */
export function formFields(key: string): FormFieldView[] {
  return SAMPLES[key]!.fields.map(([name, kind, required]) => ({ name, kind, required }));
}

/** The fields of a unit, masked as the client masks them; of other values than the sample's, whole. */
export function masked(key: string, values: Record<string, string[]> = {}): MaskedField[] {
  return SAMPLES[key]!.fields.flatMap(([field, , , clear, mask]) => {
    const text = values[field] ?? clear;
    if (text.length === 0 || text[0] === '') return [];
    return [{ field, text: mask === undefined ? text : [values[field] === undefined ? mask : '***'], masked: mask !== undefined }];
  });
}

/** One unit of the citizen. */
export function unit(key: string, part: Partial<UnitView> = {}): UnitView {
  const { group, edit = 'offline', step_up = false, sensitive = false } = SAMPLES[key]!;
  return {
    key,
    group,
    fields: masked(key),
    state: { kind: 'synced' },
    rev: 3,
    changed_by: { origin: { kind: 'device', device_id: 'test-device' }, ground: '', at: '2026-11-03T02:00:00Z' },
    edit,
    step_up,
    proof: 'none',
    verified: false,
    sensitive,
    undoable: false,
    ...part,
  };
}

/** The citizen's profile, with some units other than usual. */
export function profile(parts: Record<string, Partial<UnitView>> = {}): ProfileView {
  return { units: Object.keys(SAMPLES).map((key) => unit(key, parts[key])), version: 1 };
}

const at = (day: number) => `2026-11-${String(day).padStart(2, '0')}T01:30:00Z`;

/** The citizen's notices in full. */
export const notices: Record<string, NoticeView> = {
  n1: {
    id: 'n1',
    kind: 'incident',
    title: '关于一次短信发送异常的告知',
    at: at(21),
    read: false,
    paragraphs: ['11 月 20 日，部分测试市民的短信验证码发送异常。您的手机号码在受影响的范围内。'],
    incident: {
      what_happened: '一条短信通道把验证码发到了旧的号码。可能有人看到过一次性的验证码，其他信息没有受到影响。',
      measures: '平台已停用这条通道，并使当天发出的验证码全部失效。',
      advice: '请查看“我的”里的手机号码是否正确。如果不是您本人的操作，请更换号码。',
      remedies: '如有损失，请拨打服务电话登记，平台会在 15 个工作日内答复。',
    },
  },
  n2: {
    id: 'n2',
    kind: 'correction',
    title: '您的出生日期已由工作人员更正',
    at: at(20),
    read: false,
    paragraphs: ['根据您在测试服务大厅提交的材料，工作人员更正了您的出生日期。', '如有疑问，请拨打服务电话。'],
    incident: null,
  },
  n3: {
    id: 'n3',
    kind: 'announcement',
    title: '服务大厅周六上午照常办理业务',
    at: at(12),
    read: true,
    paragraphs: ['自本月起，各服务大厅周六 9:00 至 12:00 对外办理，不用预约。'],
    incident: null,
  },
};

/** The inbox of these notices. */
export function inboxOf(all: Record<string, NoticeView>): InboxView {
  const lines = Object.values(all).map(({ id, kind, title, at, read }) => ({ id, kind, title, at, read }));
  return { unread: lines.filter(({ read }) => !read).length, notices: lines };
}

/** Somebody who is logged in, with everything on the platform. */
export function loggedIn(change: Change = {}): Change {
  return {
    session: { kind: 'signed_in', ...account },
    profile: profile(),
    notices,
    inbox: inboxOf(change.notices ?? notices),
    sync: { state: { kind: 'idle' }, waiting: 0, needs_you: 0, last_contact: '2026-11-24T02:00:00Z' },
    ...change,
  };
}
