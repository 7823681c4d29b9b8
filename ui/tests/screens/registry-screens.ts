import { loggedIn } from '../fake/person';
import { collected, disclosed, sent, shared } from '../fake/registry';
import { reports } from '../fake/reports';
import { account, failure } from '../fake/world';
import type { PersonScreen } from './person-screens';

const days = Array.from({ length: 9 }, (_, index) => ({ ...sent.days[0]!, day: `2026-11-${24 - index}` }));

/** 收集清单, 共享清单, 发送记录 and the reports, each in the states that it has. */
export const registryScreens: PersonScreen[] = [
  { name: 'collected', path: '/privacy/collected', change: loggedIn() },
  { name: 'collected-signed-out', path: '/privacy/collected', change: {} },
  {
    name: 'collected-none',
    path: '/privacy/collected',
    change: loggedIn({ collected: { ...collected, purposes: [], kinds: collected.kinds.map((kind) => ({ ...kind, purposes: [] })) } }),
  },
  {
    name: 'collected-error',
    path: '/privacy/collected',
    change: loggedIn({ failures: { registry_collected: failure('store-corrupt') } }),
  },
  { name: 'shared', path: '/privacy/shared', change: loggedIn() },
  { name: 'shared-none', path: '/privacy/shared', change: { shared: { ...shared, purposes: [], services: [] } } },
  { name: 'shared-error', path: '/privacy/shared', change: { failures: { registry_shared: failure('policy-refused') } } },
  { name: 'sent', path: '/privacy/sent', change: loggedIn() },
  { name: 'sent-signed-out', path: '/privacy/sent', change: {} },
  { name: 'sent-older', path: '/privacy/sent', change: loggedIn({ sent: { ...sent, days } }) },
  {
    name: 'sent-trouble',
    path: '/privacy/sent',
    change: loggedIn({
      session: { kind: 'signed_in', ...account, keeping: { tier: 'memory', reason: 'keyring-no-service', unopened: null } },
      sent: { ...sent, memory_only: true, trouble: 'disk-full' },
    }),
  },
  { name: 'sent-error', path: '/privacy/sent', change: loggedIn({ failures: { registry_sent: failure('internal') } }) },
  { name: 'disclosed', path: '/privacy/disclosed', change: loggedIn({ disclosed }) },
  { name: 'disclosed-none', path: '/privacy/disclosed', change: loggedIn() },
  { name: 'disclosed-signed-out', path: '/privacy/disclosed', change: {} },
  {
    name: 'disclosed-offline',
    path: '/privacy/disclosed',
    change: loggedIn({ failures: { registry_disclosed: failure('offline') } }),
  },
  { name: 'reports', path: '/privacy/reports', change: loggedIn({ reports }) },
  { name: 'reports-off', path: '/privacy/reports', change: loggedIn() },
  { name: 'reports-signed-out', path: '/privacy/reports', change: {} },
  {
    name: 'reports-memory',
    path: '/privacy/reports',
    change: loggedIn({ reports: { ...reports, memory_only: true, sent: [] } }),
  },
  { name: 'reports-error', path: '/privacy/reports', change: loggedIn({ failures: { reports: failure('disk-full') } }) },
];
