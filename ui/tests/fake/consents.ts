import type {
  ConsentItemView,
  Control,
  CapabilityView,
  Delivery,
  ItemStanding,
  Purpose,
  PurposesView,
  PurposeView,
  ReceiptsView,
  ReceiptView,
} from '../../src/lib/bindings';
import { HASH } from './hash';

/** What the platform said of what it can do. */
export const capabilities: CapabilityView[] = (
  ['hall-location', 'video-call', 'personal-qr-code', 'public-disclosure'] as const
).map((control) => ({ control, openness: { kind: 'not_open', asked_at: '2026-11-24T01:30:00Z' } }));

const countersigned = (position: number): Delivery => ({ kind: 'countersigned', position });

function item(code: string, standing: ItemStanding = 'not_asked', delivery: Delivery | null = null): ConsentItemView {
  const decided = standing !== 'not_asked';
  const control = code.startsWith('purpose-') ? null : (code as Control);
  const openness = capabilities.find((one) => one.control === control)?.openness ?? { kind: 'open' };
  return { item: code, control, openness, standing, decided_at: decided ? '2026-11-20T02:00:00Z' : null, delivery };
}

const purpose: PurposeView = {
  id: '',
  title: '',
  basis: 'consent',
  refusable: true,
  necessity: '',
  data: [],
  sensitive: false,
  impact: '',
  method: '由平台处理，用于测试。',
  retention: '保存到您撤回同意或注销账号。',
  recipients: [],
  third_party: null,
  automated: false,
  clauses: ['s1.c1.i1'],
  items: [],
};

/** The purposes of the made-up policy, with every standing and every delivery among them. */
export const purposes: PurposesView = {
  text_hash: HASH,
  version: '1',
  served_id: '00000000-0000-7000-8000-000000000001',
  closed: null,
  needs_guardian: false,
  purposes: [
    {
      ...purpose,
      id: 'provide-service',
      title: '办理事项与技术支持',
      basis: 'contract',
      refusable: false,
      necessity: '没有这些内容，就办不成您提出的事项，也没法告诉您结果。',
      data: ['姓名', '电话', '联系地址和邮政编码', '办事时提交的内容'],
      method: '由您填写，或在办事时提交；由平台和承办的部门处理。',
      recipients: ['承办事项的部门'],
      clauses: ['s1.c1.i1', 's2.p1'],
    },
    {
      ...purpose,
      id: 'identity-check',
      title: '用证件号码核对身份',
      data: ['证件种类和证件号码'],
      sensitive: true,
      impact: '部分事项要核对身份，因此需要证件号码。它是敏感个人信息，泄露或被冒用可能影响您的人身和财产安全。',
      recipients: ['依法负责核对身份的机关'],
      items: [item('sensitive-identity', 'asked_again', countersigned(2))],
    },
    {
      ...purpose,
      id: 'messages',
      title: '发送消息',
      data: ['电话', '电子邮箱', '联系地址和邮政编码', '所选渠道'],
      method: '按您打开的渠道发送；关闭一个渠道，那个渠道立即停发。',
      recipients: ['受委托发送短信、邮件和信函的单位'],
      items: [
        item('notify-in-app', 'given', countersigned(4)),
        item('notify-system', 'given', { kind: 'waiting' }),
        item('notify-sms'),
        item('notify-email', 'withdrawn', countersigned(5)),
        item('notify-post', 'refused', { kind: 'refused', code: 'consent-order' }),
      ],
    },
    {
      ...purpose,
      id: 'research',
      title: '内部审计、数据分析和研究',
      data: ['操作记录', '访问时间'],
      retention: '原始记录保存三十天，之后只留汇总数字。',
      items: [item('usage-statistics', 'lapsed', countersigned(1))],
    },
    {
      ...purpose,
      id: 'purpose-analysis',
      title: '了解运行效率和使用规模',
      data: ['操作记录', '访问时间'],
      automated: true,
      items: [item('purpose-analysis', 'given', { kind: 'not_kept' })],
    },
    {
      ...purpose,
      id: 'legal-duty',
      title: '履行法定义务',
      basis: 'statutory_duty',
      refusable: false,
      data: ['操作记录', '网络地址、端口和网络协议'],
      retention: '按法律法规规定的期限；网络日志不少于六个月。',
      recipients: ['依法有权的司法、执法和监管机关'],
    },
    {
      ...purpose,
      id: 'find-halls',
      title: '在桌面端查找附近的办事大厅',
      data: ['大致位置'],
      sensitive: true,
      impact: '位置是敏感个人信息，会透露您在哪里。不同意，可以自己按区查找。',
      method: '由系统给出大致位置，只在本机计算距离，不发送。',
      retention: '不保存，关闭页面即清除。',
      items: [item('hall-location')],
    },
    {
      ...purpose,
      id: 'video-consultation',
      title: '视频咨询',
      data: ['通话的画面和声音'],
      items: [item('video-call', 'refused', countersigned(6))],
    },
    {
      ...purpose,
      id: 'personal-code',
      title: '出示个人二维码',
      data: ['客户代码'],
      items: [item('personal-qr-code', 'given', countersigned(7))],
    },
    {
      ...purpose,
      id: 'service-push',
      title: '消息推送（测试 SDK，仅手机端）',
      data: ['系统运营信息', 'iOS广告标识符（IDFA）', 'MAC地址', '应用列表信息'],
      sensitive: true,
      third_party: '测试 SDK',
    },
  ],
};

/** The same where the person agreed to this item. */
export function agreedTo(code: string): PurposesView {
  const agreed = (one: ConsentItemView) => (one.item === code ? item(code, 'given', countersigned(2)) : one);
  return { ...purposes, purposes: purposes.purposes.map((one) => ({ ...one, items: one.items.map(agreed) })) };
}

const receipt: ReceiptView = {
  id: '',
  item: '',
  title: '发送消息',
  decision: 'given',
  actor: 'self',
  trigger: 'privacy_centre',
  at: '2026-11-20T02:00:00Z',
  policy_version: '1',
  delivery: { kind: 'waiting' },
  received_at: null,
  hash: HASH,
};

/** Their receipts, newest first. */
export const receipts: ReceiptsView = {
  receipts: [
    { ...receipt, id: 'r5', item: 'notify-system', at: '2026-11-24T02:00:00Z' },
    { ...receipt, id: 'r4', item: 'notify-post', decision: 'refused', delivery: { kind: 'refused', code: 'consent-order' } },
    {
      ...receipt,
      id: 'r3',
      item: 'notify-email',
      decision: 'withdrawn',
      delivery: countersigned(3),
      received_at: '2026-11-20T02:00:04Z',
    },
    {
      ...receipt,
      id: 'r2',
      item: 'notify-email',
      at: '2026-11-12T02:00:00Z',
      delivery: countersigned(2),
      received_at: '2026-11-12T02:00:02Z',
    },
    {
      ...receipt,
      id: 'r1',
      item: 'purpose-analysis',
      title: '了解运行效率和使用规模',
      actor: 'guardian',
      at: '2026-11-03T02:00:00Z',
      delivery: countersigned(1),
      received_at: '2026-11-03T02:00:01Z',
    },
  ],
  proof: { kind: 'whole', complete_until: '2026-11-20T02:00:04Z' },
};

/** The same purposes as the policy's sidecar has them. */
export const policyPurposes: Purpose[] = purposes.purposes.map(({ items, ...one }) => ({
  ...one,
  requirement: one.basis === 'consent' ? 'optional' : 'required',
  controls: items.flatMap(({ control }) => control ?? []),
}));
