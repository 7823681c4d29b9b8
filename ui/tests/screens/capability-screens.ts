import { capabilities, purposes } from '../fake/consents';
import { loggedIn } from '../fake/person';
import type { PersonScreen } from './person-screens';

const unknown = capabilities.map((one) => ({ ...one, openness: { kind: 'unknown' } as const }));
const asked_at = '2026-11-24T01:30:00Z';
const unsupported = capabilities.map((one) => ({ ...one, openness: { kind: 'unsupported', asked_at } as const }));

/** Services that need something of the platform, each in the states that they have. */
export const capabilityScreens: PersonScreen[] = [
  { name: 'near', path: '/halls/near', change: loggedIn() },
  { name: 'near-unknown', path: '/halls/near', change: loggedIn({ capabilities: unknown }) },
  { name: 'near-signed-out', path: '/halls/near', change: {} },
  { name: 'video', path: '/help/video', change: loggedIn() },
  { name: 'video-unsupported', path: '/help/video', change: loggedIn({ capabilities: unsupported }) },
  { name: 'video-no-purpose', path: '/help/video', change: loggedIn({ purposes: { ...purposes, purposes: [] } }) },
  { name: 'code', path: '/mine/code', change: loggedIn() },
  { name: 'code-browsing', path: '/mine/code', change: { choice: 'browse_only' } },
];
