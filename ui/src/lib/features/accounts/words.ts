import type { AccountView, LocalAccountView } from '$lib/bindings';
import { m } from '$lib/i18n';
import { formatMoment } from '$lib/i18n/format';
import { messageFor } from '$lib/i18n/lookup';

/** What an account is called. Whose it is, is known of the open one alone: the person sees their own name. */
export function accountName(line: LocalAccountView, open: AccountView | null): string {
  if (line.state === 'open' && open) return open.name ?? open.phone ?? m.accounts_yours();
  return line.last_used === null ? m.accounts_unknown() : m.accounts_used({ at: formatMoment(line.last_used) });
}

/** Where it stands, in a few words. */
export function stateLabel({ state }: LocalAccountView): string {
  return messageFor(`accounts_state_${state}`) ?? state;
}

/** What is known of it beside its name, as sentences. */
export function accountFacts(line: LocalAccountView): string[] {
  const facts: string[] = [];
  const guard = messageFor(`accounts_guard_${line.tier}`);
  if (guard) facts.push(guard);
  else if (line.state === 'closed') facts.push(m.accounts_unreadable());
  if (line.only_here === 0) facts.push(m.accounts_nothing_waits());
  else if (line.only_here !== null) facts.push(m.accounts_only_here({ count: line.only_here }));
  if (line.state === 'leaving') facts.push(m.accounts_leaving());
  return facts;
}

/** Whether it can be removed without its person. */
export function isRemovable({ state }: LocalAccountView): boolean {
  return state === 'closed' || state === 'leaving';
}

/** What goes with an account, and what does not: said before it is removed. */
export function removalFacts(line: LocalAccountView): { lost: string | null; platform: string; session: string | null } {
  let lost: string | null = null;
  if (line.only_here === null) lost = line.state === 'leaving' ? null : m.accounts_lost_unknown();
  else if (line.only_here > 0) lost = m.accounts_lost({ count: line.only_here });
  const session = line.state === 'closed' && line.has_session !== false;
  return { lost, platform: m.accounts_platform_keeps(), session: session ? m.accounts_session_goes_on() : null };
}
