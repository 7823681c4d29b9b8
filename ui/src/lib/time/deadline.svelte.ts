/**
 * A moment to wait for. It counts down by the clock, not by ticks, so that a computer that slept shows the
 * truth when it wakes.
 */
export class Deadline {
  #at = $state(0);
  #now = $state(0);
  #timer: ReturnType<typeof setInterval> | undefined;
  #due: (() => void) | undefined;

  constructor(private readonly clock: () => number = Date.now) {}

  /** Whole seconds that are left; 0 once the moment has come, or where none was set. */
  get seconds(): number {
    return Math.max(0, Math.ceil((this.#at - this.#now) / 1000));
  }

  /** Whether the moment is still to come. */
  get running(): boolean {
    return this.#at > this.#now;
  }

  /** Sets the moment `seconds` from now, and what to do then. */
  set(seconds: number, due?: () => void): void {
    this.clear();
    this.#now = this.clock();
    this.#at = this.#now + seconds * 1000;
    this.#due = due;
    this.#timer = setInterval(() => this.#tick(), 250);
  }

  /** Forgets the moment. */
  clear(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#due = undefined;
    this.#at = 0;
    this.#now = 0;
  }

  #tick(): void {
    this.#now = this.clock();
    if (this.#now < this.#at) return;
    const due = this.#due;
    this.clear();
    due?.();
  }
}
