/** How long typing must rest before it is kept, in milliseconds. */
const REST = 600;
/** How long typing that does not rest is not kept at most, in milliseconds: a lock loses no more than this. */
const LONGEST = 2_000;

/**
 * Keeps what is typed and not saved, sealed on this computer. One write is under way at a time, and the last
 * thing typed is the last thing written.
 */
export class DraftKeeper {
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** When the oldest of what waits was typed. */
  #since: number | null = null;
  #waiting: (() => Promise<void>) | null = null;
  #running: Promise<void> = Promise.resolve();

  /** `told` hears whether what was typed could be kept; `null` once nothing is. */
  constructor(private readonly told: (kept: boolean | null) => void) {}

  /** Keeps what was typed by `write`, once typing rests, or has gone on for a while. */
  keep(write: () => Promise<boolean>): void {
    this.#later(async () => this.told(await write()));
  }

  /** Forgets what was kept by `erase`; nothing that was typed before comes after it. Says whether it is gone. */
  async forget(erase: () => Promise<boolean>): Promise<boolean> {
    let gone = false;
    this.#later(async () => {
      gone = await erase();
      if (gone) this.told(null);
    });
    await this.flush();
    return gone;
  }

  /** Writes at once what waits, and waits until it is written. */
  async flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#since = null;
    const write = this.#waiting;
    this.#waiting = null;
    if (write !== null) this.#running = this.#running.then(write);
    await this.#running;
  }

  #later(write: () => Promise<void>): void {
    this.#waiting = write;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const now = Date.now();
    this.#since ??= now;
    const left = this.#since + LONGEST - now;
    this.#timer = setTimeout(() => void this.flush(), Math.min(REST, Math.max(0, left)));
  }
}
