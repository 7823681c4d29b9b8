import type { FaultCode, ProofView, ReceiptView } from '$lib/bindings';
import { m } from '$lib/i18n';
import { formatMoment } from '$lib/i18n/format';
import { messageFor } from '$lib/i18n/lookup';

import { itemName } from './words';

/** What the proof comes to: said of all receipts together. */
export interface ProofText {
  tone: 'success' | 'info' | 'error';
  title: string;
  lines: string[];
}

/** Whether the proof holds, in words. */
export function proofText(proof: ProofView): ProofText {
  switch (proof.kind) {
    case 'whole': {
      const { complete_until: until } = proof;
      const line = until === null ? m.proof_never() : m.proof_until({ at: formatMoment(until) });
      return { tone: 'success', title: m.proof_whole(), lines: [line] };
    }
    case 'key_not_pinned':
      return { tone: 'info', title: m.proof_not_pinned(), lines: [m.proof_not_pinned_text()] };
    case 'broken': {
      const title = proof.number === 0 ? m.proof_broken_whole() : m.proof_broken({ number: proof.number });
      return { tone: 'error', title, lines: [faultLabel(proof.code) + m.sentence_end(), m.proof_broken_do()] };
    }
  }
}

/** What is wrong with a receipt. */
export function faultLabel(code: FaultCode): string {
  return messageFor(`fault_${code}`) ?? m.code_unknown({ code });
}

/** What a receipt is about, and the purpose that it was shown under where that says more. */
export function receiptTitle({ item, title }: ReceiptView): { name: string; purpose: string | null } {
  const name = itemName(item, title);
  return { name, purpose: title === '' || title === name ? null : title };
}

/** What was decided. */
export function decisionLabel({ decision }: ReceiptView): string {
  return messageFor(`decision_${decision}`) ?? decision;
}

/** Who decided. */
export function actorLabel({ actor }: ReceiptView): string {
  return messageFor(`actor_${actor}`) ?? actor;
}
