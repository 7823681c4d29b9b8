import { overwriteGetLocale } from '$lib/paraglide/runtime';

export type Locale = 'zh-CN' | 'en';

let current = $state<Locale>('zh-CN');

// Messages ask for the language each time they are drawn, and so follow it without a reload.
overwriteGetLocale(() => current);

/** The language that the screen speaks. */
export function locale(): Locale {
  return current;
}

/** Changes the language of the screen; anything unknown becomes Chinese. */
export function speak(language: string): void {
  current = language === 'en' ? 'en' : 'zh-CN';
  if (typeof document !== 'undefined') document.documentElement.lang = current;
}
