import { session } from '$lib/client';

import { app } from './app.svelte';

/** How often the client is told at most, in milliseconds: a lock counts in minutes. */
const EVERY = 15_000;
/** The same once the client has said that it is about to lock. */
const EVERY_WARNED = 250;

let told = 0;

/** Somebody uses the window, so it does not lock for being left alone. */
export function used(): void {
  const now = Date.now();
  const every = app.lockSoon === null ? EVERY : EVERY_WARNED;
  if (app.account === null || (now >= told && now - told < every)) return;
  told = now;
  session.used();
}
