/** What is transferred with such messages: they are views on the same memory, most often. */
export function buffersOf(messages: readonly Uint8Array<ArrayBuffer>[]): ArrayBuffer[] {
  return [...new Set(messages.map(({ buffer }) => buffer))];
}
