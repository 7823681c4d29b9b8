import type { CodeList, OptionView } from '$lib/bindings';
import { profile } from '$lib/client';
import { locale } from '$lib/i18n';
import { SvelteMap } from 'svelte/reactivity';

/** Names of countries and divisions by code, asked for once each. */
class CodeNames {
  readonly #known = new SvelteMap<string, OptionView>();
  readonly #asked = new Set<string>();

  /** What a code stands for, once that is known. */
  option(list: CodeList, code: string): OptionView | undefined {
    return this.#known.get(`${list}:${code}`);
  }

  /** The name of a code; the code itself until it is known. */
  name(list: CodeList, code: string): string {
    const option = this.option(list, code);
    if (option === undefined) return code;
    return locale() === 'en' ? option.en : option.zh;
  }

  /** Sees to it that the names of these codes become known. */
  async want(list: CodeList, codes: string[]): Promise<void> {
    const fresh = codes.filter((code) => code !== '' && !this.#asked.has(`${list}:${code}`));
    if (fresh.length === 0) return;
    fresh.forEach((code) => this.#asked.add(`${list}:${code}`));
    const answer = await profile.describeCodes(list, fresh);
    if (answer.ok) this.learn(list, answer.value);
    else fresh.forEach((code) => this.#asked.delete(`${list}:${code}`));
  }

  /** Takes in names that came another way, such as with a search. */
  learn(list: CodeList, options: OptionView[]): void {
    for (const option of options) this.#known.set(`${list}:${option.code}`, option);
  }
}

export const codeNames = new CodeNames();

/** Which list the codes of a field belong to, where it holds codes of a list. */
export function codeListOf(field: string): CodeList | null {
  if (field === 'country') return 'country';
  return field === 'region' ? 'region' : null;
}
