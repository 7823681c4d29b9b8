import type { NoticeKind, NoticeLineView } from '$lib/bindings';
import { messageFor } from '$lib/i18n/lookup';
import { m } from '$lib/i18n';
import Bell from '@lucide/svelte/icons/bell';
import FileText from '@lucide/svelte/icons/file-text';
import Megaphone from '@lucide/svelte/icons/megaphone';
import ShieldAlert from '@lucide/svelte/icons/shield-alert';
import UserRound from '@lucide/svelte/icons/user-round';
import type { Component } from 'svelte';

/** What a kind of notice is called; one of a newer platform is called “other”. */
export function kindLabel(kind: NoticeKind): string {
  return messageFor(`notice_kind_${kind}`) ?? m.notice_kind_other();
}

/** The icon of a kind of notice. */
export function kindIcon(kind: NoticeKind): Component {
  switch (kind) {
    case 'incident':
      return ShieldAlert;
    case 'account':
    case 'correction':
      return UserRound;
    case 'policy':
      return FileText;
    case 'announcement':
      return Megaphone;
    default:
      return Bell;
  }
}

/** Incidents apart from the rest; each in the order in which it came. */
export function byUrgency(notices: NoticeLineView[]): { incidents: NoticeLineView[]; others: NoticeLineView[] } {
  return {
    incidents: notices.filter(({ kind }) => kind === 'incident'),
    others: notices.filter(({ kind }) => kind !== 'incident'),
  };
}
