import type { FailureView } from '$lib/bindings';
import type { Outcome } from '$lib/client';

/** Something that a screen asks for once: being read, there, or not to be had. */
export class Resource<T> {
  value = $state.raw<T | null>(null);
  failure = $state.raw<FailureView | null>(null);
  loading = $state(true);
  #asked = 0;

  constructor(private readonly ask: () => Promise<Outcome<T>>) {}

  /** Asks for it, or asks again; an answer that was overtaken by a later question is dropped. */
  async load(): Promise<void> {
    const asked = ++this.#asked;
    this.loading = true;
    const answer = await this.ask();
    if (asked !== this.#asked) return;
    this.loading = false;
    this.failure = answer.ok ? null : answer.failure;
    if (answer.ok) this.value = answer.value;
  }

  /** Forgets it, and what is still being asked for: its person has left or locked. */
  forget(): void {
    this.#asked += 1;
    this.value = null;
    this.failure = null;
    this.loading = true;
  }
}
