import type {
  CorrectionStateView,
  CorrectionView,
  HistoryEntryView,
  RequestProgress,
  SentRequestView,
} from '../../src/lib/bindings';
import { masked, profile } from './person';

/** A profile whose name and birthday an official has verified. */
export const verified = profile({
  name: {
    verified: true,
    proof: 'official',
    changed_by: { origin: { kind: 'official', verified: true }, ground: '持证件在测试服务大厅核对', at: '2026-11-18T02:00:00Z' },
  },
  birthday: { verified: true, proof: 'official' },
});

const proof = [
  { id: 'f-household', name: '户口本.jpg', kind: 'jpeg', size: 2_516_582 },
  { id: 'f-letter', name: '派出所证明.pdf', kind: 'pdf', size: 839_000 },
] as const;

/** A request about the name in one state. */
export function request(id: string, state: CorrectionStateView, part: Partial<CorrectionView> = {}): CorrectionView {
  return { id, unit: 'name', fields: masked('name'), attachments: [...proof], at: '2026-11-24T02:00:00Z', state, held: false, ...part };
}

const sent = (progress: RequestProgress, part: Partial<SentRequestView> = {}): CorrectionStateView => ({
  kind: 'sent',
  reference: '20261124-K7M4QX',
  updated_at: '2026-11-25T06:30:00Z',
  withdrawing: false,
  answer: null,
  progress,
  ...part,
});

/** Every state of a request that was submitted. */
export const states: Record<string, CorrectionStateView> = {
  waiting: { kind: 'waiting' },
  consent_needed: { kind: 'consent_needed' },
  uploading: { kind: 'uploading', sent: 1_700_000, of: 3_355_582 },
  sending: { kind: 'sending', withdrawing: false },
  received: sent('received'),
  in_review: sent('in_review'),
  accepted: sent('accepted', { answer: '与户口本一致，已更正。' }),
  refused: sent('refused', { answer: '照片看不清，请重新拍摄户口本的本人页后再申请。' }),
  withdrawn: sent('withdrawn'),
  withdrawing: sent('in_review', { withdrawing: true }),
  other: sent('other'),
  rejected: { kind: 'rejected', code: 'attachment-lost', fields: [] },
};

/** One request in each of them. */
export const requests = Object.entries(states).map(([id, state]) => request(`r-${id}`, state));

const change = (reference: string, part: Partial<HistoryEntryView>): HistoryEntryView => ({
  reference,
  unit: 'address',
  before: masked('address'),
  after: masked('address'),
  unchanged: false,
  changed_by: { origin: { kind: 'device', device_id: 'test-device' }, at: '2026-11-24T02:10:00Z', reference },
  ...part,
});

/** Changes by the person, by an official and by the platform. */
export const changes: HistoryEntryView[] = [
  change('20261124-K7M4QX', {}),
  change('20261118-P3W9HD', {
    unit: 'name',
    before: [],
    after: masked('name'),
    changed_by: { origin: { kind: 'official', verified: true }, ground: '持证件在测试服务大厅核对', at: '2026-11-18T02:00:00Z' },
  }),
  change('20261117-B6N2KY', {
    unit: 'sex',
    before: masked('sex'),
    after: masked('sex'),
    unchanged: true,
    changed_by: { origin: { kind: 'official', verified: true }, ground: '持证件在测试服务大厅核对', at: '2026-11-17T02:00:00Z' },
  }),
  change('20261101-R8T2VC', {
    unit: 'email',
    before: masked('email'),
    after: [],
    changed_by: { origin: { kind: 'platform' }, at: '2026-11-01T00:00:00Z' },
  }),
];
