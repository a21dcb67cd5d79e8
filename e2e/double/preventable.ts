import type { EventEmitter } from 'node:events';

/** Emits an event that can be prevented, and says whether nobody did. */
export function isUnprevented(
  emitter: EventEmitter,
  name: string,
  details: object = {},
  ...args: readonly unknown[]
): boolean {
  const event = { ...details, defaultPrevented: false, preventDefault: () => void (event.defaultPrevented = true) };
  emitter.emit(name, event, ...args);
  return !event.defaultPrevented;
}
