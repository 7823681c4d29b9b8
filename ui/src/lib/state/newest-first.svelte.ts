import type { FailureView } from '$lib/bindings';
import type { Outcome } from '$lib/client';
import { untrack } from 'svelte';

import { app } from './app.svelte';
import { Resource } from './resource.svelte';

/** A page of a list that the platform gives newest first. */
interface PageOf<Row> {
  rows: Row[];
  /** What to ask for next; `null` where nothing is earlier. */
  next: string | null;
}

/**
 * A person's list on the platform, asked for anew whenever the session changes; earlier rows come on request, and
 * everything goes with its person. Made with its screen.
 */
export class NewestFirst<View, Row> {
  readonly newest: Resource<View>;
  #older = $state.raw<Row[]>([]);
  #next = $state<string | null>(null);
  /** Earlier rows are being asked for. */
  busy = $state(false);
  /** Why earlier rows could not be had. */
  failure = $state.raw<FailureView | null>(null);

  constructor(
    private readonly ask: (before: string | null) => Promise<Outcome<View>>,
    private readonly pageOf: (view: View) => PageOf<Row>,
  ) {
    this.newest = new Resource(() => ask(null));
    let { closings } = app;
    $effect(() => {
      void app.session;
      untrack(() => {
        if (closings !== app.closings) {
          this.newest.forget();
          this.#older = [];
        }
        closings = app.closings;
        if (app.account) void this.load();
      });
    });
  }

  readonly rows = $derived.by(() => [...this.#rowsOf(this.newest.value), ...this.#older]);

  /** Whether there are earlier ones. */
  get more(): boolean {
    return this.#next !== null;
  }

  async load(): Promise<void> {
    await this.newest.load();
    this.#older = [];
    this.failure = null;
    const { value } = this.newest;
    this.#next = value === null ? null : this.pageOf(value).next;
  }

  /** Asks for the rows before those that are there. */
  async showOlder(): Promise<void> {
    if (this.busy || this.#next === null) return;
    this.busy = true;
    const { closings } = app;
    const answer = await this.ask(this.#next);
    this.busy = false;
    if (closings !== app.closings) return;
    this.failure = answer.ok ? null : answer.failure;
    if (!answer.ok) return;
    const { rows, next } = this.pageOf(answer.value);
    this.#older = [...this.#older, ...rows];
    this.#next = next;
  }

  #rowsOf(view: View | null): Row[] {
    return view === null ? [] : this.pageOf(view).rows;
  }
}
