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
import type { CallPlan, PlannedParameter } from './call-plan.ts';
import type { Chunk } from './ring-writer.ts';
import { setAddress, writeWsabuf, type Scratch } from './thread-memory.ts';
import { parseIpv6 } from './ipv6.ts';

/** Memory of the arena behind a pointer argument. */
export interface Span extends Chunk {
  readonly planned: PlannedParameter;
}

/**
 * A call as machine words, and where its pointers point: what to copy into the rows, what to give the program. It is used
 * again for call after call, so that a call allocates little.
 */
export class Marshalled {
  readonly words: number[] = [];
  readonly spans: Span[] = [];
  /** Those whose content matters before the call, and after it. */
  readonly before: Span[] = [];
  readonly after: Span[] = [];
  /** Bytes that the buffers hold or take. */
  requested = 0;

  clear(): void {
    this.words.length = this.spans.length = this.before.length = this.after.length = 0;
    this.requested = 0;
  }
}

/** Where pointers of a call may point. */
export interface CallMemory {
  readonly view: DataView;
  readonly base: number;
  /** For what must live as long as the operation: behind its structure. The scratch memory where there is no operation. */
  readonly lasting: Scratch;
  /** For what Winsock has copied when the call returns. */
  readonly scratch: Scratch;
  /** The address that Windows calls for every completion routine of this thread. */
  readonly routineAddress: () => number;
}

type Reference = HandleRef | EndpointRef | OverlappedRef | BufferRef;
interface TransmitBuffers {
  readonly head?: BufferRef;
  readonly tail?: BufferRef;
}
type Arguments = Readonly<Record<string, unknown>>;

/**
 * Turns the arguments of a program into machine words, by the function's row.
 *
 * Throws, in the words of the function, when an argument is missing or of the wrong kind: a program's mistake.
 */
export function marshal(plan: CallPlan, args: Arguments, memory: CallMemory, into: Marshalled): void {
  into.clear();
  const { words } = into;
  for (const parameter of plan.parameters) {
    const value = args[parameter.name] ?? derived(parameter, args);
    if (parameter.to === undefined) {
      words.push(plainWord(plan, parameter, value));
    } else if (value === undefined) {
      words.push(0);
    } else if (parameter.to === 'code') {
      if (typeof value !== 'function') throw wrong(plan, parameter, 'a completion routine');
      words.push(memory.routineAddress());
    } else {
      const span = pointee(plan, parameter, parameter.to, value, memory);
      words.push(memory.base + span.offset);
      into.spans.push(span);
      if (parameter.before) into.before.push(span);
      if (parameter.after) into.after.push(span);
      into.requested += requestedBytes(plan, parameter, value);
    }
  }
}

/** The bytes that the buffers behind this argument hold or take. */
function requestedBytes(plan: CallPlan, { to }: PlannedParameter, value: unknown): number {
  if (to === 'WSABUF') {
    const buffers = value as readonly BufferRef[];
    let bytes = 0;
    for (let i = 0; i < buffers.length; i++) bytes += buffers[i]!.length;
    return bytes;
  }
  if (to === 'TRANSMIT_FILE_BUFFERS') {
    const { head, tail } = value as TransmitBuffers;
    return (head?.length ?? 0) + (tail?.length ?? 0);
  }
  const isBuffer = to === 'bytes' && isReference(value) && value.type === 'buffer';
  return isBuffer && plan.row.role === 'issue' ? value.length : 0;
}

/** Puts behind a pointer what the argument says, and tells where. */
function pointee(
  plan: CallPlan,
  parameter: PlannedParameter,
  to: Exclude<Pointee, 'code'>,
  value: unknown,
  memory: CallMemory,
): Span {
  const { view, base, lasting, scratch } = memory;
  if (isReference(value) && value.type === 'buffer') {
    return { parameter: parameter.index, planned: parameter, offset: value.address - base, length: value.length };
  }
  switch (to) {
    case 'WSAOVERLAPPED':
      if (!isReference(value) || value.type !== 'overlapped') throw wrong(plan, parameter, 'a WSAOVERLAPPED');
      return { parameter: parameter.index, planned: parameter, offset: value.address - base, length: overlapped.size };
    case 'WSABUF': {
      const buffers = asList(plan, parameter, value, 'buffer');
      // Winsock copies the array before the call returns; only the buffers themselves must live on.
      const offset = scratch.take(Math.max(1, buffers.length) * wsabuf.size);
      for (let i = 0; i < buffers.length; i++) writeWsabuf(view, offset + i * wsabuf.size, buffers[i]!);
      return { parameter: parameter.index, planned: parameter, offset, length: buffers.length * wsabuf.size };
    }
    case 'WSAEVENT': {
      const events = asList(plan, parameter, value, 'event');
      const offset = scratch.take(Math.max(1, events.length) * 8);
      for (let i = 0; i < events.length; i++) setAddress(view, offset + i * 8, events[i]!.handle);
      return { parameter: parameter.index, planned: parameter, offset, length: events.length * 8 };
    }
    case 'DWORD':
    case 'int':
      return number(parameter, value, view, lasting);
    case 'ULONG_PTR':
    case 'LPOVERLAPPED':
    case 'LPSOCKADDR': {
      const offset = scratch.take(8);
      setAddress(view, offset, 0);
      return { parameter: parameter.index, planned: parameter, offset, length: 8 };
    }
    case 'OVERLAPPED_ENTRY': {
      if (typeof value !== 'number') throw wrong(plan, parameter, 'the number of entries');
      return {
        parameter: parameter.index,
        planned: parameter,
        offset: scratch.take(value * overlappedEntry.size),
        length: value * overlappedEntry.size,
      };
    }
    case 'TRANSMIT_FILE_BUFFERS':
      return transmitBuffers(parameter, value as TransmitBuffers, view, lasting);
    case 'sockaddr': {
      if (isReference(value) && value.type === 'endpoint') return sockaddr(parameter, value, view, lasting);
      return {
        parameter: parameter.index,
        planned: parameter,
        offset: lasting.take(sizes.sockaddr_in6),
        length: sizes.sockaddr_in6,
      };
    }
    case 'text': {
      if (typeof value !== 'string') throw wrong(plan, parameter, 'text');
      const offset = scratch.take((value.length + 1) * 2);
      for (let i = 0; i <= value.length; i++) view.setUint16(offset + i * 2, value.charCodeAt(i) || 0, true);
      return { parameter: parameter.index, planned: parameter, offset, length: (value.length + 1) * 2 };
    }
    case 'WSADATA':
      return {
        parameter: parameter.index,
        planned: parameter,
        offset: scratch.take(sizes.WSADATA),
        length: sizes.WSADATA,
      };
    case 'WSAPROTOCOL_INFOW':
      throw wrong(plan, parameter, 'a buffer');
    case 'bytes':
      return bytes(parameter, value, view, lasting);
  }
}

