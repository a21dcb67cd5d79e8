import type { Command } from './commands.ts';
import { keyOf } from './key-names.ts';

/** Runs the command whose key was pressed. Text fields keep their letters, buttons their space and arrows their lists. */
export function connectKeys(commands: readonly Command[], target: Window): () => void {
  const byKey = new Map(commands.flatMap((command) => command.keys.map((key) => [key, command] as const)));
  const pressed = (event: KeyboardEvent) => {
    // A list that has taken a key for itself says so.
    if (event.defaultPrevented) return;
    const element = event.target instanceof HTMLElement ? event.target : undefined;
    const key = keyOf(event);
    if (element !== undefined && keepsItsKeys(element, key)) return;
    const command = byKey.get(key);
    if (command === undefined) return;
    event.preventDefault();
    if (command.isPossible()) command.run();
  };
  target.addEventListener('keydown', pressed);
  return () => target.removeEventListener('keydown', pressed);
}

/** What an element does with a key itself. An open dialog has all of them: the window behind it stands still. */
function keepsItsKeys(element: HTMLElement, key: string): boolean {
  if (element.closest('dialog[open]') !== null) return true;
  if (/^ctrl\+[a-z]$|^ctrl\+Enter$|^F\d+$/.test(key)) return false;
  if (element.matches('input, textarea, select')) {
    if (key === 'Escape') element.blur();
    return true;
  }
  if (element.closest('[data-keeps-arrows], [role=separator]') !== null && /^Arrow|^Home$|^End$/.test(key)) return true;
  return key === ' ' && element.matches('button, a, [role=tab]');
}
