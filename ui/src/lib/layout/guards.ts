/**
 * What a web page may do and a window of ours must not: load itself anew and lose what is typed, go back, or
 * show a file that was dropped on it. Printing stays.
 */

/** Fields that hold text of the person: their own menu is of use there. */
const EDITABLE = [
  'input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=reset])',
  'textarea',
  '[contenteditable]:not([contenteditable=false])',
].join();

/** The menu of the web view offers to reload and to go back. It is left where something can be pasted or copied. */
export function guardMenu(event: MouseEvent): void {
  if (!isEditable(event.target) && !isOnSelection(event)) event.preventDefault();
}

/** F5, and R with Ctrl or Cmd, load the page anew. */
export function guardReload(event: KeyboardEvent): void {
  const named = event.key === 'F5' || event.key === 'BrowserRefresh';
  const written = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'r';
  if (named || written) event.preventDefault();
}

/** Text may be dragged into a field. A file is never taken, and nothing is dropped beside a field. */
export function guardDrop(event: DragEvent): void {
  const file = event.dataTransfer?.types.includes('Files') ?? false;
  if (isEditable(event.target) && !file) return;
  event.preventDefault();
  if (event.dataTransfer) event.dataTransfer.dropEffect = 'none';
}

function isEditable(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(EDITABLE) !== null;
}

function isOnSelection({ button, clientX, clientY }: MouseEvent): boolean {
  const selection = window.getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return false;
  // A menu that was asked for by the keyboard is about what is selected, wherever it opens.
  if (button !== RIGHT) return true;
  return [...selection.getRangeAt(0).getClientRects()].some(
    ({ left, right, top, bottom }) => clientX >= left && clientX <= right && clientY >= top && clientY <= bottom,
  );
}

/** The number of the right button. */
const RIGHT = 2;
