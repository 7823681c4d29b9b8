/** A hash that is visibly none. */
export const HASH = '0123456789abcdef'.repeat(4);
