import type { ConsentItemView, Control, Delivery, ItemStanding } from '$lib/bindings';
import { explainCode } from '$lib/errors';
import { opennessWords } from '$lib/features/capability/words';
import { m } from '$lib/i18n';
import { formatDay } from '$lib/i18n/format';
import { messageFor } from '$lib/i18n/lookup';

/** What an item is called: its switch, or else the purpose that it belongs to. */
export function itemName(item: string, title: string): string {
  return messageFor(`control_${item}`) ?? (title === '' ? item : title);
}

/** What does not happen without consent. */
export function offLine(control: Control | null): string {
  return (control && messageFor(`control_off_${control}`)) ?? m.control_off_none();
}

/** Why what the item allows is not there to be used; `undefined` where it is. */
export function notOpenLine({ openness }: Pick<ConsentItemView, 'openness'>): string | undefined {
  const words = opennessWords(openness);
  return words === null ? undefined : m.choice_not_open_why(words);
}

/** What is chosen; `undefined` where the person has to choose, or to choose anew. */
export function chosen(standing: ItemStanding): boolean | undefined {
  switch (standing) {
    case 'given':
      return true;
    case 'refused':
    case 'withdrawn':
      return false;
    case 'not_asked':
    case 'lapsed':
    case 'asked_again':
      return undefined;
  }
}

/** Where the person stands, in words. */
export function standingLine({ standing, decided_at }: ConsentItemView): string {
  const day = decided_at === null ? '' : formatDay(decided_at);
  switch (standing) {
    case 'not_asked':
      return m.standing_not_asked();
    case 'given':
      return m.standing_given({ day });
    case 'refused':
      return m.standing_refused({ day });
    case 'withdrawn':
      return m.standing_withdrawn({ day });
    case 'lapsed':
      return m.standing_lapsed();
    case 'asked_again':
      return m.standing_asked_again();
  }
}

/** Where a decision is, in words. `checked` says whether the platform's signature was verified here. */
export function deliveryLine(delivery: Delivery, checked = true): string {
  switch (delivery.kind) {
    case 'waiting':
      return m.delivery_waiting();
    case 'not_kept':
      return m.delivery_not_kept();
    case 'countersigned':
      return checked
        ? m.delivery_countersigned({ number: delivery.position })
        : m.delivery_unchecked();
    case 'refused':
      return m.delivery_refused({ reason: explainCode(delivery.code).happened });
  }
}

/** The same beside the choice, where nobody verifies anything: the receipts do. */
export function arrivalLine(delivery: Delivery): string {
  return delivery.kind === 'countersigned' ? m.delivery_arrived() : deliveryLine(delivery);
}

/** How that is said. */
export function deliveryTone({ kind }: Delivery, checked = true): 'success' | 'waiting' | 'warning' | 'neutral' {
  if (kind === 'countersigned' && !checked) return 'neutral';
  return ({ waiting: 'waiting', not_kept: 'warning', countersigned: 'success', refused: 'warning' } as const)[kind];
}

/** What has just come of a decision: the effect where there is one now, or else that it was noted. */
export function toldLine(item: ConsentItemView, name: string): string {
  const { control, standing, delivery } = item;
  const acts = control !== null && notOpenLine(item) === undefined;
  if (standing === 'given') {
    // Where nothing is kept on the computer, it is on only once the platform has it.
    if (acts) return delivery?.kind === 'not_kept' ? m.told_on_later({ name }) : m.told_on({ name });
    return m.told_given({ name });
  }
  if (acts) return m.told_off({ name });
  return standing === 'withdrawn' ? m.told_withdrawn({ name }) : m.told_refused({ name });
}
