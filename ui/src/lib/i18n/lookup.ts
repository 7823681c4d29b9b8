import { m } from '$lib/paraglide/messages';

type Message = (inputs?: Record<string, unknown>) => string;

const messages = m as unknown as Record<string, Message | undefined>;

/** Whether there is a message called `key`. Codes are written with `_`, whatever they are on the wire. */
export function hasMessage(key: string): boolean {
  return typeof messages[normal(key)] === 'function';
}

/**
 * The message whose name is made at run time, from a code of the client: `error_` and `code-wrong`. Screens
 * call `m.name()` wherever the name is known.
 */
export function messageFor(key: string, inputs: Record<string, unknown> = {}): string | undefined {
  return messages[normal(key)]?.(inputs);
}

function normal(key: string): string {
  return key.replace(/[-.]/g, '_');
}
