import type {
  CollectedPurposeView,
  CollectedView,
  DataKind,
  DisclosedLineView,
  Holding,
  Kept,
  KindView,
  LegalBasis,
  Scene,
  SentLineView,
  SentView,
  SharedView,
  Source,
} from '../../src/lib/bindings';

const SENSITIVE = new Set<DataKind>(['identity-document', 'attachment']);

function kind(
  code: DataKind,
  source: Source,
  scene: Scene,
  kept: Kept,
  basis: LegalBasis,
  held: Holding | null,
  purposes: string[],
): KindView {
  return { kind: code, source, scene, kept, basis, sensitive: SENSITIVE.has(code), held, purposes };
}

const kinds: KindView[] = [
  kind('name', 'person', 'profile', 'both', 'contract', 'has', ['provide-service']),
  kind('sex', 'person', 'profile', 'both', 'contract', 'has', ['provide-service']),
  kind('birth-date', 'person', 'profile', 'both', 'contract', 'has', ['provide-service']),
  kind('nationality', 'person', 'profile', 'both', 'contract', 'has', ['provide-service']),
  kind('phone', 'person', 'profile', 'both', 'contract', 'has', ['provide-service', 'messages']),
  kind('email', 'person', 'profile', 'both', 'contract', 'has_not', ['provide-service', 'messages']),
  kind('address', 'person', 'profile', 'both', 'contract', 'waits', ['provide-service', 'messages']),
  kind('identity-document', 'person', 'profile', 'both', 'consent', 'has', ['identity-check']),
  kind('attachment', 'person', 'profile', 'both', 'consent', 'has_not', []),
  kind('correction-reason', 'person', 'profile', 'both', 'contract', 'has_not', []),
  kind('customer-code', 'platform', 'profile', 'both', 'contract', 'has', ['provide-service']),
  kind('interests', 'person', 'profile', 'both', 'consent', 'has_not', ['messages']),
  kind('preference', 'person', 'settings', 'both', 'contract', 'has', ['messages']),
  kind('account-name', 'person', 'log-in', 'platform', 'contract', null, []),
  kind('password', 'person', 'log-in', 'platform', 'contract', null, []),
  kind('verification-code', 'person', 'log-in', 'nowhere', 'contract', null, []),
  kind('guardian-phone', 'person', 'decision', 'platform', 'statutory_duty', null, []),
  kind('session-credential', 'use', 'log-in', 'both', 'contract', 'has', []),
  kind('device-name', 'use', 'log-in', 'both', 'contract', null, []),
  kind('device-number', 'platform', 'sync', 'both', 'contract', 'has', []),
  kind('app-version', 'use', 'sync', 'platform', 'contract', null, []),
  kind('age-band', 'person', 'first-run', 'both', 'statutory_duty', 'has', []),
  kind('decision-record', 'use', 'decision', 'both', 'statutory_duty', 'has', []),
  kind('notices', 'platform', 'inbox', 'both', 'contract', 'has', []),
  kind('read-notices', 'use', 'inbox', 'both', 'contract', 'has', []),
  kind('opened-articles', 'use', 'browsing', 'both', 'contract', null, []),
  kind('operation-record', 'connection', 'connection', 'platform', 'statutory_duty', null, ['research', 'purpose-analysis', 'legal-duty']),
  kind('access-time', 'connection', 'connection', 'platform', 'statutory_duty', null, ['research', 'purpose-analysis']),
  kind('network-address', 'connection', 'connection', 'platform', 'statutory_duty', null, ['legal-duty']),
  kind('drafts', 'person', 'profile', 'this-computer', 'contract', 'has_not', []),
  kind('unlock-secret', 'person', 'settings', 'nowhere', 'contract', null, []),
  kind('computer-settings', 'person', 'settings', 'this-computer', 'contract', 'has', []),
  kind('accounts-here', 'use', 'log-in', 'this-computer', 'contract', 'has', []),
  kind('usage-counts', 'use', 'running', 'both', 'consent', 'has', ['research']),
  kind('crash-place', 'use', 'running', 'both', 'consent', 'has_not', []),
  kind('system-kind', 'use', 'running', 'platform', 'consent', null, ['research']),
  kind('sent-log', 'use', 'connection', 'this-computer', 'contract', 'has', []),
];

function purpose(id: string, title: string, change: Partial<CollectedPurposeView>): CollectedPurposeView {
  return {
    id,
    title,
    clauses: ['s1.c1.i1'],
    basis: 'consent',
    refusable: true,
    necessity: '',
    retention: '保存到您撤回同意或注销账号。',
    kinds: kinds.filter(({ purposes }) => purposes.includes(id)).map(({ kind }) => kind),
    others: [],
    ...change,
  };
}

