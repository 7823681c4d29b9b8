import type { UnsentChoice } from '$lib/bindings';
import { m } from '$lib/i18n';

/** What is known of what the person would leave behind on this computer. */
export interface Standing {
  /** Keys are in memory only: nothing of this session can stay. */
  memory: boolean;
  /** Nothing kept here can be opened now: what is unsent in it is not known. */
  closed: boolean;
  /** Beside this session something is kept here that it could not open. */
  unopened: boolean;
  /** The platform has everything of this session. */
  sent: boolean;
}

/** One answer to what becomes of it, and what exactly goes and stays with it. */
export interface LogoutOption {
  value: UnsentChoice;
  label: string;
  hint: string;
  /** What the button says that does it. */
  confirm: string;
  testid: string;
}

/**
 * What can become of it. Keys that are in memory only cannot keep anything of theirs; what cannot be opened
 * cannot be sent, only left as it is or removed.
 */
export function optionsFor({ memory, closed, unopened, sent }: Standing): LogoutOption[] {
  if (closed || (unopened && sent)) {
    return [
      option('keep', m.logout_leave(), m.logout_leave_hint(), m.logout_confirm_keep()),
      option('discard', m.logout_remove(), m.logout_remove_hint(), m.logout_confirm_remove()),
    ];
  }
  if (unopened) {
    return [
      option('send_first', m.logout_send(), m.logout_send_unopened_hint(), m.logout_confirm_send()),
      option('discard', m.logout_discard_all(), m.logout_discard_all_hint(), m.logout_confirm_discard()),
    ];
  }
  const keep = option('keep', m.logout_keep(), m.logout_keep_hint(), m.logout_confirm_keep());
  return [
    option('send_first', m.logout_send(), m.logout_send_hint(), m.logout_confirm_send()),
    ...(memory ? [] : [keep]),
    option('discard', m.logout_discard(), m.logout_discard_hint(), m.logout_confirm_discard()),
  ];
}

const TESTIDS = { send_first: 'logout-send', keep: 'logout-keep', discard: 'logout-discard' };

function option(value: UnsentChoice, label: string, hint: string, confirm: string): LogoutOption {
  return { value, label, hint, confirm, testid: TESTIDS[value] };
}
