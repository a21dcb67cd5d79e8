import { decodeCallPayload } from './call-payload.ts';
import type { EventEdge } from './objects.ts';
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
export function overlappedAt(trace: Trace, slot: number, time: number): OverlappedState | undefined {
  const looks = looksUpTo(trace, slot, time);
  const last = looks.next().value;
  if (last === undefined) return undefined;
  const { bytes, seenAt } = last;
  const before = looks.next().value?.bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    seenAt,
    bytes,
    Internal: view.getBigUint64(overlapped.Internal, true),
    InternalHigh: view.getBigUint64(overlapped.InternalHigh, true),
    Offset: view.getUint32(overlapped.Offset, true),
    OffsetHigh: view.getUint32(overlapped.OffsetHigh, true),
    hEvent: view.getBigUint64(overlapped.hEvent, true),
    changed: before === undefined ? [] : [...bytes.keys()].filter((index) => bytes[index] !== before[index]),
  };
}

interface Look {
  readonly seenAt: number;
  readonly bytes: Uint8Array;
}

/** The looks at a slot up to a time, the newest first. A damaged row may have lost its bytes: it is no look. */
function* looksUpTo(trace: Trace, slot: number, time: number): Generator<Look, undefined> {
  const places = trace.operationPlaces.of(slot);
  const { issuedAt } = trace.tables.operations.columns;
  for (let rank = places.countUpTo(issuedAt, time) - 1; rank >= 0; rank--) {
    const rows = looksOf(trace, places.at(rank)!).filter(({ seenAt }) => seenAt <= time);
    for (const { row, seenAt } of rows.toSorted((a, b) => b.row - a.row)) {
      const bytes = snapshotBytes(trace, row);
      if (bytes !== undefined) yield { seenAt, bytes };
    }
  }
  return undefined;
}

/** The rows of an operation that hold the 32 bytes: when it was issued, when the call returned, when it completed. */
function looksOf(trace: Trace, place: number): { readonly row: number; readonly seenAt: number }[] {
  const { call, completedRow, completedAt } = trace.tables.operations.columns;
  const issue = trace.calls.get(call[place]!);
  const looks: { readonly row: number; readonly seenAt: number }[] = [];
  if (issue !== undefined) looks.push({ row: issue.enteredRow, seenAt: issue.enteredAt });
  if (issue?.returnedAt !== undefined) looks.push({ row: issue.returnedRow!, seenAt: issue.returnedAt });
  // It may have been reported after the program had learned of it: `completedAt` is the better bound.
  if (completedRow[place] !== 0) looks.push({ row: completedRow[place]! - 1, seenAt: completedAt.at(place) });
  return looks;
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
  const places = trace.edgePlaces.of(event);
  const place = places.at(places.countUpTo(trace.tables.edges.columns.time, time) - 1);
  return place === undefined ? undefined : trace.edge(place);
}
