import type { BootstrapView, ClientEvent, SyncView } from '$lib/bindings';
import { beforeEach, describe, expect, it, vi } from 'vitest';

const calls = vi.hoisted(() => ({ listen: vi.fn(), bootstrap: vi.fn() }));

vi.mock('$lib/client', () => ({ listen: calls.listen, start: { bootstrap: calls.bootstrap } }));
vi.mock('$lib/state/appearance.svelte', () => ({ appearance: { apply: () => undefined } }));

const sync = (waiting: number): SyncView => ({ state: { kind: 'idle' }, waiting, needs_you: 0, last_contact: null });
const event = (waiting: number): ClientEvent => ({ kind: 'sync', view: sync(waiting) });
const filled = { ok: true, value: { sync: sync(0), settings: {} } as BootstrapView };
const failed = { ok: false, failure: { code: 'shell-failed' } };

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
