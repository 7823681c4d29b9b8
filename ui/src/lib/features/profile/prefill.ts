import type { MaskedField, RevealedField, UnitKey } from '$lib/bindings';
import { app } from '$lib/state/app.svelte';

type Fields = (RevealedField | MaskedField)[];

/** What a form is to begin with, chosen on the screen before it. It is taken once, and goes with its person. */
class Prefill {
  #given: { unit: UnitKey; fields: Fields } | null = null;

  constructor() {
    app.onClose(() => (this.#given = null));
  }

  give(unit: UnitKey, fields: Fields): void {
    this.#given = { unit, fields };
  }

  take(unit: UnitKey): Fields | null {
    const given = this.#given?.unit === unit ? this.#given.fields : null;
    this.#given = null;
    return given;
  }
}

export const prefill = new Prefill();
