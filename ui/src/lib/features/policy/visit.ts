/**
 * Leads to a line of the policy that is on the screen, by the id that the document gives it; the lines above the
 * first paragraph are called `masthead` and `title`.
 */
export function visit(id: string): void {
  const ids = [`${id}-heading`, id, `policy-${id}`];
  const place = ids.map((id) => document.getElementById(id)).find((place) => place !== null);
  // A clause is no control; it takes focus only while somebody is led to it.
  if (place) place.tabIndex = -1;
  place?.scrollIntoView({ block: 'start' });
  place?.focus({ preventScroll: true });
}
