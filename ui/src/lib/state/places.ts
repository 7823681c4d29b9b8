/** Most places that a report takes. */
const MOST = 21;

/**
 * The places in our own code that a thrown value's stack names, nearest first. Its words are left out: they may quote
 * what a person typed.
 */
export function placesOf(thrown: unknown): string[] {
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : '';
  const found = stack.matchAll(/\/_app\/(?:immutable\/)?([\w./+-]+:\d+:\d+)/g);
  return [...found].map(([, place = '']) => place).slice(0, MOST);
}