/** What is collected, with every group and every state of it. */
export const collected: CollectedView = {
  version: '1',
  closed: null,
  kinds,
  purposes: [
    purpose('provide-service', '办理事项与技术支持', {
      basis: 'contract',
      refusable: false,
      necessity: '没有这些内容，就办不成您提出的事项，也没法告诉您结果。',
      retention: '办结后按该事项的档案规定保存；没有规定的，保存到您删除或注销账号。',
      others: ['办事时提交的内容'],
    }),
    purpose('identity-check', '用证件号码核对身份', {}),
    purpose('messages', '发送消息', {}),
    purpose('research', '内部审计、数据分析和研究', { retention: '原始记录保存三十天，之后只留汇总数字。' }),
    purpose('purpose-analysis', '了解运行效率和使用规模', { retention: '' }),
    purpose('legal-duty', '履行法定义务', {
      basis: 'statutory_duty',
      refusable: false,
      necessity: '法律法规要求留存和提供，因此不能拒绝。',
      retention: '按法律法规规定的期限；网络日志不少于六个月。',
    }),
    purpose('find-halls', '在桌面端查找附近的办事大厅', { others: ['大致位置'], retention: '不保存，关闭页面即清除。' }),
  ],
};

/** Who receives what. */
export const shared: SharedView = {
  version: '1',
  host: 'platform.example',
  purposes: [
    {
      id: 'provide-service',
      title: '办理事项与技术支持',
      clauses: ['s1.c1.i1'],
      recipients: ['承办事项的部门'],
      data: ['姓名', '性别', '出生日期', '国籍', '电话', '电子邮箱', '联系地址和邮政编码', '办事时提交的内容', '客户代码'],
      method: '由您填写，或在办事时提交；由平台和承办的部门处理。',
      refusable: false,
    },
    {
      id: 'messages',
      title: '发送消息',
      clauses: ['s1.c1.i1', 's2.p1'],
      recipients: ['受委托发送短信、邮件和信函的单位'],
      data: ['电话', '电子邮箱', '联系地址和邮政编码', '所选渠道'],
      method: '',
      refusable: true,
    },
  ],
  services: [
    { name: '测试 SDK', title: '消息推送（测试 SDK，仅手机端）', clauses: ['s1.c1.i1'] },
    { name: '地图 SDK', title: '地图定位（地图 SDK，仅手机端）', clauses: ['s1.c1.i1'] },
  ],
};

function line(operation: string, codes: DataKind[], first: string, last: string, count: number): SentLineView {
  const at = (time: string) => `2026-11-24T${time}:00Z`;
  return { operation, kinds: codes, host: 'platform.example', first: at(first), last: at(last), count, before_login: false };
}

/** What left, on two days. */
export const sent: SentView = {
  signed_in: true,
  memory_only: false,
  trouble: null,
  most_lines: 500,
  most_days: 180,
  days: [
    {
      day: '2026-11-24',
      lines: [
        line('push', ['device-number', 'address', 'operation-record', 'session-credential'], '02:05', '02:05', 1),
        line('changes', ['device-number', 'session-credential'], '01:30', '02:05', 14),
        line('challenge', ['phone', 'verification-code', 'session-credential'], '01:29', '01:30', 2),
        { ...line('authorize', ['device-name', 'session-credential'], '01:28', '01:28', 1), host: 'login.example' },
        { ...line('articles', [], '01:20', '01:26', 3), before_login: true },
      ],
    },
    { day: '2026-11-23', lines: [line('devices', ['device-name', 'app-version', 'session-credential'], '08:00', '08:00', 1)] },
  ],
};

/** What the platform has given to whom. */
export const disclosed: DisclosedLineView[] = [
  {
    id: 'd3',
    on: '2026-11-18',
    entered_at: '2026-11-20T02:10:00Z',
    recipient: '沈阳市某区人民法院',
    ground: 'statutory_duty',
    reason: '民事诉讼法第七十条，调查令',
    kinds: ['name', 'address'],
    method: '加密文件，由经办人员签收',
  },
  {
    id: 'd2',
    on: '2026-10-08',
    entered_at: '2026-10-08T07:30:00Z',
    recipient: '受委托寄送证照的单位',
    ground: 'contract',
    reason: '您申请了证照邮寄',
    kinds: ['name', 'phone', 'address', 'of-a-newer-platform'],
    method: '接口传送',
  },
];
