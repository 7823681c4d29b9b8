import type { ActivityEntryView, LocalAccountView, SessionLineView } from '../../src/lib/bindings';

/** Where the made-up citizen is logged in. */
export const sessions: SessionLineView[] = [
  { id: 's1', name: 'Linux 桌面', way: 'sms_code', first_seen: '2026-11-24T01:00:00Z', last_seen: '2026-11-24T02:10:00Z', current: true },
  { id: 's2', name: '办公室的电脑', way: 'password', first_seen: '2026-11-20T01:00:00Z', last_seen: '2026-11-23T09:40:00Z', current: false },
  { id: 's3', name: null, way: null, first_seen: '2026-11-02T03:10:00Z', last_seen: '2026-11-02T03:20:00Z', current: false },
];

const entry: ActivityEntryView = {
  id: '',
  kind: 'other',
  at: '2026-11-24T02:10:00Z',
  device: '办公室的电脑',
  about: null,
  way: null,
  unit: null,
  current: false,
  refused: false,
  session_open: true,
  disowned: false,
};

/** What happened to their account. */
export const activity: ActivityEntryView[] = [
  { ...entry, id: 'a9', kind: 'value_revealed', unit: 'id_document' },
  { ...entry, id: 'a8', kind: 'value_revealed', unit: 'address', device: 'Linux 桌面', current: true, at: '2026-11-24T01:58:00Z' },
  { ...entry, id: 'a7', kind: 'login', way: 'password', device: null, refused: true, session_open: false, at: '2026-11-24T01:31:00Z' },
  { ...entry, id: 'a6', kind: 'session_ended', about: 'Windows 桌面', device: 'Linux 桌面', current: true, at: '2026-11-23T09:00:00Z' },
  { ...entry, id: 'a5', kind: 'contact_changed', unit: 'email', disowned: true, session_open: false, at: '2026-11-22T09:00:00Z' },
  { ...entry, id: 'a4', kind: 'password_changed', at: '2026-11-21T09:00:00Z' },
  { ...entry, id: 'a3', kind: 'device_new', at: '2026-11-20T01:00:10Z' },
  { ...entry, id: 'a2', kind: 'login', way: 'sms_code', at: '2026-11-20T01:00:00Z' },
  { ...entry, id: 'a1', kind: 'other', at: '2026-11-19T01:00:00Z' },
];

const closed: LocalAccountView = {
  id: 'a1',
  state: 'closed',
  tier: 'keyring',
  only_here: 2,
  has_session: true,
  last_used: '2026-11-20T01:30:00Z',
};

/** Accounts on this computer while nobody is logged in. */
export const here: LocalAccountView[] = [
  closed,
  { ...closed, id: 'a2', tier: 'keyring_and_pin', only_here: 0, has_session: false, last_used: '2026-10-05T08:12:00Z' },
  { ...closed, id: 'a3', tier: null, only_here: null, has_session: null, last_used: '2025-03-02T02:00:00Z' },
];

/** The same beside one that is logged in, in the state that is given. */
export function beside(state: LocalAccountView['state']): LocalAccountView[] {
  const one: LocalAccountView = { ...closed, id: 'a0', state, tier: 'keyring', only_here: null, has_session: null, last_used: null };
  return [one, ...here];
}
