import type { AgeBand } from '$lib/bindings';
import { app } from '$lib/state/app.svelte';

let remembered: { age: AgeBand; closings: number } | null = null;

/** Keeps the age for as long as the window is open and the same person sits there: going back drops it everywhere else. */
export function rememberAge(age: AgeBand | null): void {
  if (age !== null) remembered = { age, closings: app.closings };
}

/** The age that whoever goes back on the policy had given. */
export function ageGiven(): AgeBand | null {
  return app.consent.age_band ?? (remembered?.closings === app.closings ? remembered.age : null);
}
