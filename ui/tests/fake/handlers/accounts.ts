import type { Handlers } from '../backend';
import { failure } from '../world';

/** The accounts that have something on this computer. */
export const accountHandlers: Handlers = {
  accounts_here: (world) => ({ accounts: world.scenario.here }),
  account_remove: (world, { id }) => {
    const { here, keyLeft } = world.scenario;
    const found = here.find((line) => line.id === id);
    if (!found) throw failure('not-found', { retryable: false });
    if (found.state !== 'closed' && found.state !== 'leaving') throw failure('account-in-use', { retryable: false });
    world.scenario.here = here.filter((line) => line !== found);
    return { key_left: keyLeft, accounts: world.scenario.here };
  },
};
