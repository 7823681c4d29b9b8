import type { FailureView, RevealView, SessionView } from '$lib/bindings';
import type { Outcome } from '$lib/client';
import { stepUp } from '$lib/features/profile/step-up.svelte';
import { told } from '$lib/features/profile/told.svelte';
import { leak } from '$lib/features/security/leak.svelte';
import { app } from '$lib/state/app.svelte';
import { Resource } from '$lib/state/resource.svelte';
import { Reveal } from '$lib/state/reveal.svelte';
import { account, failure } from '../fake/world';
import { beforeEach, describe, expect, it, vi } from 'vitest';

const come = (part: Partial<typeof account> = {}) => turn({ kind: 'signed_in', ...account, ...part });
const turn = (view: SessionView) => app.take({ kind: 'session', view });
const locked: SessionView = { kind: 'locked', way: 'pin', cause: 'idle', free_tries: 4, wait_seconds: 0 };
const ok = <T>(value: T): Outcome<T> => ({ ok: true, value });
const refused = (code: string): Outcome<never> => ({ ok: false, failure: failure(code) as FailureView });

/** How somebody goes, and who may come after. */
const goings: [string, () => void][] = [
  ['logs out', () => turn({ kind: 'signed_out' })],
  ['locks', () => turn(locked)],
  ['can no longer be opened', () => turn({ kind: 'unavailable', code: 'keyring-locked' })],
  ['is another one all at once', () => come({ name: '测***乙', phone: '138****0002' })],
];

/** A promise, and what settles it. */
function later<T>() {
  let settle!: (value: T) => void;
  return { promise: new Promise<T>((resolve) => (settle = resolve)), settle: (value: T) => settle(value) };
}

beforeEach(() => {
  turn({ kind: 'signed_out' });
  come();
});

describe.each(goings)('once its person %s', (_, go) => {
  it('no step against a leak counts as done for the next', () => {
    leak.others = { done: '另有 2 台设备已退出登录。', failure: null };
    leak.password = { done: null, failure: failure('offline') };
    leak.called = true;
    go();
    come();
    expect([leak.others, leak.password, leak.called]).toEqual([
      { done: null, failure: null },
      { done: null, failure: null },
      false,
    ]);
  });

  it('nothing is said of what they did last', () => {
    told.say('联系地址已保存。');
    told.from = 'address';
    go();
    expect([told.now, told.failure, told.from]).toEqual([null, null, null]);
  });

  it('what waits for a confirmation is called off, and is not done for the next', async () => {
    const task = vi.fn(async () => refused('step-up-required'));
    const asked = stepUp.run(task);
    await vi.waitFor(() => expect(stepUp.open).toBe(true));
    go();
    expect(stepUp.open).toBe(false);
    come();
    stepUp.settle(true);
    expect(await asked).toMatchObject({ ok: false, failure: { code: 'step-up-cancelled' } });
    expect(task).toHaveBeenCalledOnce();
  });

  it('nobody else is asked to confirm what they asked for', async () => {
    const first = later<Outcome<null>>();
    const task = vi.fn(() => first.promise);
    const asked = stepUp.run(task);
    go();
    come();
    first.settle(refused('step-up-required'));
    expect(await asked).toMatchObject({ ok: false, failure: { code: 'step-up-cancelled' } });
    expect([stepUp.open, task.mock.calls.length]).toEqual([false, 1]);
  });

  it('a value in clear that comes late is not shown', async () => {
    const answer = later<Outcome<RevealView>>();
    const reveal = new Reveal(() => answer.promise);
    const shown = reveal.show();
    go();
    come();
    answer.settle(ok({ fields: [], mine: null, seconds: 30 } as unknown as RevealView));
    await shown;
    expect([reveal.view, reveal.busy]).toEqual([null, false]);
  });
});

it('a step against a leak stays done while its person goes on', () => {
  leak.others = { done: '没有别的设备。', failure: null };
  come({ name: '测***丙' });
  turn({ kind: 'expired', ...account });
  expect(leak.others.done).not.toBeNull();
});

it('name and phone that become known do not make another person', () => {
  turn({ kind: 'signed_out' });
  come({ name: null, phone: null });
  app.take({ kind: 'profile', view: { units: [], version: 1_000 } });
  come();
  expect(app.profile?.version).toBe(1_000);
  come({ phone: '138****0009' });
  expect(app.profile?.version).toBe(1_000);
});

it('what an answer says while it is locked is told to nobody', () => {
  turn(locked);
  told.say('联系地址已保存。');
  told.fail(failure('store-io'));
  come();
  expect([told.now, told.failure]).toEqual([null, null]);
});

it('something that was asked for and forgotten does not come back', async () => {
  const answer = later<Outcome<string>>();
  const resource = new Resource(() => answer.promise);
  const loaded = resource.load();
  resource.forget();
  answer.settle(ok('甲'));
  await loaded;
  expect([resource.value, resource.failure, resource.loading]).toEqual([null, null, true]);
});
