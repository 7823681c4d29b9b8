import type { Ground, Holding, KindView, LegalBasis, SentLineView } from '$lib/bindings';
import { m } from '$lib/i18n';
import { formatTime } from '$lib/i18n/format';
import { messageFor } from '$lib/i18n/lookup';

/** The parts of the list of what is collected, in the order of the screen. */
export const GROUPS = ['profile', 'login', 'use', 'inevitable', 'here'] as const;
export type Group = (typeof GROUPS)[number];

/** The part that a kind of data belongs to. */
export function groupOf({ source, scene, kept }: KindView): Group {
  if (source === 'connection') return 'inevitable';
  if (kept === 'this-computer' || (kept === 'nowhere' && scene === 'settings')) return 'here';
  if (scene === 'log-in') return 'login';
  return scene === 'profile' || (source === 'person' && scene === 'settings') ? 'profile' : 'use';
}

/** What a kind of data is called; a kind of a newer version has its code only. */
export function kindName(code: string): string {
  return messageFor(`data_${code}`) ?? m.code_unknown({ code });
}

/** What it is for in this client, where the policy does not say it already. */
export function kindHow(code: string): string | undefined {
  return messageFor(`how_${code}`);
}

/** When it is taken. */
export function sceneLabel({ scene }: KindView): string {
  return messageFor(`scene_${scene}`) ?? scene;
}

/** Where it is. */
export function keptLabel({ kept }: KindView): string {
  return messageFor(`kept_${kept}`) ?? kept;
}

/** Why it may be taken, where no purpose says it. */
export function basisLabel(basis: LegalBasis): string {
  return messageFor(`basis_${basis}`) ?? basis;
}

/** What made it lawful to give something to somebody. */
export function groundLabel(ground: Ground): string {
  return messageFor(`ground_${ground}`) ?? ground;
}

/** Whether there is some of it now. */
export function holdingLabel(held: Holding): string {
  return messageFor(`holding_${held}`) ?? held;
}

/** What was done when something was sent. */
export function operationLabel({ operation }: SentLineView): string {
  return messageFor(`operation_${operation}`) ?? m.code_unknown({ code: operation });
}

/** What was in it. */
export function contentLine({ kinds }: SentLineView): string {
  return kinds.length === 0 ? m.sent_nothing_in_it() : kinds.map(kindName).join(m.names_gap());
}

/** When, and how often. */
export function timesLine({ first, last, count }: SentLineView): string {
  if (count === 1) return m.sent_times_once({ time: formatTime(first) });
  const [from, to] = [formatTime(first), formatTime(last)];
  return from === to ? m.sent_times_within({ time: from, count }) : m.sent_times({ first: from, last: to, count });
}
