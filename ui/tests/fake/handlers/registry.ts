import type { CollectedView, SentView } from '../../../src/lib/bindings';
import type { Handlers } from '../backend';
import type { World } from '../world';
import { closedBy } from './consent';

/** What is collected, shared and sent. */
export const registryHandlers: Handlers = {
  registry_collected: (world) => collectedOf(world),
  registry_shared: ({ scenario }) => scenario.shared,
  registry_sent: (world) => sentOf(world),
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
