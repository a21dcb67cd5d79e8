import type { EndpointRef, OutValue } from '../lessons/index.ts';
import { endpointText } from '../trace/index.ts';
import { sizes, type Pointee } from '../winsock/index.ts';
import type { Call } from './call.ts';
import type { DequeuedPacket } from './packets.ts';
import type { SlotTable } from './slot-table.ts';
import { getAddress } from './thread-memory.ts';

type Read = (call: Call, index: number, packets: readonly DequeuedPacket[], slots: SlotTable) => OutValue | undefined;

const nothing = () => undefined;

/** What a call has written behind the pointer of a parameter, for the program, by what it points to. */
export const readers: Record<Pointee, Read> = {
  int: ({ view, words, base }, index) => view.getInt32(words[index]! - base, true),
  DWORD: ({ view, words, base }, index) => view.getUint32(words[index]! - base, true),
  ULONG_PTR: ({ view, words, base }, index) => getAddress(view, words[index]! - base),
  bytes: ({ view, words, base, after }, index) =>
    after.lengthOf(index) === 4 ? view.getUint32(words[index]! - base, true) : undefined,
  sockaddr: ({ view, words, base, after }, index) => endpoint(view, words[index]! - base, after.lengthOf(index)),
  LPSOCKADDR: ({ view, words, base }, index) => {
    const at = getAddress(view, words[index]! - base) - base;
    return at < 0 || at >= view.byteLength ? undefined : endpoint(view, at, sizes.sockaddr_in6);
  },
  LPOVERLAPPED: ({ view, words, base }, index, _packets, slots) =>
    slots.reference(getAddress(view, words[index]! - base), base),
  OVERLAPPED_ENTRY: (_call, _index, packets) => packets,
  WSAOVERLAPPED: nothing,
  WSABUF: nothing,
  WSAEVENT: nothing,
  TRANSMIT_FILE_BUFFERS: nothing,
  text: nothing,
  code: nothing,
  WSADATA: nothing,
  WSAPROTOCOL_INFOW: nothing,
};

function endpoint(view: DataView, offset: number, length: number): EndpointRef | undefined {
  const text = endpointText(new Uint8Array(view.buffer, offset, length).slice());
  if (text === undefined) return undefined;
  const colon = text.lastIndexOf(':');
  const address = text.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
  return { type: 'endpoint', address, port: Number(text.slice(colon + 1)) };
}
