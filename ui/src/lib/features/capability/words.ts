import type { Openness } from '$lib/bindings';
import { m } from '$lib/i18n';
import { formatMoment } from '$lib/i18n/format';

/** Whether something is there to be used, in words; `null` where it is. */
export function opennessWords(openness: Openness): { title: string; text: string } | null {
  switch (openness.kind) {
    case 'open':
      return null;
    case 'not_open':
      return { title: m.openness_not_open(), text: m.openness_not_open_text({ when: formatMoment(openness.asked_at) }) };
    case 'unsupported':
      return { title: m.openness_unsupported(), text: m.openness_unsupported_text({ when: formatMoment(openness.asked_at) }) };
    case 'unknown':
      return { title: m.openness_unknown(), text: m.openness_unknown_text() };
  }
}
