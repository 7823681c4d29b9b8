import type { CollectedView, DisclosedView, SentView } from '../../../src/lib/bindings';
import type { Handlers } from '../backend';
import type { World } from '../world';
import { closedBy } from './consent';

/** What is collected, shared and sent. */
export const registryHandlers: Handlers = {
  registry_collected: (world) => collectedOf(world),
  registry_shared: ({ scenario }) => scenario.shared,
  registry_sent: (world) => sentOf(world),
  registry_disclosed: (world, { before }) => disclosedOf(world, before),
};

function collectedOf(world: World): CollectedView {
  const { collected } = world.scenario;
  const closed = closedBy(world);
  if (closed === null) return collected;
  return { ...collected, closed, kinds: collected.kinds.map((kind) => ({ ...kind, held: null })) };
}

function sentOf(world: World): SentView {
  const { sent } = world.scenario;
  if (closedBy(world) === null) return sent;
  return { ...sent, signed_in: false, memory_only: true, days: [] };
}

/** Two of them at a time. */
function disclosedOf(world: World, before: unknown): DisclosedView {
  const { disclosed } = world.scenario;
  const from = disclosed.findIndex(({ id }) => id === before) + 1;
  return { asked_at: '2026-11-24T01:30:00Z', lines: disclosed.slice(from, from + 2), has_more: disclosed.length > from + 2 };
}
