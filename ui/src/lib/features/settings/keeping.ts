import type { KeepingView } from '$lib/bindings';
import { explainCode, type Explanation } from '$lib/errors';
import { m } from '$lib/i18n';

/** Where the keys are, in words that need no other knowledge, and why it is so or what came of it. */
export function keepingWords(keeping: KeepingView | null): { place: string; why: string | null } {
  if (keeping === null) return { place: m.keeping_none(), why: null };
  const lost = lossOf(keeping);
  if (lost) return { place: m.keeping_keyring(), why: m.two_sentences({ first: lost.happened, second: lost.remedy }) };
  if (keeping.tier === 'keyring') return { place: m.keeping_keyring(), why: null };
  return { place: m.keeping_memory(), why: keeping.reason === null ? null : whyMemory(keeping.reason) };
}

/** What was lost on this computer although the keyring keeps the keys: edits that could not be opened again. */
export function lossOf(keeping: KeepingView | undefined): Explanation | null {
  return keeping?.tier === 'keyring' && keeping.reason ? explainCode(keeping.reason) : null;
}

function whyMemory(code: string): string {
  const { happened, remedy } = explainCode(code);
  return m.two_sentences({ first: m.keeping_reason({ reason: happened }), second: remedy });
}
