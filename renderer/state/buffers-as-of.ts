import { directionOf, type BufferBytes, type Operation, type RecordedBuffers, type Trace } from '../../trace/index.ts';
import { formatMoment } from '../format/format-duration.ts';

/** Of a buffer so many recorded bytes are shown, at first. */
export const MOST_SHOWN = 128;
const LINE_BYTES = 8;

/** The buffers of an operation, as far as they were known at a moment. */
export type BuffersAsOf =
  | { readonly kind: 'bytes'; readonly when: string; readonly recorded: RecordedBuffers }
  /** Why there are none, in a sentence. */
  | { readonly kind: 'none'; readonly why: string };

/** Undefined: the operation moves no bytes. `operation` may be one as of that moment. */
export function buffersAsOf(trace: Trace, operation: Operation, ns: number): BuffersAsOf | undefined {
  const direction = directionOf(operation.api);
  if (direction === 0 || operation.issuedAt > ns) return undefined;
  const { payloadBytes = 0 } = trace.info;
  if (payloadBytes === 0) return { kind: 'none', why: NOT_ASKED };
  const recorded = trace.buffers.of(operation.id);
  if (recorded !== undefined && recorded.readAt <= ns) {
    return { kind: 'bytes', when: whenText(trace, recorded, direction), recorded };
  }
  const isOver = operation.completedAt !== undefined || operation.outcome === 'failed';
  if (direction === -1 && !isOver) {
    return { kind: 'none', why: 'Until it completes its buffers belong to Windows, and nobody reads them.' };
  }
  if ((direction === 1 ? operation.requested : (operation.transferred ?? 0)) === 0) return undefined;
  return recorded === undefined
    ? { kind: 'none', why: 'They are not in this recording: there was no room for them.' }
    : undefined;
}

const NOT_ASKED =
  'This session did not record them. To see them, enter under “payload” how many bytes of each buffer to record, then press Run live; or overlook record … --payload 64.';

function whenText(trace: Trace, { readAt, call }: RecordedBuffers, direction: 1 | -1): string {
  const api = trace.calls.get(call)?.api;
  if (direction === 1) return `as the call was given them, at ${formatMoment(readAt)}`;
  const who = call === 0 ? 'the observer' : (api ?? 'a call whose row was lost');
  return `as read at ${formatMoment(readAt)} by ${who}, which saw the completion`;
}

/** The first bytes of a buffer: where each line begins, its bytes in hex, and as text; a point for what is no ASCII letter. */
export function hexLines({ bytes }: BufferBytes, most: number): string {
  const lines: string[] = [];
  const shown = bytes.subarray(0, most);
  for (let at = 0; at < shown.length; at += LINE_BYTES) {
    const line = [...shown.subarray(at, at + LINE_BYTES)];
    const hex = line.map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
    const text = line.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join('');
    const offset = at.toString(16).toUpperCase().padStart(4, '0');
    lines.push(`${offset}  ${hex.padEnd(LINE_BYTES * 3 - 1)}  ${text}`);
  }
  return lines.join('\n');
}

/** `20 bytes`, `1 byte`. */
export function bytesText(count: number): string {
  return count === 1 ? '1 byte' : `${count} bytes`;
}
