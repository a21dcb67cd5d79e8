import { CHUNK_HEADER_BYTES, encodeCallPayload } from '../../trace/index.ts';
import { functionRow, overlapped, overlappedEntry, STATUS_PENDING, type FunctionName } from '../../winsock/index.ts';
import type { Cycle, Issuing, Step } from './plan.ts';

/** Where things are in the memory of the process that is made up here, as in a session of the real bridge. */
const ARENA = 0x550_0000;
const SLOT_BYTES = 128;
const ARGUMENTS = 0x6d8_00c0;
const ROUTINE = 0x1_8007_9280;
const FILE = 0x94;

export const handleOf = (object: number): number => 0xf4 + object * 4;
export const addressOf = (slot: number): number => ARENA + slot * SLOT_BYTES;
export const REQUESTED_BYTES = 4096;
const ADDRESS_BYTES = 32;

/** The arguments of an issuing call: the machine words, and what the pointers among them point to. */
export function issuePayload(cycle: Cycle, { socket, api }: Step, acceptSocket: number): Uint8Array {
  const buffer = addressOf(cycle.slot) + overlapped.size;
  const wsabuf = bytesOf(16, 0, REQUESTED_BYTES);
  put(wsabuf, 8, buffer);
  const flags = new Uint8Array(4);
  const address = sockaddr(socket.port + 1000);
  const known: Readonly<Record<string, readonly [word: number, memory?: Uint8Array]>> = {
    s: [handleOf(socket.object)],
    hSocket: [handleOf(socket.object)],
    sListenSocket: [handleOf(socket.object)],
    sAcceptSocket: [handleOf(acceptSocket)],
    lpBuffers: [ARGUMENTS, wsabuf],
    dwBufferCount: [1],
    lpFlags: [ARGUMENTS + 16, flags],
    dwFlags: [api === 'DisconnectEx' ? 2 : 0],
    lpFrom: [ARGUMENTS + 24],
    lpFromlen: [ARGUMENTS + 40, bytesOf(4, 0, 16)],
    lpTo: [ARGUMENTS + 24, address],
    iTolen: [16],
    name: [ARGUMENTS + 24, address],
    namelen: [16],
    lpOutputBuffer: [buffer],
    dwLocalAddressLength: [ADDRESS_BYTES],
    dwRemoteAddressLength: [ADDRESS_BYTES],
    hFile: [FILE],
    nNumberOfBytesToWrite: [REQUESTED_BYTES],
    lpOverlapped: [addressOf(cycle.slot), structOf(cycle, 0, 0)],
    lpCompletionRoutine: [cycle.model === 'routine' ? ROUTINE : 0],
  };
  return callPayload(api, known);
}

/** What an issuing call has written when it returns. */
export function returnPayload(cycle: Cycle, api: Issuing, status: number, bytes: number): Uint8Array {
  const at = (name: string) => functionRow(api).parameters.findIndex(([parameter]) => parameter === name);
  const chunks: Chunk[] = [];
  if (api === 'WSARecv' || api === 'WSARecvFrom') chunks.push([at('lpFlags'), new Uint8Array(4)]);
  if (api === 'WSARecvFrom') {
    chunks.push([at('lpFrom'), status === STATUS_PENDING ? new Uint8Array(16) : sockaddr(40_000)]);
    chunks.push([at('lpFromlen'), bytesOf(4, 0, 16)]);
  }
  chunks.push([at('lpOverlapped'), structOf(cycle, status, bytes)]);
  return returned(chunks);
}

/** The 32 bytes of a WSAOVERLAPPED. */
export function structOf({ event }: Cycle, status: number, bytes: number): Uint8Array {
  const hEvent = event === 0 ? 0 : handleOf(event);
  const struct = bytesOf(overlapped.size, overlapped.Internal, status);
  put(struct, overlapped.InternalHigh, bytes);
  put(struct, overlapped.hEvent, hEvent);
  return struct;
}

export function packetPayload(cycle: Cycle, key: number): Uint8Array {
  const packet = bytesOf(16, 0, key);
  put(packet, 8, addressOf(cycle.slot));
  return packet;
}

export interface Packet {
  readonly cycle: Cycle;
  readonly key: number;
  readonly status: number;
  readonly bytes: number;
}

/** What GetQueuedCompletionStatusEx has written: the packets, and how many. */
export function packetsPayload(packets: readonly Packet[]): Uint8Array {
  const entries = new Uint8Array(packets.length * overlappedEntry.size);
  packets.forEach(({ cycle, key, status, bytes }, index) => {
    const at = index * overlappedEntry.size;
    put(entries, at + overlappedEntry.lpCompletionKey, key);
    put(entries, at + overlappedEntry.lpOverlapped, addressOf(cycle.slot));
    put(entries, at + overlappedEntry.Internal, status);
    put(entries, at + overlappedEntry.bytes, bytes);
  });
  const count: Chunk = [3, bytesOf(4, 0, packets.length)];
  return returned(packets.length > 0 ? [[1, entries], count] : [count]);
}

export function waitPayload(events: readonly number[]): Uint8Array {
  const handles = new Uint8Array(events.length * 8);
  events.forEach((event, index) => put(handles, index * 8, handleOf(event)));
  return callPayload('WSAWaitForMultipleEvents', {
    cEvents: [events.length],
    lphEvents: [ARGUMENTS, handles],
    dwTimeout: [5000],
  });
}

export function fetchPayload(cycle: Cycle, socket: number, status: number, bytes: number): Uint8Array {
  return callPayload('WSAGetOverlappedResult', {
    s: [handleOf(socket)],
    lpOverlapped: [addressOf(cycle.slot), structOf(cycle, status, bytes)],
    lpcbTransfer: [ARGUMENTS],
    lpdwFlags: [ARGUMENTS + 8],
  });
}

export function fetchedPayload(bytes: number): Uint8Array {
  return returned([
    [2, bytesOf(4, 0, bytes)],
    [4, new Uint8Array(4)],
  ]);
}

/** Any call: the words of the parameters that are given, 0 for the others; and the memory behind those that have one. */
export function callPayload(
  api: FunctionName,
  known: Readonly<Record<string, readonly [word: number, memory?: Uint8Array]>>,
): Uint8Array {
  const memory = new Map<number, Uint8Array>();
  const words = functionRow(api).parameters.map(([name], index) => {
    const [word, behind] = known[name] ?? [0];
    if (behind !== undefined) memory.set(index, behind);
    return word;
  });
  return encodeCallPayload(words, memory);
}

/** 127.0.0.1 and a port. */
export function sockaddr(port: number): Uint8Array {
  return Uint8Array.from([2, 0, port >> 8, port & 0xff, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
}

type Chunk = readonly [parameter: number, memory: Uint8Array];

/** As encodeCallPayload() with no words, for millions of them: without a DataView, which needs memory outside the heap. */
function returned(chunks: readonly Chunk[]): Uint8Array {
  let length = 0;
  for (const [, memory] of chunks) length += CHUNK_HEADER_BYTES + memory.length;
  const payload = new Uint8Array(length);
  let at = 0;
  for (const [parameter, memory] of chunks) {
    payload[at] = parameter;
    put(payload, at + 4, memory.length);
    payload.set(memory, at + CHUNK_HEADER_BYTES);
    at += CHUNK_HEADER_BYTES + memory.length;
  }
  return payload;
}

function bytesOf(length: number, at: number, value: number): Uint8Array {
  const bytes = new Uint8Array(length);
  put(bytes, at, value);
  return bytes;
}

function put(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}
