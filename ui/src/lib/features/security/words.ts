import type { ActivityEntryView, LoginWay } from '$lib/bindings';
import { unitLabel } from '$lib/features/profile/words';
import { m } from '$lib/i18n';
import { messageFor } from '$lib/i18n/lookup';

/** What a device is called. */
export function deviceName(name: string | null): string {
  return name ?? m.security_unnamed();
}

/** How somebody logged in. */
export function wayLabel(way: LoginWay | null): string {
  return messageFor(`sessions_way_${way ?? 'other'}`) ?? m.sessions_way_other();
}

/** What happened, in a few words; whether it succeeded is said apart. */
export function activityLabel({ kind, unit }: ActivityEntryView): string {
  const words = unit === null ? undefined : { unit: unitLabel(unit) };
  return messageFor(`activity_${kind}`, words) ?? m.activity_other();
}

/** The same with how it ended, for one sentence. */
export function activitySentence(entry: ActivityEntryView): string {
  const refusal = entry.refused ? messageFor(`activity_${entry.kind}_refused`) : undefined;
  return refusal ?? activityLabel(entry);
}

/** Where it was done. */
export function activityPlace({ current, device }: ActivityEntryView): string {
  return current ? m.activity_here() : (device ?? m.activity_unknown_device());
}
