import type {
  AnsweredPolicyView,
  ChangedClauseView,
  ClauseLine,
  NewerPolicyView,
  PolicyChangeView,
  PolicyDocument,
  PolicyLineView,
  PolicyVersion,
  PolicyView,
  Reason,
  ReasonCode,
} from '../../src/lib/bindings';
import { purposes } from './consents';
import { policy } from './data';
import { loggedIn } from './person';
import type { Change } from './scenario';

/** The policy in force and two that were before it: 1 → 2, and 0 that nobody here has the text of. */
export const one: PolicyVersion = policy.name;
export const two: PolicyVersion = { ...one, version: '2', text_hash: 'fedcba9876543210'.repeat(4) };
export const zero: PolicyVersion = { ...one, version: '0.9', text_hash: '00112233'.repeat(8) };

const item = (id: string, mark: string, text: string) => ({ kind: 'item' as const, id, mark, text, hash: two.text_hash, blocks: [] });

function second(document: PolicyDocument): PolicyDocument {
  const sections = structuredClone(document.sections).map((section) => {
    const clause = section.blocks[1];
    if (clause?.kind !== 'clause') return section;
    const [first, other] = clause.blocks;
    if (section.id === 's1' && other) other.text = '使用服务时产生的操作记录和访问时间。';
    if (section.id === 's2') clause.blocks.push(item('s2.c1.i3', '⑶', '依法可以查阅的审计单位。'));
    if (section.id === 's4' && other) clause.blocks = [item('s4.c1.i1', '⑴', other.text)];
    if (section.id === 's5' && first) clause.blocks.push(item('s5.c1.i3', '⑶', first.text));
    if (section.id === 's6') section.blocks = section.blocks.filter(({ kind }) => kind === 'clause');
    return section;
  });
  return { ...document, version: '2', effective_on: '2026-12-01', updated_on: '2026-11-24', sections, text_hash: two.text_hash };
}

/** What is in force since the change. */
export const policyTwo: PolicyView = {
  ...policy,
  document: second(policy.document),
  name: two,
  text_hash: two.text_hash,
  source: 'platform',
};

const line = (id: string, mark: string, text: string): ClauseLine => ({ id, mark, text });
const gone = policy.document.sections[5]!.blocks[0]!;

/** Every kind of change, each clause once. */
export const clauses: ChangedClauseView[] = [
  {
    kind: 'changed',
    before: line('s1.c1.i2', '⑵', '使用服务时必然产生的记录。'),
    after: line('s1.c1.i2', '⑵', '使用服务时产生的操作记录和访问时间。'),
    marks: [
      { kind: 'same', text: '使用服务时' },
      { kind: 'gone', text: '必然' },
      { kind: 'same', text: '产生的' },
      { kind: 'come', text: '操作' },
      { kind: 'same', text: '记录' },
      { kind: 'come', text: '和访问时间' },
      { kind: 'same', text: '。' },
    ],
  },
  { kind: 'added', before: null, after: line('s2.c1.i3', '⑶', '依法可以查阅的审计单位。'), marks: [] },
  {
    kind: 'renumbered',
    before: line('s4.c1.i2', '⑵', '使用服务时必然产生的记录。'),
    after: line('s4.c1.i1', '⑴', '使用服务时必然产生的记录。'),
    marks: [],
  },
  {
    kind: 'moved',
    before: line('s4.c1.i1', '⑴', '您注册时自己填写的信息；'),
    after: line('s5.c1.i3', '⑶', '您注册时自己填写的信息；'),
    marks: [],
  },
  { kind: 'removed', before: line(gone.id, '', gone.text), after: null, marks: [] },
];

const reason = (code: ReasonCode, part: Partial<Reason> = {}): Reason => ({
  code,
  purpose: null,
  right: null,
  clause: null,
  value: '',
  ...part,
});

const touched = (id: string, refusable: boolean, reasons: Reason[]) => {
  const own = purposes.purposes.find((purpose) => purpose.id === id)!;
  return { id, title: own.title, refusable, reasons: reasons.map((one) => ({ ...one, purpose: id })), items: own.items };
};

const lineOf = ({ document, name }: PolicyView): PolicyLineView => ({
  version: name,
  title: document.title,
  effective_on: document.effective_on ?? null,
  language: document.language,
});

/** A material change of some purposes. */
export const change: PolicyChangeView = {
  from: lineOf(policy),
  to: lineOf(policyTwo),
  served_id: '00000000-0000-7000-8000-000000000002',
  open: null,
  materiality: 'material',
  notes: [
    {
      version: '2',
      summary: '写明了核对身份时谁会收到证件号码，统计时增加访问时间。',
      for_me: '同意过用证件号码核对身份的，要重新选择；其他照旧。',
    },
  ],
  reasons: [],
  purposes: [
    touched('provide-service', false, [reason('purpose_reworded')]),
    touched('identity-check', true, [
      reason('recipient_added', { value: '审计单位' }),
      reason('clause_changed', { clause: 's2.c1.i3' }),
    ]),
  ],
  clauses,
  needs_guardian: false,
};

const wordingNotes = [{ version: '2', summary: '改正了几处用词。', for_me: '对您没有影响。' }];

/** Words only. */
export const wording: PolicyChangeView = {
  ...change,
  materiality: 'wording',
  notes: wordingNotes,
  reasons: [],
  purposes: [],
  clauses: clauses.filter(({ kind }) => kind === 'changed'),
};

/** The policy as a whole is asked again. */
export const terms: PolicyChangeView = {
  ...change,
  reasons: [
    reason('controller_changed', { value: '测试运营中心' }),
    reason('unclaimed_clause_changed', { clause: 's6.p1' }),
  ],
  purposes: [
    touched('provide-service', false, [reason('retention_changed', { value: '办结后三年' })]),
    ...change.purposes.slice(1),
  ],
};

const history: AnsweredPolicyView[] = [
  { version: one, language: 'zh-CN', at: '2026-11-03T02:00:00Z', decision: 'given', in_force: false, at_hand: true },
];

/** What was answered by somebody who has seen three versions. */
export const longHistory: AnsweredPolicyView[] = [
  { version: two, language: 'zh-CN', at: '2026-12-02T02:00:00Z', decision: 'refused', in_force: true, at_hand: true },
  { version: one, language: 'zh-CN', at: '2026-11-03T02:00:00Z', decision: 'given', in_force: false, at_hand: true },
  { version: zero, language: 'zh-CN', at: '2026-08-12T02:00:00Z', decision: null, in_force: false, at_hand: false },
];

type Kind = 'wording' | 'purposes' | 'terms';

const newer: Record<Kind, NewerPolicyView> = {
  wording: { version: two, materiality: 'wording', terms: false, items: 0, answer: null },
  purposes: { version: two, materiality: 'material', terms: false, items: 1, answer: null },
  terms: { version: two, materiality: 'material', terms: true, items: 1, answer: null },
};

/** Version 2 is in force, and the person answered version 1. */
export function changed(kind: Kind, part: Partial<NewerPolicyView> = {}, more: Change = {}): Change {
  return loggedIn({
    newer: { ...newer[kind], ...part },
    change: { wording, purposes: change, terms }[kind],
    policy: policyTwo,
    earlier: [policy],
    history,
    purposes: { ...purposes, version: '2', text_hash: two.text_hash },
    ...more,
  });
}
