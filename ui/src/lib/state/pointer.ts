let released: Promise<void> | null = null;

if (typeof window !== 'undefined') {
  window.addEventListener('pointerdown', () => (released = release()), { capture: true });
}

/**
 * Waits until nothing is being pressed. A field is left by pressing something else: whatever appears on the
 * page before that is let go would move it away from under the pointer, and the click would be lost.
 */
export async function pointerAtRest(): Promise<void> {
  await released;
}

function release(): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      window.removeEventListener('pointerup', done, true);
      window.removeEventListener('pointercancel', done, true);
      // The click comes after the release; what it begins goes first.
      setTimeout(resolve);
    };
    window.addEventListener('pointerup', done, true);
    window.addEventListener('pointercancel', done, true);
  });
}
