import type { BootstrapView, ClientEvent, InboxView, ProfileView, SessionView, SyncView } from '$lib/bindings';
import { beforeEach, describe, expect, it, vi } from 'vitest';

const calls = vi.hoisted(() => ({ listen: vi.fn(), bootstrap: vi.fn() }));

vi.mock('$lib/client', () => ({ listen: calls.listen, start: { bootstrap: calls.bootstrap } }));
vi.mock('$lib/state/appearance.svelte', () => ({ appearance: { apply: () => undefined } }));

const sync = (waiting: number): SyncView => ({ state: { kind: 'idle' }, waiting, needs_you: 0, last_contact: null });
const event = (waiting: number): ClientEvent => ({ kind: 'sync', view: sync(waiting) });
const account = { name: '测***甲', phone: '138****0001', keeping: { tier: 'keyring', reason: null, unopened: null } } as const;
const open: SessionView = { kind: 'signed_in', ...account };
const filled = {
  ok: true,
  value: { sync: sync(0), settings: {}, session: open, lock_soon: { seconds: null } } as BootstrapView,
};
const failed = { ok: false, failure: { code: 'shell-failed' } };

const profile = (version: number): ProfileView => ({ units: [], version });
const shows = (view: ProfileView): ClientEvent => ({ kind: 'profile', view });
const starting = (view: ProfileView | null) => ({ ok: true, value: { ...filled.value, profile: view } });

let tell: (event: ClientEvent) => void;

async function fresh() {
  vi.resetModules();
  return (await import('$lib/state/app.svelte')).app;
}

beforeEach(() => {
  vi.resetAllMocks();
  calls.listen.mockImplementation(async (listener) => {
    tell = listener;
    return true;
  });
  calls.bootstrap.mockResolvedValue(filled);
});

describe('opening', () => {
  it('listens once, however often it is tried', async () => {
    calls.bootstrap.mockResolvedValueOnce(failed).mockResolvedValueOnce(failed);
    const app = await fresh();
    await app.open();
    await app.open();
    expect(app.phase).toBe('failed');
    await app.open();
    expect([app.phase, app.failure]).toEqual(['ready', null]);
    expect(calls.listen).toHaveBeenCalledOnce();
    tell(event(3));
    expect(app.sync.waiting).toBe(3);
  });

  it('listens the second time where the first did not come about', async () => {
    calls.listen.mockResolvedValueOnce(false);
    calls.bootstrap.mockResolvedValueOnce(failed);
    const app = await fresh();
    await app.open();
    await app.open();
    tell(event(2));
    expect(app.sync.waiting).toBe(2);
  });

  it('loses no event that comes before the answer, and takes none from before a failure', async () => {
    calls.bootstrap.mockImplementationOnce(async () => {
      tell(event(9));
      return failed;
    });
    calls.bootstrap.mockImplementationOnce(async () => filled);
    const app = await fresh();
    await app.open();
    await app.open();
    expect(app.sync.waiting).toBe(0);
    calls.bootstrap.mockImplementationOnce(async () => {
      tell(event(4));
      return filled;
    });
    const other = await fresh();
    await other.open();
    expect(other.sync.waiting).toBe(4);
  });
});

describe('a profile', () => {
  it('is not replaced by an older one that comes late', async () => {
    calls.bootstrap.mockResolvedValue(starting(profile(3)));
    const app = await fresh();
    await app.open();
    // The event has overtaken the answer of the command before it.
    tell(shows(profile(5)));
    app.take(shows(profile(4)));
    expect(app.profile?.version).toBe(5);
    app.take(shows(profile(6)));
    expect(app.profile?.version).toBe(6);
  });

  it('that comes before the answer that fills everything gives way to it, if it is older', async () => {
    calls.bootstrap.mockImplementation(async () => {
      tell(shows(profile(2)));
      return starting(profile(3));
    });
    const app = await fresh();
    await app.open();
    expect(app.profile?.version).toBe(3);
  });

  it('is as the start says, whatever was shown before', async () => {
    const app = await fresh();
    await app.open();
    tell(shows(profile(9)));
    calls.bootstrap.mockResolvedValue(starting(profile(1)));
    await app.open();
    expect(app.profile?.version).toBe(1);
    tell(shows(profile(2)));
    expect(app.profile?.version).toBe(2);
  });

  it('of somebody who has left does not come back with a late answer', async () => {
    calls.bootstrap.mockResolvedValue(starting(profile(5)));
    const app = await fresh();
    await app.open();
    tell({ kind: 'session', view: { kind: 'signed_out' } });
    tell({ kind: 'session', view: open });
    app.take(shows(profile(4)));
    expect(app.profile).toBeNull();
    tell(shows(profile(6)));
    expect(app.profile?.version).toBe(6);
  });
});

describe('while no account is open', () => {
  const inbox = { notices: [], unread: 1 } as unknown as InboxView;
  const closed: SessionView[] = [
    { kind: 'locked', way: 'pin', cause: 'idle', free_tries: 4, wait_seconds: 0 },
    { kind: 'signed_out' },
    { kind: 'unavailable', code: 'keyring-locked' },
    { kind: 'opening' },
  ];

  it.each(closed)('neither an event nor a late answer brings profile or inbox ($kind)', async (view) => {
    const app = await fresh();
    await app.open();
    tell(shows(profile(5)));
    tell({ kind: 'inbox', view: inbox });
    expect([app.profile?.version, app.inbox?.unread]).toEqual([5, 1]);
    tell({ kind: 'session', view });
    // The client tells that it is locked before it stops what it has under way.
    tell(shows(profile(6)));
    tell({ kind: 'inbox', view: inbox });
    app.take(shows(profile(7)));
    expect([app.profile, app.inbox]).toEqual([null, null]);
  });

  it.each(closed)('the start brings none either ($kind)', async (session) => {
    calls.bootstrap.mockResolvedValue({ ok: true, value: { ...filled.value, session, profile: profile(1), inbox } });
    const app = await fresh();
    await app.open();
    expect([app.profile, app.inbox]).toEqual([null, null]);
  });

  it('what comes once it is open again is shown, and an ended session keeps what it shows', async () => {
    const app = await fresh();
    await app.open();
    tell({ kind: 'session', view: closed[0]! });
    tell({ kind: 'session', view: open });
    tell(shows(profile(8)));
    tell({ kind: 'session', view: { kind: 'expired', ...account } });
    tell(shows(profile(9)));
    expect(app.profile?.version).toBe(9);
  });
});
