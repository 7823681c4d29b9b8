import type { ClauseLine, FailureView, Language, PolicyChangeView, PolicyVersion, PurposeView } from '$lib/bindings';
import { ownFailure, policies, type Outcome } from '$lib/client';
import { Purposes } from '$lib/features/privacy/purposes.svelte';
import { locale, m } from '$lib/i18n';
import { app } from '$lib/state/app.svelte';
import { Resource } from '$lib/state/resource.svelte';

import { clauseNumbers } from './numbers';
import { findVersion } from './paths';

/** The two versions that an address asks for, by key; `null` where it is the one answered, or the one in force. */
export interface Asked {
  from: string | null;
  to: string | null;
}

interface Ends {
  from: PolicyVersion | null;
  to: PolicyVersion | null;
  /** The language of their texts. */
  language: string;
}

/** A policy that has changed, and what the person decides about what it touches. */
export class PolicyChange {
  readonly view: Resource<PolicyChangeView>;
  readonly purposes: Purposes;
  /** The number of each clause, by id, in the text before and in the one after. */
  #before = $state.raw<Map<string, string>>(new Map());
  #after = $state.raw<Map<string, string>>(new Map());
  /** What is compared, once that is known: after an answer the defaults would be others. */
  #ends: Ends | null = null;
  #closings = app.closings;

  constructor(private readonly asked: Asked) {
    this.view = new Resource(() => this.#ask());
    this.purposes = new Purposes({
      trigger: 'policy_change',
      presentation: 'policy_change',
      language: () => this.view.value?.to.language ?? locale(),
      shown: (list) => this.#shown(list),
    });
  }

  /** Whether it is decided here: the later version is in force. */
  get decides(): boolean {
    const { value: list } = this.purposes.list;
    const to = this.view.value?.to.version;
    return list !== null && list.text_hash === to?.text_hash && list.version === to.version;
  }

  /** Why nothing can be decided now, by code; `null` where it can, or where there is nothing to decide. */
  get closed(): string | null {
    return this.#asks ? (this.purposes.list.value?.closed ?? null) : null;
  }

  /** Whether something can be decided here and now. Where only words changed there is nothing to choose. */
  get open(): boolean {
    return this.#asks && this.closed === null;
  }

  get #asks(): boolean {
    return this.decides && this.view.value?.materiality === 'material';
  }

  /** Whether the later version is the one in force. */
  get inForce(): boolean {
    return this.asked.to === null || this.decides || this.view.value?.open != null;
  }

  /** A purpose of the policy in force, with what there is to decide about it. */
  purpose(id: string): PurposeView | undefined {
    return this.purposes.list.value?.purposes.find((purpose) => purpose.id === id);
  }

  /** Where a line stands, in the text before or in the one after. */
  placeOf({ id, mark }: ClauseLine, side: 'before' | 'after'): string {
    if (id === 'masthead') return m.change_place_masthead();
    if (id === 'title') return m.change_place_title();
    const number = (side === 'before' ? this.#before : this.#after).get(id);
    return (number ?? mark) || m.change_place_front();
  }

  /** The number of a clause that a reason names: in the text after, or in the one before where it is gone. */
  numberOf(clause: string | null): string {
    return clause === null ? '' : (this.#after.get(clause) ?? this.#before.get(clause) ?? '');
  }

  /** Reads everything anew; what was another person's is forgotten first. */
  async load(): Promise<void> {
    if (this.#closings !== app.closings) {
      this.#closings = app.closings;
      this.view.forget();
      this.#ends = null;
    }
    await this.view.load();
    const { value: view } = this.view;
    if (view === null) return;
    const { from, to } = view;
    const first = this.#ends === null;
    this.#ends = { from: from.version, to: to.version, language: to.language };
    await Promise.all([this.purposes.load(), first && this.#number(view)]);
  }

  async #ask(): Promise<Outcome<PolicyChangeView>> {
    const ends = this.#ends ? { ok: true as const, value: this.#ends } : await this.#find();
    if (!ends.ok) return ends;
    const { from, to, language } = ends.value;
    return policies.change(from, to, language);
  }

  async #find(): Promise<Outcome<Ends>> {
    const { from, to } = this.asked;
    if (from === null && to === null) return { ok: true, value: { from: null, to: null, language: locale() } };
    const history = await policies.history();
    if (!history.ok) return history;
    const { versions } = history.value;
    const [before, after] = [from, to].map((key) => (key === null ? null : findVersion(key, versions)));
    if (before === undefined || after === undefined) return { ok: false, failure: unknown() };
    const language: Language | undefined = (before ?? after)?.language;
    return {
      ok: true,
      value: { from: before?.version ?? null, to: after?.version ?? null, language: language ?? locale() },
    };
  }

  // Both texts are at hand once they were compared. Without them a clause has its own mark only.
  async #number({ from, to }: PolicyChangeView): Promise<void> {
    const texts = await Promise.all([from, to].map(({ version, language }) => policies.at(version, language)));
    const [before, after] = texts.map((text) => (text.ok ? clauseNumbers(text.value.document) : new Map<string, string>()));
    if (before) this.#before = before;
    if (after) this.#after = after;
  }

  #shown(list: { text_hash: string; served_id: string }): { text_hash: string; served_id: string } {
    const { value: view } = this.view;
    return view === null ? list : { text_hash: view.to.version.text_hash, served_id: view.served_id };
  }
}

function unknown(): FailureView {
  return { ...ownFailure('policy-version-unknown'), retryable: false };
}
