import type { AppearanceView, FailureView } from '$lib/bindings';
import { settings } from '$lib/client';
import { speak } from '$lib/i18n/locale.svelte';

const DEFAULT: AppearanceView = {
  language: 'zh-CN',
  elder: false,
  mode: 'system',
  text_size: 'standard',
  contrast: 'system',
  motion: 'system',
};

/** How the screen looks: the person's choice, and where they made none, the system's. */
class Appearance {
  view = $state.raw<AppearanceView>(DEFAULT);

  /** Puts a choice on the page. */
  apply(view: AppearanceView): void {
    this.view = view;
    speak(view.language);
    this.draw();
  }

  /**
   * Changes part of the choice. The page follows at once and stays so, even where the client could not keep
   * it for the next time; then the failure is handed back, to be said.
   */
  async change(part: Partial<AppearanceView>): Promise<FailureView | null> {
    this.apply({ ...this.view, ...part });
    const answer = await settings.update(this.view);
    return answer.ok ? null : answer.failure;
  }

  /** Follows the system from now on. Returns what ends it. */
  followSystem(): () => void {
    const queries = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)'].map((q) => matchMedia(q));
    const draw = () => this.draw();
    queries.forEach((query) => query.addEventListener('change', draw));
    return () => queries.forEach((query) => query.removeEventListener('change', draw));
  }

  private draw(): void {
    const { mode, contrast, elder, text_size, motion } = this.view;
    const dark = mode === 'dark' || (mode === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
    const high = contrast === 'high' || matchMedia('(prefers-contrast: more)').matches;
    const { dataset } = document.documentElement;
    dataset.theme = dark ? 'dark' : 'light';
    dataset.contrast = high ? 'high' : 'normal';
    dataset.elder = String(elder);
    dataset.textSize = text_size;
    dataset.motion = motion;
  }
}

export const appearance = new Appearance();
