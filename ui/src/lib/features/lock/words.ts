import type { KeepingTier, LockedView, UnopenedWay } from '$lib/bindings';
import { m } from '$lib/i18n';

/** What the person types to open something, by name. */
export function secretName(tier: KeepingTier): string {
  return tier === 'passphrase' ? m.lock_passphrase() : m.lock_pin();
}

/** What opens something by typing; `null` where only a login or another try does. */
export function typedName({ way }: { way: LockedView['way'] | UnopenedWay }): string | null {
  if (way === 'pin') return m.lock_pin();
  return way === 'passphrase' ? m.lock_passphrase() : null;
}

/** Why it is locked. */
export function causeText(locked: LockedView): string {
  switch (locked.cause) {
    case 'person':
      return m.lock_cause_person();
    case 'idle':
      return m.lock_cause_idle();
    case 'system':
      return m.lock_cause_system();
    case 'start': {
      const what = typedName(locked);
      return what === null ? m.lock_cause_before() : m.lock_cause_start({ what });
    }
  }
}

/** A time to wait: seconds while there are few, else whole minutes. */
export function waitText(seconds: number): string {
  return seconds <= 90 ? m.time_seconds({ count: seconds }) : m.time_minutes({ count: Math.ceil(seconds / 60) });
}
