import type { FailureView, FieldCode } from '$lib/bindings';
import { m } from '$lib/i18n';
import { messageFor } from '$lib/i18n/lookup';

/** A failure in words: what happened, and what it means and what to do. */
export interface Explanation {
  happened: string;
  remedy: string;
}

/** The words for a failure. A code that this version does not know is named honestly. */
export function explain(failure: Pick<FailureView, 'code' | 'tries_left' | 'wait_seconds'>): Explanation {
  return explainCode(failure.code, { tries: failure.tries_left, wait: failure.wait_seconds });
}

/** The words for a code alone, such as that of a paused sync. */
export function explainCode(
  code: string,
  { tries = null, wait = null }: { tries?: number | null; wait?: number | null } = {},
): Explanation {
  const happened = messageFor(`error_${code}`) ?? m.error_unknown({ code });
  const remedy = [messageFor(`error_${code}_do`) ?? m.error_unknown_do()];
  if (tries !== null) remedy.push(m.error_tries_left({ count: tries }));
  if (wait !== null && wait > 0) remedy.push(m.error_wait({ time: duration(wait) }));
  return { happened, remedy: remedy.join(m.sentence_gap()) };
}

/** The words for what is wrong with a field; of its own where it has some, such as how long it is to be. */
export function explainField(code: FieldCode | string, field?: string): string {
  const own = field === undefined ? undefined : messageFor(`field_${code}_${field}`);
  return own ?? messageFor(`field_${code}`) ?? m.field_unknown({ code });
}

function duration(seconds: number): string {
  return seconds < 60 ? m.time_seconds({ count: seconds }) : m.time_minutes({ count: Math.ceil(seconds / 60) });
}
