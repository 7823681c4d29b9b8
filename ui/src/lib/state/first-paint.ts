import { start } from '$lib/client';
import { tick } from 'svelte';

let shown: Promise<unknown> | undefined;
let complete = false;

/** Tells the shell, once, that there is something to see: it then shows the window. */
export function showWindow(): void {
  shown ??= painted().then(() => start.windowReady());
}

/** Tells the shell, once, that the first screen is whole; only measured. */
export function firstScreenComplete(): void {
  if (complete) return;
  complete = true;
  void painted()
    .then(() => shown)
    .then(() => start.markComplete());
}

/** After the next paint. A window that is not shown yet may never paint: it waits for the layout alone. */
async function painted(): Promise<void> {
  await tick();
  if (document.visibilityState === 'hidden') {
    document.body.getBoundingClientRect();
    return;
  }
  await Promise.race([frame().then(frame), new Promise((done) => setTimeout(done, 100))]);
}

function frame(): Promise<unknown> {
  return new Promise((done) => requestAnimationFrame(done));
}
