import type { ConsentItemView, FailureView, ItemDecisionInput, PurposesView } from '$lib/bindings';
import { consent } from '$lib/client';
import { explain } from '$lib/errors';
import { locale } from '$lib/i18n';
import { app } from '$lib/state/app.svelte';
import { Resource } from '$lib/state/resource.svelte';

import { chosen, toldLine } from './words';

/** What leads to a decision, and on which screen; its record names both. */
export interface Asked extends Pick<ItemDecisionInput, 'trigger' | 'presentation'> {
  /** The language of what is shown; by default that of the screen. */
  language?: () => string;
  /** What was shown; by default the purposes themselves. */
  shown?: (list: PurposesView) => Pick<ItemDecisionInput, 'text_hash' | 'served_id'>;
}

/** The purposes on the screen, and what the person decides about them. */
export class Purposes {
  readonly #asked: Required<Asked>;

  constructor(asked: Asked = { trigger: 'privacy_centre', presentation: 'purposes' }) {
    this.#asked = { language: locale, shown: (list) => list, ...asked };
  }

  readonly list = new Resource(() => consent.purposes(this.#asked.language()));
  /** What goes on being decided, by item: it is shown at once. */
  wanted = $state.raw<Record<string, boolean>>({});
  failed = $state.raw<{ item: string; failure: FailureView } | null>(null);
  /** What has come of the last decision, to be read aloud. */
  told = $state('');
  #closings = app.closings;

  /** Reads everything anew; what was another person's is forgotten first. */
  async load(): Promise<void> {
    if (this.#closings !== app.closings) {
      this.#closings = app.closings;
      this.list.forget();
      this.failed = null;
      this.told = '';
    }
    await this.list.load();
  }

  /** What is chosen for an item now. */
  choice(item: ConsentItemView): boolean | undefined {
    return this.wanted[item.item] ?? chosen(item.standing);
  }

  /** Why the last decision about an item was not taken. */
  failureOf({ item }: ConsentItemView): FailureView | null {
    return this.failed?.item === item && !this.changed ? this.failed.failure : null;
  }

  /** The policy has changed under the screen: the decision was about another text. */
  get changed(): boolean {
    return this.failed?.failure.code === 'policy-text-changed';
  }

  /** Records a decision. */
  async decide({ item }: ConsentItemView, name: string, allow: boolean, byGuardian: boolean): Promise<void> {
    const list = this.list.value;
    if (list === null || item in this.wanted) return;
    const { trigger, presentation, language, shown } = this.#asked;
    const { text_hash, served_id } = shown(list);
    this.wanted = { ...this.wanted, [item]: allow };
    this.failed = null;
    this.told = '';
    const { closings } = app;
    const answer = await consent.decideItem({
      item,
      allow,
      by_guardian: byGuardian,
      text_hash,
      served_id,
      trigger,
      presentation,
      language: language(),
    });
    // The person has left meanwhile: what is said here would be said to the next.
    if (closings !== app.closings) this.wanted = {};
    else if (answer.ok) this.#take(answer.value, item, name);
    else this.#fail(item, answer.failure);
    const { [item]: _, ...others } = this.wanted;
    this.wanted = others;
    if (this.changed) await this.load();
  }

  #fail(item: string, failure: FailureView): void {
    this.failed = { item, failure };
    // It stands at the choice, which has focus already; every other failure is an alert.
    if (failure.code === 'guardian-needed') this.told = explain(failure).happened;
  }

  #take(view: PurposesView, item: string, name: string): void {
    this.list.value = view;
    const now = view.purposes.flatMap(({ items }) => items).find((own) => own.item === item);
    if (now) this.told = toldLine(now, name);
  }
}
