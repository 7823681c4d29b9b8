import { reports } from '$lib/client';
import { app } from '$lib/state/app.svelte';
import { placesOf } from '$lib/state/places';

/** Something was thrown that nobody caught. Whether it is noted is decided by the person's consent. */
export function failed(thrown: unknown): void {
  const places = placesOf(thrown);
  if (places.length > 0 && app.account) void reports.pageFailed(places);
}
