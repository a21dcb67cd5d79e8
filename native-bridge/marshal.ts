import type { BufferRef, EndpointRef, EventRef, HandleRef, OverlappedRef, Routine } from '../lessons/index.ts';
import {
  constants,
  overlapped,
  overlappedEntry,
  sizes,
  transmitFileBuffers,
  wsabuf,
  type Pointee,
} from '../winsock/index.ts';
import type { Arguments, Call } from './call.ts';
import type { PlannedParameter } from './call-plan.ts';
import { setAddress, writeWsabuf } from './thread-memory.ts';
import { parseIpv6 } from './ipv6.ts';

type Reference = HandleRef | EndpointRef | OverlappedRef | BufferRef;
interface TransmitBuffers {
  readonly head?: BufferRef;
  readonly tail?: BufferRef;
}
/** Puts behind a pointer what the argument says. Returns where in the arena; `call.length` is how many bytes. */
type Put = (parameter: PlannedParameter, value: unknown, call: Call) => number;

/** How an argument becomes memory, by what its parameter points to. A buffer of the program may always stand there. */
export const putters: Record<Exclude<Pointee, 'code'>, Put> = {
  WSAOVERLAPPED(parameter, value, call) {
    if (!isReference(value) || value.type !== 'overlapped') return given(parameter, value, call, 'a WSAOVERLAPPED');
    call.length = overlapped.size;
    return value.address - call.base;
  },
  WSABUF(parameter, value, call) {
    const buffers = asList(parameter, value, 'buffer');
    // Winsock copies the array before the call returns; only the buffers themselves must live on.
    const offset = take(call, buffers.length * wsabuf.size);
    for (let i = 0; i < buffers.length; i++) {
      writeWsabuf(call.view, offset + i * wsabuf.size, buffers[i]!);
      call.requested += buffers[i]!.length;
      call.lend(buffers[i]!);
    }
    return offset;
  },
  WSAEVENT(parameter, value, call) {
    if (isBuffer(value)) return given(parameter, value, call, 'a list of events');
    const events = asList(parameter, value, 'event');
    const offset = take(call, events.length * 8);
    for (let i = 0; i < events.length; i++) setAddress(call.view, offset + i * 8, events[i]!.handle);
    return offset;
  },
  DWORD: putNumber,
  int: putNumber,
  ULONG_PTR: putAddress,
  LPOVERLAPPED: putAddress,
  LPSOCKADDR: putAddress,
  OVERLAPPED_ENTRY(parameter, value, call) {
    if (typeof value !== 'number') return given(parameter, value, call, 'the number of entries');
    return take(call, value * overlappedEntry.size);
  },
  TRANSMIT_FILE_BUFFERS(parameter, value, call) {
    if (isBuffer(value)) return given(parameter, value, call, '');
    const { head, tail } = value as TransmitBuffers;
    const { Head, HeadLength, Tail, TailLength, size } = transmitFileBuffers;
    const offset = takeLasting(call, size);
    setAddress(call.view, offset + Head, head?.address ?? 0);
    setAddress(call.view, offset + HeadLength, head?.length ?? 0);
    setAddress(call.view, offset + Tail, tail?.address ?? 0);
    setAddress(call.view, offset + TailLength, tail?.length ?? 0);
    for (const buffer of [head, tail]) {
      if (buffer === undefined) continue;
      call.requested += buffer.length;
      call.lend(buffer);
    }
    return offset;
  },
  sockaddr(parameter, value, call) {
    if (isBuffer(value)) return given(parameter, value, call, 'an address');
    if (isReference(value) && value.type === 'endpoint') return putEndpoint(value, call);
    return takeLasting(call, sizes.sockaddr_in6);
  },
  text(parameter, value, call) {
    if (typeof value !== 'string') return given(parameter, value, call, 'text');
    const offset = take(call, (value.length + 1) * 2);
    for (let i = 0; i <= value.length; i++) call.view.setUint16(offset + i * 2, value.charCodeAt(i) || 0, true);
    return offset;
  },
  WSADATA: (parameter, value, call) =>
    isBuffer(value) ? given(parameter, value, call, 'memory') : take(call, sizes.WSADATA),
  WSAPROTOCOL_INFOW: (parameter, value, call) => given(parameter, value, call, 'a buffer'),
  bytes(parameter, value, call) {
    if (isBuffer(value) && call.plan.role === 'issue') call.requested += value.length;
    if (value instanceof Uint8Array) {
      const offset = takeLasting(call, value.length);
      new Uint8Array(call.view.buffer).set(value, offset);
      return offset;
    }
    if (!isReference(value) || !('handle' in value)) return putNumber(parameter, value, call);
    const offset = takeLasting(call, 8);
    setAddress(call.view, offset, value.handle);
    return offset;
  },
};

