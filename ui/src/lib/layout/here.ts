/** Whether a page lies at a place of the navigation, or below it. Home has what is read from there. */
export function isHere(place: string, path: string): boolean {
  if (place !== '/') return path === place || path.startsWith(`${place}/`);
  // Where the window begins its address has no path at all: WebKit gives none to a scheme of ours.
  return path === '' || path === '/' || path.startsWith('/article') || path.startsWith('/halls');
}
