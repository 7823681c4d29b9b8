/** A piece of one of two texts. */
export interface Piece {
  text: string;
  /** Whether it is other than in the other text. */
  differs: boolean;
}

/**
 * What of `text` is other than in `other`: all that lies between the beginning and the end which they share. Counted
 * in code points, so that no character is taken apart.
 */
export function piecesOf(text: string, other: string): Piece[] {
  const [mine, theirs] = [Array.from(text), Array.from(other)];
  const least = Math.min(mine.length, theirs.length);
  let head = 0;
  while (head < least && mine[head] === theirs[head]) head++;
  let tail = 0;
  while (tail < least - head && mine[mine.length - 1 - tail] === theirs[theirs.length - 1 - tail]) tail++;
  const cut = (from: number, to: number) => mine.slice(from, to).join('');
  const pieces = [
    { text: cut(0, head), differs: false },
    { text: cut(head, mine.length - tail), differs: true },
    { text: cut(mine.length - tail, mine.length), differs: false },
  ];
  return pieces.filter((piece) => piece.text !== '');
}

/** How one field of two sides compares; `unknown` where both are hidden and their masks look alike. */
export type Comparison = 'same' | 'different' | 'unknown';

interface Side {
  text: string[];
  masked?: boolean;
}

/** How one field of two sides compares. */
export function compare(mine: Side | undefined, theirs: Side | undefined): Comparison {
  const [one, other] = [textOf(mine), textOf(theirs)];
  if (one.length !== other.length || one.some((part) => !other.includes(part))) return 'different';
  return one.length > 0 && (mine?.masked || theirs?.masked) ? 'unknown' : 'same';
}

/** The text of a field that may not be there. */
export function textOf(side: Side | undefined): string[] {
  return (side?.text ?? []).filter((part) => part !== '');
}
