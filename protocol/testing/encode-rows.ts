import { roomForRows, type RowsMessage } from '../ui.ts';

/** A rows message of messages that are at hand; the host reads them from a file into its room. */
export function encodeRows({ source, first, messages }: RowsMessage): Uint8Array<ArrayBuffer> {
  const lengths = messages.map(({ length }) => length);
  const { encoded, body } = roomForRows(source, first, lengths);
  let at = 0;
  for (const message of messages) {
    body.set(message, at);
    at += message.length;
  }
  return encoded;
}
