import type { KeepingView } from '$lib/bindings';
import { explainCode, type Explanation } from '$lib/errors';
import { m } from '$lib/i18n';

/** Where the keys are, in words that need no other knowledge. */
export interface KeepingText {
  place: string;
  /** Why it is so, or what came of it. */
  why: string | null;
  /** What is kept here beside it and could not be opened. */
  unopened: string | null;
}

const PLACES = {
  keyring: () => m.keeping_keyring(),
  keyring_and_pin: () => m.keeping_pin(),
  passphrase: () => m.keeping_passphrase(),
};

/** Where the keys are, why it is so, and what else is kept here. */
export function keepingWords(keeping: KeepingView | null): KeepingText {
  if (keeping === null) return { place: m.keeping_none(), why: null, unopened: null };
  if (keeping.tier !== 'memory') {
    const lost = lossOf(keeping);
    const why = lost && m.two_sentences({ first: lost.happened, second: lost.remedy });
    return { place: PLACES[keeping.tier](), why, unopened: null };
  }
  const why = keeping.reason === null ? null : whyMemory(keeping.reason);
  if (keeping.unopened === null) return { place: m.keeping_memory(), why, unopened: null };
  const unopened = m.two_sentences({ first: m.unopened_title(), second: m.unopened_where() });
  return { place: m.keeping_memory_beside(), why, unopened };
}

/** What is kept here and could not be opened by this session: why, and that nothing of it is lost. */
export function unopenedText(keeping: KeepingView | undefined): string | null {
  if (!keeping?.unopened) return null;
  // That a PIN or passphrase guards it is said by the field for it.
  if (keeping.reason === null || keeping.unopened !== 'retry') return m.unopened_text();
  const { happened } = explainCode(keeping.reason);
  return m.two_sentences({ first: m.unopened_reason({ reason: happened }), second: m.unopened_text() });
}

/** What was lost on this computer although something guards it: edits that could not be opened again. */
export function lossOf(keeping: KeepingView | undefined): Explanation | null {
  return keeping !== undefined && keeping.tier !== 'memory' && keeping.reason ? explainCode(keeping.reason) : null;
}

function whyMemory(code: string): string {
  const { happened, remedy } = explainCode(code);
  return m.two_sentences({ first: m.keeping_reason({ reason: happened }), second: remedy });
}
