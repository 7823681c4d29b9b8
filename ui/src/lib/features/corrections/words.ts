import type { CorrectionStateView, CorrectionView } from '$lib/bindings';
import { unitLabel } from '$lib/features/profile/words';
import { m } from '$lib/i18n';
import { messageFor } from '$lib/i18n/lookup';
import { app } from '$lib/state/app.svelte';

/** How far a request has come, as one word of ours. */
export type Stage =
  | Exclude<CorrectionStateView['kind'], 'sent'>
  | 'received'
  | 'in_review'
  | 'accepted'
  | 'refused'
  | 'withdrawn'
  | 'withdrawing'
  | 'other'
  | 'held';

/** How far a request has come. */
export function stageOf({ state, held }: Pick<CorrectionView, 'state' | 'held'>): Stage {
  if (held) return 'held';
  if ((state.kind === 'sent' || state.kind === 'sending') && state.withdrawing) return 'withdrawing';
  return state.kind === 'sent' ? state.progress : state.kind;
}

/** The sign that a stage is shown with. */
export const TONES: Record<Stage, 'success' | 'waiting' | 'warning' | 'error' | 'neutral'> = {
  draft: 'neutral',
  waiting: 'waiting',
  consent_needed: 'warning',
  uploading: 'waiting',
  sending: 'waiting',
  received: 'waiting',
  in_review: 'waiting',
  accepted: 'success',
  refused: 'error',
  withdrawn: 'neutral',
  withdrawing: 'waiting',
  other: 'warning',
  rejected: 'error',
  held: 'warning',
};

/** A stage in a few words. */
export function stageLabel(stage: Stage): string {
  if (stage === 'waiting' && inMemory()) return m.request_state_memory();
  return messageFor(`request_state_${stage}`) ?? stage;
}

/** What a page about one request is called: how it stands, and no more. */
export function requestHeadline(request: CorrectionView): string {
  const stage = stageOf(request);
  const name = unitLabel(request.unit);
  if (stage === 'waiting' && inMemory()) return m.request_head_memory({ unit: name });
  return messageFor(`request_head_${stage}`, { unit: name }) ?? m.request_of({ unit: name });
}

/** Whether nothing more will come of a request. */
export function isClosed(stage: Stage): boolean {
  return stage === 'accepted' || stage === 'refused' || stage === 'withdrawn';
}

/** The request of a unit that has not come to its end; one that is being written counts too, unless `drafts` says no. */
export function openRequest(unit: string, drafts = true): CorrectionView | undefined {
  const counts = (stage: Stage) => !isClosed(stage) && (drafts || stage !== 'draft');
  return app.corrections?.requests.find((own) => own.unit === unit && counts(stageOf(own)));
}

/** Whether this computer keeps nothing beyond the session. */
export const inMemory = () => app.account?.keeping.tier === 'memory';
