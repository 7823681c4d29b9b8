/** Whether a text holds six digits, however they were typed: full width, or with spaces between. */
export function hasSixDigits(text: string): boolean {
  return /^\d{6}$/.test(text.normalize('NFKC').replace(/\s/g, ''));
}
