import type { ClientEvent } from '../../src/lib/bindings';
import { answer } from './backend';
import type { Change } from './scenario';
import { World } from './world';

/** One call of a command, as a test may look at it afterwards. */
export interface Call {
  command: string;
  args: Record<string, unknown>;
}

/** What a test can reach of the fake in its page. */
export interface Fake {
  calls: Call[];
  world: World;
  emit: (event: ClientEvent) => void;
}

declare global {
  interface Window {
    __FAKE__?: Fake;
    __FAKE_CHANGE__?: Change;
    __TAURI_INTERNALS__?: unknown;
  }
}

/** Puts the fake where the shell would be. Runs in the page before anything else; it is in no build. */
function install(): void {
  const world = new World(window.__FAKE_CHANGE__ ?? {});
  const callbacks = new Map<number, (payload: unknown) => void>();
  const listeners = new Set<number>();
  const calls: Call[] = [];
  let next = 1;

  const emit = (payload: ClientEvent) => {
    for (const id of listeners) callbacks.get(id)?.({ event: 'client-changed', id, payload });
  };
  world.emit = emit;

  async function invoke(command: string, args: Record<string, unknown> = {}): Promise<unknown> {
    if (command === 'plugin:event|listen') {
      if (args.event === 'client-changed') listeners.add(Number(args.handler));
      return args.handler;
    }
    if (command.startsWith('plugin:')) return null;
    calls.push({ command, args });
    return answer(world, command, args);
  }

  function transformCallback(callback: (payload: unknown) => void): number {
    const id = next++;
    callbacks.set(id, callback);
    return id;
  }

  window.__TAURI_INTERNALS__ = { invoke, transformCallback, unregisterCallback: (id: number) => callbacks.delete(id) };
  window.__TAURI_EVENT_PLUGIN_INTERNALS__ = { unregisterListener: () => undefined };
  window.__FAKE__ = { calls, world, emit };
}

install();
