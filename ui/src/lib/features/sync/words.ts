import type { SyncView } from '$lib/bindings';
import { explainCode } from '$lib/errors';
import { m } from '$lib/i18n';
import { formatMoment, formatTime, sameDay } from '$lib/i18n/format';

/** What the state of sync means for the person, most important first. */
export function syncWords(sync: SyncView, now: Date): { main: string; details: string[] } {
  return { main: mainWords(sync), details: detailWords(sync, now) };
}

function mainWords(sync: SyncView): string {
  if (sync.needs_you > 0) return m.sync_needs_you({ count: sync.needs_you });
  return stateWords(sync) ?? m.sync_idle();
}

/** How it stands with the platform; nothing where there is nothing to be said of it. */
export function stateWords({ state, waiting }: SyncView): string | undefined {
  switch (state.kind) {
    case 'off':
      return m.sync_off();
    case 'idle':
      return waiting > 0 ? m.sync_waiting({ count: waiting }) : undefined;
    case 'working':
      return m.sync_working();
    case 'held':
      return m.sync_held({ count: state.count });
    case 'offline':
      return m.sync_offline();
    case 'sign_in_needed':
      return m.sync_sign_in();
    case 'paused':
      return m.sync_paused({ reason: explainCode(state.code).happened });
  }
}

function detailWords(sync: SyncView, now: Date): string[] {
  const { state, waiting, needs_you, last_contact } = sync;
  const details: string[] = [];
  // The person comes first; how it stands otherwise is not lost by that.
  const behind = needs_you > 0 ? stateWords(sync) : undefined;
  if (behind !== undefined) details.push(behind);
  if (state.kind === 'held') details.push(m.sync_held_why());
  else if (waiting > 0 && state.kind !== 'idle') details.push(m.sync_waiting({ count: waiting }));
  if (state.kind === 'offline') details.push(nextTry(state.next_try, now));
  else if (state.kind !== 'working') details.push(contact(last_contact, now));
  return details;
}

function nextTry(at: string, now: Date): string {
  const soon = new Date(at).getTime() <= now.getTime();
  return soon ? m.sync_trying_soon() : m.sync_next_try({ time: clock(at, now) });
}

function contact(at: string | null, now: Date): string {
  return at === null ? m.sync_never() : m.sync_last_contact({ time: clock(at, now) });
}

/** The time alone for today, with the day otherwise. */
function clock(at: string, now: Date): string {
  return sameDay(at, now) ? formatTime(at) : formatMoment(at);
}
