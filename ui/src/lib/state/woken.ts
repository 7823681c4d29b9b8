import { settings } from '$lib/client';

import { app } from './app.svelte';

/** Somebody is back at the window, or the network is. Nothing depends on the answer. */
export function woken(): void {
  if (app.account) void settings.syncWoken();
}
