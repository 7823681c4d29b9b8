import { tick } from 'svelte';

import { PAGE_TITLE } from './PageHeading.svelte';

type Place = HTMLElement | null | undefined;

/**
 * Where what had the focus is gone from the page, gives it to `place`, or to the screen's heading where that is not
 * there: the keyboard would begin anew at the top, and nothing would be read aloud.
 */
export async function keepFocus(place?: () => Place): Promise<void> {
  await tick();
  const { activeElement } = document;
  if (activeElement !== null && activeElement !== document.body) return;
  const next = place?.() ?? document.getElementById(PAGE_TITLE);
  next?.focus({ preventScroll: true });
}
