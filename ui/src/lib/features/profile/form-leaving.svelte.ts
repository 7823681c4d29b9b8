import { beforeNavigate, goto } from '$app/navigation';
import { onMount } from 'svelte';

import type { EditForm } from './edit-form.svelte';
import { PROFILE } from './paths';
import { told } from './told.svelte';
import { keptLabel } from './words';

/**
 * The ways out of a form. They are free, for what was typed is kept; only where it could not be, leaving would lose
 * it, and is asked about. Made while its screen is.
 */
export class FormLeaving {
  /** Where the person wanted to go while what was typed could not be kept. */
  refused = $state.raw<URL | null>(null);
  /** It is handed in or given up: nothing of it can be lost. */
  finished = false;

  constructor(private readonly form: EditForm) {
    beforeNavigate(({ to, cancel }) => {
      const within = to !== null && to.url !== null && form.steps.within(to.url.pathname);
      const typing = form.changed && !this.finished;
      if (typing && form.kept === false && to && !within) {
        this.refused = to.url;
        cancel();
        return;
      }
      const written = form.flush();
      if (to?.url.pathname !== PROFILE) return;
      told.from = form.unit.key;
      if (typing) void written.then(() => form.kept && told.say(keptLabel()));
    });
    onMount(() => {
      const hidden = () => void form.flush();
      document.addEventListener('visibilitychange', hidden);
      window.addEventListener('pagehide', hidden);
      return () => {
        document.removeEventListener('visibilitychange', hidden);
        window.removeEventListener('pagehide', hidden);
        hidden();
      };
    });
  }

  /** Leaves although what was typed is lost by it. */
  anyway(to: URL): void {
    this.finished = true;
    void goto(to);
  }
}
