import type { ProfileView, SyncView, UnitKey, UnitStateView, UnitView } from '$lib/bindings';
import { stateWords } from '$lib/features/sync/words';
import { m } from '$lib/i18n';

import { conflictWords, unitLabel } from './words';

type Kind = UnitStateView['kind'];
/** What of a unit says what has become of it. */
type Saved = Pick<UnitView, 'key' | 'state' | 'verified'>;

/** A unit as it stands once it was saved. Of one that the answer leaves out nothing is known, and so the least is promised. */
export function savedUnit(key: UnitKey, { units }: ProfileView): Saved {
  return units.find((unit) => unit.key === key) ?? { key, state: { kind: 'unsaved' }, verified: false };
}

/**
 * What is said of a change that was saved: what the client knows of it now, and no more. `then` is how the
 * unit stood once it was saved: only what waited has since been received.
 */
export function savedLabel(saved: Saved, then: Kind = saved.state.kind): string {
  const unit = unitLabel(saved.key);
  const waited = then === 'pending' || then === 'unsaved';
  switch (saved.state.kind) {
    case 'unsaved':
      return m.edit_saved_unsaved({ unit });
    case 'pending':
      return m.edit_saved_pending({ unit });
    case 'conflict':
      return conflictWords(saved, saved.state).title;
    case 'rejected':
      return m.edit_saved_rejected({ unit });
    case 'synced':
      return waited ? m.edit_saved_received({ unit }) : m.edit_saved_same({ unit });
    case 'empty':
      return waited ? m.edit_saved_emptied({ unit }) : m.edit_saved_same({ unit });
  }
}

/** What is said below of a unit that was saved: what will become of it, and what it needs for that. */
export function savedText(saved: Saved, sync: SyncView): string | undefined {
  switch (saved.state.kind) {
    case 'pending':
      return waits(sync) ?? m.done_text_pending();
    case 'unsaved':
      return inTurn(waits(sync) ?? m.done_text_online(), m.done_text_open());
    case 'conflict':
      return inTurn(m.done_text_conflict(), conflictWords(saved, saved.state).text);
    case 'rejected':
      return saved.verified ? m.done_text_rejected_verified() : m.done_text_rejected();
    default:
      return undefined;
  }
}

/** What a change waits for, where that is more than the line, in the words of the line about sync. */
function waits(sync: SyncView): string | undefined {
  const first = stateWords(sync) ?? '';
  switch (sync.state.kind) {
    case 'sign_in_needed':
      return m.done_text_sign_in();
    case 'held':
      return m.two_sentences({ first, second: m.done_text_held() });
    case 'paused':
    case 'off':
      return m.two_sentences({ first, second: m.done_text_later() });
    default:
      return undefined;
  }
}

const inTurn = (first: string, second: string) => `${first}${m.sentence_gap()}${second}`;
