import type { Packet } from '../lessons/index.ts';
import { overlappedEntry } from '../winsock/index.ts';
import type { CallPlan } from './call-plan.ts';
import type { Span } from './marshal.ts';
import type { SlotTable } from './slot-table.ts';
import { getAddress } from './thread-memory.ts';

/** What a call took from a completion port. `address`: lpOverlapped; `slot`: whose it is, 0: none of this session's. */
export interface DequeuedPacket {
  readonly key: number;
  readonly address: number;
  readonly slot: number;
  readonly status: number;
  readonly bytes: number;
}

interface Arena {
  readonly view: DataView;
  readonly base: number;
}

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
  { view, base }: Arena,
  slots: SlotTable,
): readonly DequeuedPacket[] {
  const at = (parameter: string) => spans.find((span) => span.planned.name === parameter)?.offset;
  if (name === 'GetQueuedCompletionStatusEx') {
    const [entries, count] = [at('lpCompletionPortEntries'), at('ulNumEntriesRemoved')];
    if (failed || entries === undefined || count === undefined) return [];
    return Array.from({ length: view.getUint32(count, true) }, (_, index) => {
      const entry = entries + index * overlappedEntry.size;
      const address = getAddress(view, entry + overlappedEntry.lpOverlapped);
      return {
        key: getAddress(view, entry + overlappedEntry.lpCompletionKey),
        address,
        slot: slots.slotAt(address, base),
        status: view.getUint32(entry + overlappedEntry.Internal, true),
        bytes: view.getUint32(entry + overlappedEntry.bytes, true),
      };
    });
  }
  const [key, overlapped, bytes] = [at('lpCompletionKey'), at('lpOverlapped'), at('lpNumberOfBytesTransferred')];
  if (key === undefined || overlapped === undefined || bytes === undefined) return [];
  const address = getAddress(view, overlapped);
  if (failed && address === 0) return [];
  const slot = slots.slotAt(address, base);
  const packet = { key: getAddress(view, key), address, slot, bytes: view.getUint32(bytes, true) };
  return [{ ...packet, status: slot === 0 || !failed ? 0 : slots.status(slot) }];
}

/** The same for the program. */
export function packetOf({ key, address, slot, status, bytes }: DequeuedPacket): Packet {
  return { key, lpOverlapped: slot === 0 ? undefined : { type: 'overlapped', slot, address }, Internal: status, bytes };
}
