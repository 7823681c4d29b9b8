import type { Hit } from '$lib/bindings';

/** A stretch of an excerpt. */
export interface Stretch {
  text: string;
  /** Whether it is what was looked for. */
  found: boolean;
}

/** UTF-16 units before the first place, and in all: enough to know where one is. */
const BEFORE = 24;
const LENGTH = 110;

/** The words around the first place where a line has what was looked for, with every place in them marked. */
export function excerpt({ text, ranges }: Hit): Stretch[] {
  const begin = whole(text, Math.max(0, (ranges[0]?.start ?? 0) - BEFORE));
  const first = ranges[0]?.end ?? begin;
  const end = whole(text, Math.min(text.length, Math.max(first, begin + LENGTH)));
  const stretches: Stretch[] = [];
  const add = (from: number, to: number, found: boolean) => {
    if (to > from) stretches.push({ text: text.slice(from, to), found });
  };
  let at = begin;
  for (const range of ranges.filter(({ end: last }) => last <= end)) {
    add(at, range.start, false);
    add(range.start, range.end, true);
    at = range.end;
  }
  add(at, end, false);
  if (begin > 0) stretches.unshift({ text: '…', found: false });
  if (end < text.length) stretches.push({ text: '…', found: false });
  return stretches;
}

/** The same place, or the one before it where it lies inside a character. */
function whole(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return at > 0 && unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at;
}
