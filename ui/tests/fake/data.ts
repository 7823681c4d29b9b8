import type { AppearanceView, ArticleLineView, HallView, PolicyChangeView, PolicyView, Section } from '../../src/lib/bindings';
import { capabilities, policyPurposes, purposes, receipts } from './consents';
import { collected, sent, shared } from './registry';
import { noReports } from './reports';
import { guardianConsents } from './guardians';
import { HASH } from './hash';
import { activity, here, sessions } from './safety';
import type { Scenario } from './scenario';

export const appearance: AppearanceView = {
  language: 'zh-CN',
  elder: false,
  mode: 'light',
  text_size: 'standard',
  contrast: 'system',
  motion: 'system',
};

export const articles: ArticleLineView[] = [
  {
    id: 'a1',
    kind: 'announcement',
    title: '服务大厅周六上午照常办理业务',
    summary: '自本月起，各服务大厅周六 9:00 至 12:00 对外办理，不用预约。',
    source: '测试发布单位',
    published_at: '2026-11-20T01:00:00Z',
  },
  {
    id: 'a2',
    kind: 'guide',
    title: '怎样更正电话和联系地址',
    summary: '在“我的”里选择要更正的一项，填写新的内容即可；断网时也能填写。',
    source: '测试发布单位',
    published_at: '2026-11-12T01:00:00Z',
  },
  {
    id: 'a3',
    kind: 'incident',
    title: '关于一次短信延迟的说明',
    summary: '部分市民收到验证码较晚，原因已查明，个人信息没有受到影响。',
    source: '测试发布单位',
    published_at: '2026-11-03T01:00:00Z',
  },
];

export const halls: HallView[] = [
  {
    id: 'h1',
    name: '测试服务大厅一',
    district: '沈河区',
    address: '测试路 1 号',
    phone: '024-00000001',
    hours: '周一至周五 9:00–17:00，周六 9:00–12:00',
  },
  {
    id: 'h2',
    name: '测试服务大厅二',
    district: '和平区',
    address: '测试街 22 号 1 门',
    phone: '024-00000002',
    hours: '周一至周五 9:00–16:30',
  },
];

const titles: [string, string][] = [
  ['我们怎样收集和使用您的信息', '您浏览公开信息时，不需要提供个人信息。'],
  ['我们怎样公开和提供您的信息', '没有您的同意，我们不会公开您的个人信息。'],
  ['我们怎样保护您的信息', '信息在传送和保存时都会加密，显示时会遮住一部分。'],
  ['您怎样管理自己的信息', '您可以随时查看、更正和删除自己的信息。'],
  ['未成年人的信息', '未满 18 周岁的人使用服务前，应当得到监护人的同意。'],
  ['Cookie', '本客户端不使用 Cookie。'],
  ['通知和修订', '政策有重大变化时，会显著地告诉您，并说明改了什么。'],
  ['联系我们', '您可以拨打客服电话，或写信到联系地址。'],
];

const numerals = '一二三四五六七八';

function section([title, text]: [string, string], index: number): Section {
  const id = `s${index + 1}`;
  return {
    id,
    mark: `${numerals[index]}、`,
    title,
    hash: HASH,
    blocks: [
      { kind: 'paragraph', id: `${id}.p1`, text: `${text}这里是测试用的政策内容，正式内容由平台运营单位提供。`, hash: HASH },
      {
        kind: 'clause',
        id: `${id}.c1`,
        mark: '1、',
        text: '范围',
        hash: HASH,
        blocks: [
          { kind: 'item', id: `${id}.c1.i1`, mark: '⑴', text: '您注册时自己填写的信息；', hash: HASH, blocks: [] },
          { kind: 'item', id: `${id}.c1.i2`, mark: '⑵', text: '使用服务时必然产生的记录。', hash: HASH, blocks: [] },
        ],
      },
    ],
  };
}

export const policy: PolicyView = {
  document: {
    id: 'test-policy',
    version: '1',
    title: '测试平台隐私政策',
    language: 'zh-CN',
    effective_on: '2026-11-01',
    updated_on: '2026-10-20',
    masthead: ['测试平台'],
    preamble: [{ id: 'p1', text: '欢迎使用测试平台。这份政策说明我们怎样对待您的个人信息。', hash: HASH }],
    contents: titles.map(([title], index) => `${numerals[index]}、${title}`),
    foreword: [],
    sections: titles.map(section),
    third_parties: [],
    contact: { phones: ['024-00000000'], emails: [], addresses: ['沈阳市测试区测试路 1 号'] },
    text_hash: HASH,
  },
  purposes: policyPurposes,
  name: { id: 'test-policy', version: '1', text_hash: HASH },
  text_hash: HASH,
  source: 'bundle',
  sample: true,
};

const line = { version: policy.name, title: policy.document.title, effective_on: '2026-11-01', language: 'zh-CN' } as const;

/** The version in force, held against itself. */
const unchanged: PolicyChangeView = {
  from: line,
  to: line,
  served_id: '00000000-0000-7000-8000-000000000003',
  open: null,
  materiality: 'wording',
  notes: [],
  reasons: [],
  purposes: [],
  clauses: [],
  needs_guardian: false,
};

/** Somebody who has agreed and is not logged in, with a platform that answers. */
export const ordinary: Scenario = {
  choice: 'agree',
  ageBand: 'adult',
  guardian: null,
  guardianConsents,
  comingOfAge: { minor: true, by_birthday: null, ends: ['notify-sms', 'notify-email', 'terms'] },
  session: { kind: 'signed_out' },
  reopened: null,
  appearance: {},
  alertsOff: false,
  ways: ['sms_code', 'password', 'device', 'browser'],
  registered: true,
  articles,
  offline: false,
  fetchedAt: '2026-11-23T08:30:00Z',
  policy,
  earlier: [],
  newer: null,
  change: unchanged,
  history: [{ version: policy.name, language: 'zh-CN', at: '2026-11-03T02:00:00Z', decision: 'given', in_force: true, at_hand: true }],
  purposes,
  capabilities,
  receipts,
  collected,
  shared,
  sent,
  disclosed: [],
  reports: noReports,
  profile: null,
  inbox: null,
  notices: {},
  corrections: [],
  chosenFiles: [{ name: '户口本.jpg', kind: 'jpeg', size: 2_345_678 }],
  changes: [],
  sessions,
  activity,
  password: { set: true, changed_at: '2026-11-21T09:00:00Z' },
  here,
  keyLeft: false,
  lockSoon: null,
  sync: { state: { kind: 'off' }, waiting: 0, needs_you: 0, last_contact: null },
  failures: {},
  early: [],
  silent: [],
};
