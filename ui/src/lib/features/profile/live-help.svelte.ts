import type { FieldProblem } from '$lib/bindings';

/** How long typing must rest before anything is said of it, in milliseconds. */
const REST = 700;

/** What is said of a field while it is being filled in. It is help: nothing waits for it, and nothing is held up. */
export class LiveHelp {
  /** What is wrong with what was typed last, `null` where nothing is; `undefined` while nothing is said. */
  said = $state.raw<FieldProblem | null | undefined>(undefined);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  /** `ask` says what is wrong with the field; `undefined` where that cannot be known. */
  constructor(private readonly ask: () => Promise<FieldProblem | null | undefined>) {}

  /** Something was typed: what was said of it before is over. */
  typed(blank: boolean): void {
    this.stop();
    if (!blank) this.#timer = setTimeout(() => void this.#say(), REST);
  }

  /** Says nothing more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.said = undefined;
  }

  async #say(): Promise<void> {
    const asked = ++this.#asked;
    const said = await this.ask();
    if (asked === this.#asked) this.said = said;
  }
}
