import type { ConsentItemView, ItemDecisionInput, PurposesView, ReceiptFileView } from '../../../src/lib/bindings';
import type { Handlers } from '../backend';
import { failure, type World } from '../world';

const NOW = '2026-11-24T02:10:00Z';

/** What data are used for, and what the person decides about it. */
export const consentHandlers: Handlers = {
  consent_purposes: (world) => purposesOf(world),
  consent_decide_item: (world, { decision }) => {
    const input = decision as ItemDecisionInput;
    const { closed, text_hash, needs_guardian } = purposesOf(world);
    if (input.text_hash !== text_hash) throw failure('policy-text-changed', { retryable: false });
    if (needs_guardian && input.allow && !input.by_guardian) throw failure('guardian-needed', { retryable: false });
    if (closed !== null) throw failure(closed, { retryable: false });
    const view = change(world, input.item, (item) => decided(item, input.allow, inMemory(world)));
    if (input.item === 'notify-system' && world.scenario.alertsOff) {
      world.scenario.alertsOff = false;
      world.emit({ kind: 'settings', view: world.settings });
    }
    world.emit({ kind: 'decided' });
    return view;
  },
  consent_receipts: (world) => {
    const closed = closedBy(world);
    if (closed !== null) throw failure(closed, { retryable: false });
    return world.scenario.receipts;
  },
  consent_save_receipts: ({ scenario }, { contents }): ReceiptFileView => ({
    path: `/home/test/Downloads/盛事通-${contents === 'audit' ? '审计材料' : '同意回执'}-2026-11-24.json`,
    receipts: scenario.receipts.receipts.length,
    anchored: scenario.sync.state.kind !== 'offline' && scenario.receipts.proof.kind === 'whole',
    policies: contents === 'audit' ? 2 : null,
  }),
};

function purposesOf(world: World): PurposesView {
  const closed = closedBy(world);
  const { purposes } = world.scenario;
  if (closed === null) return purposes;
  const unknown = (item: ConsentItemView) => ({ ...item, standing: 'not_asked', decided_at: null, delivery: null }) as const;
  return { ...purposes, closed, purposes: purposes.purposes.map((one) => ({ ...one, items: one.items.map(unknown) })) };
}

export function closedBy({ scenario: { session } }: World): string | null {
  switch (session.kind) {
    case 'signed_in':
    case 'expired':
      return null;
    case 'signed_out':
      return 'signed-out';
    case 'unavailable':
      return session.code;
    default:
      return session.kind;
  }
}

function inMemory({ scenario: { session } }: World): boolean {
  return 'keeping' in session && session.keeping.tier === 'memory';
}

function change(world: World, code: string, to: (item: ConsentItemView) => ConsentItemView): PurposesView {
  const { purposes } = world.scenario;
  const items = (all: ConsentItemView[]) => all.map((item) => (item.item === code ? to(item) : item));
  const changed = purposes.purposes.map((one) => ({ ...one, items: items(one.items) }));
  world.scenario.purposes = { ...purposes, purposes: changed };
  return world.scenario.purposes;
}

function decided(item: ConsentItemView, allow: boolean, memory: boolean): ConsentItemView {
  const off = item.standing === 'given' ? 'withdrawn' : 'refused';
  return { ...item, standing: allow ? 'given' : off, decided_at: NOW, delivery: { kind: memory ? 'not_kept' : 'waiting' } };
}
