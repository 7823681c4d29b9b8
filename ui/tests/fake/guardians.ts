import type { GuardianConsentView } from '../../src/lib/bindings';
import type { Change } from './scenario';

/** What a made-up guardian has agreed to for two made-up children. */
export const guardianConsents: GuardianConsentView[] = [
  { record: 'g1', person: '测*', item: 'notify-sms', title: '发送通知', since: '2026-11-22T02:10:00Z' },
  { record: 'g2', person: '测*', item: 'terms', title: '测试政策', since: '2026-11-20T02:10:00Z' },
  { record: 'g3', person: 'SST-000000000001', item: 'terms', title: '测试政策', since: '2026-10-08T02:10:00Z' },
];

/** A minor who has agreed, and whose guardian has not. */
export const minor: Change = { ageBand: 'from14_to17', guardian: 'missing' };
