import type { CorrectionView, SyncView } from '$lib/bindings';
import type { Step } from '$lib/features/profile/StepList.svelte';
import { stateWords } from '$lib/features/sync/words';
import { m } from '$lib/i18n';
import { formatMoment } from '$lib/i18n/format';

import { inMemory, stageOf } from './words';

/** The way of a request: what is behind it, where it stands, and what is still ahead. */
export function stepsOf(request: CorrectionView, sync: SyncView): Step[] {
  return [handedIn(request), received(request, sync), answered(request)];
}

function handedIn({ state, at }: CorrectionView): Step {
  const beside = formatMoment(at);
  if (state.kind === 'sent') return { tone: 'success', words: m.request_step_submitted(), beside };
  if (inMemory()) return { tone: 'warning', words: m.done_step_session(), beside };
  return { tone: 'success', words: m.done_step_kept(), beside };
}

function received({ state, held: asked }: CorrectionView, sync: SyncView): Step {
  if (asked) return { tone: 'warning', words: m.request_step_held() };
  switch (state.kind) {
    case 'uploading':
      return { tone: 'waiting', words: m.request_step_uploading(), progress: state, beside: held(sync) };
    case 'sending':
      return { tone: 'waiting', words: m.request_step_sending(), beside: held(sync) };
    case 'consent_needed':
      return { tone: 'warning', words: m.request_step_consent() };
    case 'rejected':
      return { tone: 'error', words: m.request_step_rejected() };
    case 'sent':
      return { tone: 'success', words: m.done_step_received(), reference: state.reference };
    default:
      return { tone: 'waiting', words: m.done_step_waiting(), beside: stateWords(sync) };
  }
}

/** Why nothing goes on, where that is so. */
const held = (sync: SyncView) =>
  sync.state.kind === 'working' || sync.state.kind === 'idle' ? undefined : stateWords(sync);

function answered(request: CorrectionView): Step {
  const stage = stageOf(request);
  const at = request.state.kind === 'sent' ? formatMoment(request.state.updated_at) : undefined;
  switch (stage) {
    case 'received':
      return { tone: 'waiting', words: m.request_step_queue() };
    case 'in_review':
      return { tone: 'waiting', words: m.request_step_review(), beside: at };
    case 'accepted':
      return { tone: 'success', words: m.request_step_accepted(), beside: at };
    case 'refused':
      return { tone: 'error', words: m.request_step_refused(), beside: at };
    case 'withdrawn':
      return { tone: 'success', words: m.request_step_withdrawn(), beside: at };
    case 'withdrawing':
      return { tone: 'waiting', words: m.request_step_withdrawing() };
    case 'other':
      return { tone: 'warning', words: m.request_step_other(), beside: at };
    default:
      return { tone: 'ahead', words: m.request_step_ahead() };
  }
}
