import { corrections } from '$lib/client';
import { app } from '$lib/state/app.svelte';
import { Resource } from '$lib/state/resource.svelte';

/** The person's requests for correction, asked for once while a screen needs them; events keep them up. Made with it. */
export class Requests {
  readonly asked = new Resource(() => corrections.view());

  constructor() {
    $effect(() => {
      if (app.account === null) this.asked.forget();
      else if (app.corrections === null) void this.load();
    });
  }

  async load(): Promise<void> {
    const { closings } = app;
    await this.asked.load();
    if (this.asked.value && closings === app.closings) app.take({ kind: 'corrections', view: this.asked.value });
  }
}
