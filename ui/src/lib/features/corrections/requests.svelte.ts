import { corrections } from '$lib/client';
import { app } from '$lib/state/app.svelte';
import { Resource } from '$lib/state/resource.svelte';
import { untrack } from 'svelte';

/**
 * The person's requests for correction, asked for anew by each screen that shows them: what is being written changes
 * without an event. What happens to those that were submitted is told by events. Made with its screen.
 */
export class Requests {
  readonly asked = new Resource(() => corrections.view());

  constructor() {
    $effect(() => {
      const { account } = app;
      untrack(() => (account === null ? this.asked.forget() : void this.load()));
    });
  }

  async load(): Promise<void> {
    const { closings } = app;
    await this.asked.load();
    if (this.asked.value && closings === app.closings) app.take({ kind: 'corrections', view: this.asked.value });
  }
}
