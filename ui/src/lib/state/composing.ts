/** Whether a key works on the candidates of an input method. WebKit says so by the key code alone for the last one. */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}