/** Memory until the call returns. */
function take(call: Call, bytes: number): number {
  call.length = bytes;
  return call.scratch.take(Math.max(bytes, 1));
}

/** Memory until the operation has completed. */
function takeLasting(call: Call, bytes: number): number {
  call.length = bytes;
  return call.lasting.take(bytes);
}

/** The program gives the memory itself. */
function given(parameter: PlannedParameter, value: unknown, call: Call, wanted: string): number {
  if (!isBuffer(value)) throw wrong(parameter, wanted);
  call.lend(value);
  call.length = value.length;
  return value.address - call.base;
}

function putNumber(parameter: PlannedParameter, value: unknown, call: Call): number {
  if (isBuffer(value)) return given(parameter, value, call, 'a number');
  const offset = takeLasting(call, 4);
  call.view.setInt32(offset, typeof value === 'number' ? value : 0, true);
  return offset;
}

function putAddress(parameter: PlannedParameter, value: unknown, call: Call): number {
  if (isBuffer(value)) return given(parameter, value, call, 'memory');
  const offset = take(call, 8);
  setAddress(call.view, offset, 0);
  return offset;
}

function putEndpoint({ address, port }: EndpointRef, call: Call): number {
  const { AF_INET, AF_INET6 } = constants.addressFamilies;
  const { view } = call;
  const length = sockaddrBytes(address);
  const offset = takeLasting(call, length);
  const isIpv6 = length === sizes.sockaddr_in6;
  for (let at = 0; at < length; at++) view.setUint8(offset + at, 0);
  view.setUint16(offset, isIpv6 ? AF_INET6 : AF_INET, true);
  view.setUint16(offset + 2, port, false);
  const octets = isIpv6 ? parseIpv6(address) : address.split('.').map(Number);
  octets.forEach((octet, i) => view.setUint8(offset + (isIpv6 ? 8 : 4) + i, octet));
  return offset;
}

/** The size of the sockaddr for an address: IPv6 has colons. */
export function sockaddrBytes(address: string): number {
  return address.includes(':') ? sizes.sockaddr_in6 : sizes.sockaddr_in;
}

/** A count or size that follows from another argument; 0 where that is left out. */
export function countOf({ counts }: PlannedParameter, value: unknown): number {
  if (value === undefined) return 0;
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length;
  if (typeof value === 'number' && counts === 'lpCompletionPortEntries') return value;
  if (value === 'out' && counts !== 'optval' && counts !== 'lpvOutBuffer') return sizes.sockaddr_in6;
  if (!isReference(value)) return 4;
  if (value.type === 'buffer') return value.length;
  if (value.type === 'endpoint') return sockaddrBytes(value.address);
  return 8;
}

/** An argument that is no pointer. */
export function plainWord(parameter: PlannedParameter, value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (isReference(value) && 'handle' in value) return value.handle;
  if (value === undefined && (parameter.more.optional === true || parameter.name === 'g')) return 0;
  throw wrong(parameter, 'a number or a handle');
}

/** Whatever the routine, Windows is given the one of this thread. */
export function routineWord(parameter: PlannedParameter, value: unknown, call: Call): number {
  if (typeof value !== 'function') throw wrong(parameter, 'a completion routine');
  return call.routineAddress();
}

/** The routine that a call names, if it names one. */
export function routineOf(args: Arguments): Routine | undefined {
  const routine = args['lpCompletionRoutine'];
  return typeof routine === 'function' ? (routine as Routine) : undefined;
}

function isReference(value: unknown): value is Reference {
  return typeof value === 'object' && value !== null && 'type' in value;
}

function isBuffer(value: unknown): value is BufferRef {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'buffer';
}

function asList<Type extends 'buffer' | 'event'>(
  parameter: PlannedParameter,
  value: unknown,
  type: Type,
): readonly (Type extends 'buffer' ? BufferRef : EventRef)[] {
  if (!Array.isArray(value)) throw wrong(parameter, `a list of ${type}s`);
  for (let i = 0; i < value.length; i++) {
    const one: unknown = value[i];
    if (!isReference(one) || one.type !== type) throw wrong(parameter, `a list of ${type}s`);
  }
  return value as (Type extends 'buffer' ? BufferRef : EventRef)[];
}

function wrong({ api, name }: PlannedParameter, wanted: string): Error {
  return new Error(`${api}: ${name} must be ${wanted}.`);
}
