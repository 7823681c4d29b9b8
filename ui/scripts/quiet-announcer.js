import { basename } from 'node:path';

/**
 * SvelteKit's route announcer is hidden by a `style` attribute, which a strict content security policy
 * refuses: the announcer would then be seen. `base.css` hides it by its id instead.
 *
 * @returns {import('vite').Plugin}
 */
export function quietAnnouncer() {
  return {
    name: 'quiet-announcer',
    enforce: 'pre',
    transform(code, id) {
      if (basename(id.split('?')[0] ?? '') !== 'root.svelte' || !id.includes('generated')) return null;
      const quiet = code.replace(/(<div id="svelte-announcer"[^>]*?) style="[^"]*"/, '$1');
      if (quiet === code) this.error('the route announcer no longer looks as expected');
      return { code: quiet, map: null };
    },
  };
}
