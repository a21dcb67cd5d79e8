import type { Packet } from '../lessons/index.ts';
import { functionRow, overlappedEntry, type FunctionName } from '../winsock/index.ts';
import type { Call } from './call.ts';
import type { SlotTable } from './slot-table.ts';
import { getAddress } from './thread-memory.ts';

/** What a call took from a completion port, as the program gets it. */
export interface DequeuedPacket extends Packet {
  /** lpOverlapped. */
  readonly address: number;
}

export const NO_PACKETS: readonly DequeuedPacket[] = [];

const one = indexes('GetQueuedCompletionStatus', ['lpCompletionKey', 'lpOverlapped', 'lpNumberOfBytesTransferred']);
const several = indexes('GetQueuedCompletionStatusEx', ['lpCompletionPortEntries', 'ulNumEntriesRemoved']);

function indexes(name: FunctionName, parameters: readonly string[]): readonly number[] {
  const all = functionRow(name).parameters.map(([parameter]) => parameter);
  return parameters.map((parameter) => all.indexOf(parameter));
}

/**
 * The packets that a dequeuing call has written behind its pointers.
 *
 * GetQueuedCompletionStatus takes a packet also where it returns FALSE, if lpOverlapped is not NULL: the packet of an
 * operation that failed. Its status is then in the WSAOVERLAPPED itself.
 */
export function dequeuedPackets(call: Call, slots: SlotTable): readonly DequeuedPacket[] {
  const { view, words, base, failed } = call;
  if (call.plan.name === 'GetQueuedCompletionStatusEx') {
    const entries = words[several[0]!]!;
    const count = words[several[1]!]!;
    // Of the room for many packets only what came is recorded.
    call.after.setLength(several[0]!, 0);
    if (failed || entries === 0 || count === 0) return NO_PACKETS;
    const packets: DequeuedPacket[] = [];
    const end = entries - base + view.getUint32(count - base, true) * overlappedEntry.size;
    for (let at = entries - base; at < end; at += overlappedEntry.size) {
      const address = getAddress(view, at + overlappedEntry.lpOverlapped);
      packets.push({
        key: getAddress(view, at + overlappedEntry.lpCompletionKey),
        address,
        lpOverlapped: slots.reference(address, base),
        Internal: view.getUint32(at + overlappedEntry.Internal, true),
        bytes: view.getUint32(at + overlappedEntry.bytes, true),
      });
    }
    call.after.setLength(several[0]!, packets.length * overlappedEntry.size);
    return packets;
  }
  const [key, overlapped, bytes] = one.map((index) => words[index]!) as [number, number, number];
  if (key === 0 || overlapped === 0 || bytes === 0) return NO_PACKETS;
  const address = getAddress(view, overlapped - base);
  if (failed && address === 0) return NO_PACKETS;
  const lpOverlapped = slots.reference(address, base);
  const Internal = lpOverlapped === undefined || !failed ? 0 : slots.status(lpOverlapped.slot);
  return [
    { key: getAddress(view, key - base), address, lpOverlapped, Internal, bytes: view.getUint32(bytes - base, true) },
  ];
}
