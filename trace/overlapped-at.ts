import { decodeCallPayload } from './call-payload.ts';
import type { EventEdge, Slot } from './objects.ts';
import type { Trace } from './trace.ts';
import { findFunction, overlapped, pointeeOf } from '../winsock/index.ts';

/** A WSAOVERLAPPED as it was last seen at some time. */
export interface OverlappedState {
  /** When this content was seen; it is what is known until the next look. */
  readonly seenAt: number;
  /** Its 32 bytes. */
  readonly bytes: Uint8Array;
  readonly Internal: bigint;
  readonly InternalHigh: bigint;
  readonly Offset: number;
  readonly OffsetHigh: number;
  readonly hEvent: bigint;
  /** Indexes of the bytes that differ from the look before; empty for the first look. */
  readonly changed: readonly number[];
}

/** The content of a slot as it was last seen at or before a time; undefined before the first look. */
export function overlappedAt(trace: Trace, slot: Slot, time: number): OverlappedState | undefined {
  const rows = slot.snapshotRows;
  let low = -1;
  let high = rows.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (seenAt(trace, rows[middle]!) <= time) low = middle;
    else high = middle - 1;
  }
  const [bytes, at] = lastSnapshot(trace, rows, low);
  const row = rows[at];
  if (bytes === undefined || row === undefined) return undefined;
  const [before] = lastSnapshot(trace, rows, at - 1);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    seenAt: seenAt(trace, row),
    bytes,
    Internal: view.getBigUint64(overlapped.Internal, true),
    InternalHigh: view.getBigUint64(overlapped.InternalHigh, true),
    Offset: view.getUint32(overlapped.Offset, true),
    OffsetHigh: view.getUint32(overlapped.OffsetHigh, true),
    hEvent: view.getBigUint64(overlapped.hEvent, true),
    changed: before === undefined ? [] : [...bytes.keys()].filter((index) => bytes[index] !== before[index]),
  };
}

/**
 * When a row's content was there at the latest. A completion may have been reported after the program had learned of it:
 * then the operation knows the better bound.
 */
function seenAt(trace: Trace, row: number): number {
  const time = trace.get('time', row);
  if (trace.kind(row) !== 'completed') return time;
  return Math.min(time, trace.operation(trace.get('operation', row))?.completedAt ?? time);
}

/** The newest of the rows up to an index that carries the 32 bytes; a damaged row may have lost them. */
function lastSnapshot(
  trace: Trace,
  rows: readonly number[],
  index: number,
): [bytes: Uint8Array | undefined, at: number] {
  for (let at = index; at >= 0; at--) {
    const bytes = snapshotBytes(trace, rows[at]!);
    if (bytes !== undefined) return [bytes, at];
  }
  return [undefined, -1];
}

/** The 32 bytes that a row carries: a completed row as its payload, a call's row behind lpOverlapped. */
function snapshotBytes(trace: Trace, row: number): Uint8Array | undefined {
  const payload = trace.rows.payload(row);
  if (trace.kind(row) === 'completed') return payload.length === overlapped.size ? payload : undefined;
  const parameters = findFunction(trace.api(row))?.parameters ?? [];
  const index = parameters.findIndex(([, type]) => pointeeOf(type) === 'WSAOVERLAPPED');
  const words = trace.kind(row) === 'call-entered' ? parameters.length : 0;
  const bytes = decodeCallPayload(payload, words).memory.get(index);
  return bytes?.length === overlapped.size ? bytes : undefined;
}

/** The change that an event's state at a time comes from, as far as it was seen; undefined before the first look. */
export function edgeAt(trace: Trace, event: number, time: number): EventEdge | undefined {
  const edges = trace.edgesOf(event);
  let low = -1;
  let high = edges.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (edges[middle]!.time <= time) low = middle;
    else high = middle - 1;
  }
  return edges[low];
}
