import type { ConsentView } from '$lib/bindings';
import { m } from '$lib/i18n';

/** Why an account is closed to whoever has agreed to the policy, and what opens it. */
export interface Closed {
  title: string;
  text: string;
  href: string;
  action: string;
  /** Where a wrong age is chosen anew: only as long as no guardian has confirmed it. */
  again: string | null;
}

/** Where the age is asked again. */
export const AGE_AGAIN = '/consent#age';

/** What a minor's account waits for; `null` where it waits for no guardian. */
export function closedFor({ guardian }: ConsentView): Closed | null {
  const open = { href: '/guardian', action: m.guardian_open(), again: null };
  switch (guardian) {
    case 'missing':
      return { title: m.guardian_missing(), text: m.guardian_missing_text(), ...open, again: AGE_AGAIN };
    case 'own_phone':
      return { title: m.guardian_own_phone(), text: m.guardian_own_phone_text(), ...open, again: AGE_AGAIN };
    case 'withdrawn':
      return { title: m.guardian_withdrawn(), text: m.guardian_withdrawn_text(), ...open };
    case 'lapsed':
      return {
        title: m.guardian_lapsed(),
        text: m.guardian_lapsed_text(),
        href: '/privacy/of-age',
        action: m.of_age_open(),
        again: null,
      };
    case 'confirmed':
    case null:
      return null;
  }
}
