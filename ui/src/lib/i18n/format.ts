import { locale } from './locale.svelte';

// Shenyang's clock, wherever this computer stands.
const ZONE = 'Asia/Shanghai';

/** A day: 2026年3月1日, 1 March 2026. */
export function formatDay(at: string): string {
  return format(at, { dateStyle: 'long' });
}

/** A day and the time: 2026年3月1日 09:30. */
export function formatMoment(at: string): string {
  return format(at, { year: 'numeric', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit' });
}

/** The time alone: 09:30. */
export function formatTime(at: string): string {
  return format(at, { hour: '2-digit', minute: '2-digit' });
}

/** Whether a moment lies on the same day as another, by Shenyang's clock. */
export function sameDay(at: string, other: Date): boolean {
  return formatDay(at) === formatDay(other.toISOString());
}

const KIB = 1024;
const MIB = 1024 * KIB;

/** A size as file managers of this country write it: 820 KB, 2.4 MB. Never nothing for what has a byte. */
export function formatBytes(bytes: number): string {
  if (bytes < MIB) return `${Math.ceil(bytes / KIB)} KB`;
  return `${(bytes / MIB).toFixed(1)} MB`;
}

function format(at: string, options: Intl.DateTimeFormatOptions): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  const tag = locale() === 'en' ? 'en-GB' : 'zh-CN';
  return new Intl.DateTimeFormat(tag, { timeZone: ZONE, hour12: false, ...options }).format(date);
}
