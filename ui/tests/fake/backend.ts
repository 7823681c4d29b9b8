import { accountHandlers } from './handlers/accounts';
import { consentHandlers } from './handlers/consent';
import { correctionHandlers } from './handlers/corrections';
import { guardianHandlers } from './handlers/guardian';
import { noticeHandlers } from './handlers/notices';
import { onlineHandlers } from './handlers/online';
import { policyHandlers } from './handlers/policy';
import { profileHandlers } from './handlers/profile';
import { publicHandlers } from './handlers/public';
import { registryHandlers } from './handlers/registry';
import { reportHandlers } from './handlers/reports';
import { securityHandlers } from './handlers/security';
import { sessionHandlers } from './handlers/session';
import { startHandlers } from './handlers/start';
import type { World } from './world';

/** What a command does to the world; it throws a failure, as the client would answer with one. */
export type Handler = (world: World, args: Record<string, unknown>) => unknown;
export type Handlers = Record<string, Handler>;

const handlers: Handlers = {
  ...startHandlers,
  ...sessionHandlers,
  ...accountHandlers,
  ...consentHandlers,
  ...policyHandlers,
  ...registryHandlers,
  ...reportHandlers,
  ...guardianHandlers,
  ...securityHandlers,
  ...publicHandlers,
  ...profileHandlers,
  ...onlineHandlers,
  ...correctionHandlers,
  ...noticeHandlers,
};

/** Answers one command. */
export async function answer(world: World, command: string, args: Record<string, unknown>): Promise<unknown> {
  const { failures, silent } = world.scenario;
  if (silent.includes(command)) return new Promise(() => undefined);
  if (failures[command]) throw failures[command];
  const handler = handlers[command];
  if (!handler) throw new Error(`the fake has no command ${command}`);
  return structuredClone((await handler(world, args)) ?? null);
}
