import type { Library } from '../state/library.ts';

/** Gives a library messages of source 1 as they come from the host; `first`: the number of the first in its recording. */
export function giveRows(library: Library, first: number, ...messages: readonly Uint8Array[]): void {
  library.takeRows({ source: 1, first, messages: messages.map((message) => new Uint8Array(message)) }, () => undefined);
}
