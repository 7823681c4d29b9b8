export { m } from '$lib/paraglide/messages';
export { locale, speak, type Locale } from './locale.svelte';
export { messageFor, hasMessage } from './lookup';
