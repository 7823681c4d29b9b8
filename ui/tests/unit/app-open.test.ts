import type { BootstrapView, ClientEvent, ProfileView, SyncView } from '$lib/bindings';
import { beforeEach, describe, expect, it, vi } from 'vitest';

const calls = vi.hoisted(() => ({ listen: vi.fn(), bootstrap: vi.fn() }));

vi.mock('$lib/client', () => ({ listen: calls.listen, start: { bootstrap: calls.bootstrap } }));
vi.mock('$lib/state/appearance.svelte', () => ({ appearance: { apply: () => undefined } }));

const sync = (waiting: number): SyncView => ({ state: { kind: 'idle' }, waiting, needs_you: 0, last_contact: null });
const event = (waiting: number): ClientEvent => ({ kind: 'sync', view: sync(waiting) });
const filled = { ok: true, value: { sync: sync(0), settings: {}, lock_soon: { seconds: null } } as BootstrapView };
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
    app.take(shows(profile(4)));
    expect(app.profile).toBeNull();
    tell(shows(profile(6)));
    expect(app.profile?.version).toBe(6);
  });
});
