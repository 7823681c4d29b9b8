/** How a number is spaced for the eye. It is copied without the spaces. */
export function grouped(field: string, text: string): string[] {
  const sizes = sizesOf(field, text);
  if (sizes === null) return [text];
  const parts: string[] = [];
  let at = 0;
  for (const size of sizes) {
    parts.push(text.slice(at, at + size));
    at += size;
  }
  return parts;
}

function sizesOf(field: string, text: string): number[] | null {
  if (field !== 'number') return null;
  if (/^\d{3}[\d*]{4}\d{4}$/.test(text)) return [3, 4, 4];
  // A resident identity number: region, birth date, order.
  if (/^[\d*]{17}[\dX*]$/.test(text)) return [6, 4, 4, 4];
  return null;
}