function number(parameter: PlannedParameter, value: unknown, view: DataView, memory: Scratch): Span {
  const offset = memory.take(4);
  view.setInt32(offset, typeof value === 'number' ? value : 0, true);
  return { parameter: parameter.index, planned: parameter, offset, length: 4 };
}

function bytes(parameter: PlannedParameter, value: unknown, view: DataView, memory: Scratch): Span {
  if (value instanceof Uint8Array) {
    const offset = memory.take(value.length);
    new Uint8Array(view.buffer).set(value, offset);
    return { parameter: parameter.index, planned: parameter, offset, length: value.length };
  }
  if (isReference(value) && 'handle' in value) {
    const offset = memory.take(8);
    setAddress(view, offset, value.handle);
    return { parameter: parameter.index, planned: parameter, offset, length: 8 };
  }
  return number(parameter, value, view, memory);
}

function transmitBuffers(
  parameter: PlannedParameter,
  { head, tail }: TransmitBuffers,
  view: DataView,
  memory: Scratch,
): Span {
  const { Head, HeadLength, Tail, TailLength, size } = transmitFileBuffers;
  const offset = memory.take(size);
  setAddress(view, offset + Head, head?.address ?? 0);
  setAddress(view, offset + HeadLength, head?.length ?? 0);
  setAddress(view, offset + Tail, tail?.address ?? 0);
  setAddress(view, offset + TailLength, tail?.length ?? 0);
  return { parameter: parameter.index, planned: parameter, offset, length: size };
}

function sockaddr(parameter: PlannedParameter, { address, port }: EndpointRef, view: DataView, memory: Scratch): Span {
  const { AF_INET, AF_INET6 } = constants.addressFamilies;
  const length = sockaddrBytes(address);
  const offset = memory.take(length);
  const isIpv6 = length === sizes.sockaddr_in6;
  for (let at = 0; at < length; at++) view.setUint8(offset + at, 0);
  view.setUint16(offset, isIpv6 ? AF_INET6 : AF_INET, true);
  view.setUint16(offset + 2, port, false);
  const octets = isIpv6 ? parseIpv6(address) : address.split('.').map(Number);
  octets.forEach((octet, i) => view.setUint8(offset + (isIpv6 ? 8 : 4) + i, octet));
  return { parameter: parameter.index, planned: parameter, offset, length };
}

/** The size of the sockaddr for an address: IPv6 has colons. */
export function sockaddrBytes(address: string): number {
  return address.includes(':') ? sizes.sockaddr_in6 : sizes.sockaddr_in;
}

/** Counts and sizes that follow from another argument; 0 where that is left out. */
function derived({ counts }: PlannedParameter, args: Arguments): number | undefined {
  if (counts === undefined) return undefined;
  const value = args[counts];
  if (value === undefined) return 0;
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length;
  if (typeof value === 'number' && counts === 'lpCompletionPortEntries') return value;
  if (value === 'out' && counts !== 'optval' && counts !== 'lpvOutBuffer') return sizes.sockaddr_in6;
  if (!isReference(value)) return 4;
  if (value.type === 'buffer') return value.length;
  if (value.type === 'endpoint') return sockaddrBytes(value.address);
  return 8;
}

function plainWord(plan: CallPlan, parameter: PlannedParameter, value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (isReference(value) && 'handle' in value) return value.handle;
  if (value === undefined && (parameter.more.optional === true || parameter.name === 'g')) return 0;
  throw wrong(plan, parameter, 'a number or a handle');
}

function isReference(value: unknown): value is Reference {
  return typeof value === 'object' && value !== null && 'type' in value;
}

/** The routine that a call names, if it names one. */
export function routineOf(args: Arguments): Routine | undefined {
  const routine = args['lpCompletionRoutine'];
  return typeof routine === 'function' ? (routine as Routine) : undefined;
}

function asList<Type extends 'buffer' | 'event'>(
  plan: CallPlan,
  parameter: PlannedParameter,
  value: unknown,
  type: Type,
): readonly (Type extends 'buffer' ? BufferRef : EventRef)[] {
  if (!Array.isArray(value)) throw wrong(plan, parameter, `a list of ${type}s`);
  for (let i = 0; i < value.length; i++) {
    const one: unknown = value[i];
    if (!isReference(one) || one.type !== type) throw wrong(plan, parameter, `a list of ${type}s`);
  }
  return value as (Type extends 'buffer' ? BufferRef : EventRef)[];
}

function wrong(plan: CallPlan, { name }: PlannedParameter, wanted: string): Error {
  return new Error(`${plan.name}: ${name} must be ${wanted}.`);
}
