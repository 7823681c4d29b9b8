import type { Screen } from '$lib/bindings';

/** The first part of an address, and the part of the client that it belongs to. */
const SCREENS: Record<string, Screen> = {
  '': 'home',
  article: 'article',
  halls: 'halls',
  help: 'help',
  inbox: 'inbox',
  mine: 'profile',
  security: 'security',
  accounts: 'security',
  privacy: 'privacy',
  policy: 'privacy',
  consent: 'privacy',
  settings: 'settings',
};

/** The part of the client that is opened by going from one address to another; `null` where it is the same one. */
export function screenOpened(from: string | null, to: string): Screen | null {
  const screen = screenAt(to);
  return screen !== null && (from === null || screenAt(from) !== screen) ? screen : null;
}

function screenAt(path: string): Screen | null {
  return SCREENS[path.split('/')[1] ?? ''] ?? null;
}
