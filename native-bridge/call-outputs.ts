import type { EndpointRef, OutValue } from '../lessons/index.ts';
import { endpointText } from '../trace/index.ts';
import { sizes } from '../winsock/index.ts';
import type { Span } from './marshal.ts';
import type { DequeuedPacket } from './packets.ts';
import type { SlotTable } from './slot-table.ts';
import { getAddress } from './thread-memory.ts';

interface Arena {
  readonly view: DataView;
  readonly base: number;
}

/** What a call wrote behind its pointers, for the program, by parameter. */
export function callOutputs(
  spans: readonly Span[],
  packets: readonly DequeuedPacket[],
  arena: Arena,
  slots: SlotTable,
): Record<string, OutValue | undefined> {
  const outputs: Record<string, OutValue | undefined> = {};
  for (let i = 0; i < spans.length; i++) {
    const span = spans[i]!;
    if (span.planned.after && span.planned.to !== 'WSAOVERLAPPED') {
      outputs[span.planned.name] = output(span, packets, arena, slots);
    }
  }
  return outputs;
}

function output(
  { planned, offset, length }: Span,
  packets: readonly DequeuedPacket[],
  { view, base }: Arena,
  slots: SlotTable,
): OutValue | undefined {
  switch (planned.to) {
    case 'int':
      return view.getInt32(offset, true);
    case 'DWORD':
      return view.getUint32(offset, true);
    case 'ULONG_PTR':
      return getAddress(view, offset);
    case 'bytes':
      return length === 4 ? view.getUint32(offset, true) : undefined;
    case 'sockaddr':
      return endpoint(view, offset, length);
    case 'LPSOCKADDR': {
      const at = getAddress(view, offset) - base;
      return at < 0 || at >= view.byteLength ? undefined : endpoint(view, at, sizes.sockaddr_in6);
    }
    case 'LPOVERLAPPED': {
      const address = getAddress(view, offset);
      const slot = slots.slotAt(address, base);
      return slot === 0 ? undefined : { type: 'overlapped', slot, address };
    }
    case 'OVERLAPPED_ENTRY':
      return packets;
    default:
      return undefined;
  }
}

function endpoint(view: DataView, offset: number, length: number): EndpointRef | undefined {
  const text = endpointText(new Uint8Array(view.buffer, offset, length).slice());
  if (text === undefined) return undefined;
  const colon = text.lastIndexOf(':');
  const address = text.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
  return { type: 'endpoint', address, port: Number(text.slice(colon + 1)) };
}
