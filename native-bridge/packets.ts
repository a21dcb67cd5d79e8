import type { OverlappedRef, Packet } from '../lessons/index.ts';
import { overlappedEntry } from '../winsock/index.ts';
import type { CallPlan } from './call-plan.ts';
import type { Span } from './marshal.ts';
import type { SlotTable } from './slot-table.ts';
import { getAddress } from './thread-memory.ts';

/** What a call took from a completion port, as the program gets it. */
export interface DequeuedPacket extends Packet {
  /** lpOverlapped. */
  readonly address: number;
}

interface Arena {
  readonly view: DataView;
  readonly base: number;
}

const NONE: readonly DequeuedPacket[] = [];

/**
 * The packets that a dequeuing call has written behind its pointers.
 *
 * GetQueuedCompletionStatus takes a packet also where it returns FALSE, if lpOverlapped is not NULL: the packet of an
 * operation that failed. Its status is then in the WSAOVERLAPPED itself.
 */
export function dequeuedPackets(
  { name }: CallPlan,
  spans: readonly Span[],
  failed: boolean,
  arena: Arena,
  slots: SlotTable,
): readonly DequeuedPacket[] {
  const { view } = arena;
  if (name === 'GetQueuedCompletionStatusEx') {
    const entries = offsetOf(spans, 'lpCompletionPortEntries');
    const count = offsetOf(spans, 'ulNumEntriesRemoved');
    if (failed || entries < 0 || count < 0) return NONE;
    const packets: DequeuedPacket[] = [];
    const end = entries + view.getUint32(count, true) * overlappedEntry.size;
    for (let at = entries; at < end; at += overlappedEntry.size) {
      const address = getAddress(view, at + overlappedEntry.lpOverlapped);
      packets.push({
        key: getAddress(view, at + overlappedEntry.lpCompletionKey),
        address,
        lpOverlapped: reference(address, arena, slots),
        Internal: view.getUint32(at + overlappedEntry.Internal, true),
        bytes: view.getUint32(at + overlappedEntry.bytes, true),
      });
    }
    return packets;
  }
  const key = offsetOf(spans, 'lpCompletionKey');
  const overlapped = offsetOf(spans, 'lpOverlapped');
  const bytes = offsetOf(spans, 'lpNumberOfBytesTransferred');
  if (key < 0 || overlapped < 0 || bytes < 0) return NONE;
  const address = getAddress(view, overlapped);
  if (failed && address === 0) return NONE;
  const lpOverlapped = reference(address, arena, slots);
  const Internal = lpOverlapped === undefined || !failed ? 0 : slots.status(lpOverlapped.slot);
  return [{ key: getAddress(view, key), address, lpOverlapped, Internal, bytes: view.getUint32(bytes, true) }];
}

function offsetOf(spans: readonly Span[], parameter: string): number {
  for (let i = 0; i < spans.length; i++) if (spans[i]!.planned.name === parameter) return spans[i]!.offset;
  return -1;
}

function reference(address: number, { base }: Arena, slots: SlotTable): OverlappedRef | undefined {
  const slot = slots.slotAt(address, base);
  return slot === 0 ? undefined : { type: 'overlapped', slot, address };
}
