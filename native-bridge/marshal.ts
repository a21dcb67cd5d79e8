import type { BufferRef, EndpointRef, EventRef, OverlappedRef, SocketRef } from '../lessons/index.ts';
import { constants, overlapped, pointeeOf, sizes, wsabuf, type FunctionRow, type Pointee } from '../winsock/index.ts';
import { writeWsabuf, type Scratch } from './thread-memory.ts';

/** A call as machine words, and where its pointers point: what to copy into the rows, what to give the program. */
export interface Marshalled {
  readonly words: readonly number[];
  /** Memory behind pointers, by parameter: offset in the arena and length. */
  readonly pointers: ReadonlyMap<number, { readonly offset: number; readonly length: number }>;
  /** Bytes that the WSABUFs hold or take. */
  readonly requested: number;
}

type Reference = SocketRef | EventRef | EndpointRef | OverlappedRef | BufferRef;

/**
 * Turns the arguments of a program into machine words, by the function's row.
 *
 * `memory` is where pointers of this call may point: scratch memory for a call that is over when it returns, the memory
 * behind the slot for one that leaves an operation in flight.
 *
 * Throws, in the words of the function, when an argument is missing or of the wrong kind: a program's mistake.
 */
export function marshal(
  row: FunctionRow,
  args: Readonly<Record<string, unknown>>,
  arena: { readonly view: DataView; readonly base: number },
  memory: Scratch,
  scratch: Scratch,
): Marshalled {
  const words: number[] = [];
  const pointers = new Map<number, { offset: number; length: number }>();
  let requested = 0;

  const point = (index: number, offset: number, length: number): number => {
    pointers.set(index, { offset, length });
    return arena.base + offset;
  };

  const pointerWord = (index: number, name: string, to: Pointee, value: unknown): number => {
    if (value === undefined) return 0;
    if (isReference(value) && value.type === 'buffer') return point(index, value.address - arena.base, value.length);
    switch (to) {
      case 'WSAOVERLAPPED':
        if (!isReference(value) || value.type !== 'overlapped') throw wrong(row, name, 'a WSAOVERLAPPED');
        return point(index, value.address - arena.base, overlapped.size);
      case 'WSABUF': {
        const buffers = asList(value, 'buffer', row, name);
        // Winsock copies the array before the call returns; only the buffers themselves must live on.
        const at = scratch.take(Math.max(1, buffers.length) * wsabuf.size);
        buffers.forEach((buffer, i) => writeWsabuf(arena.view, at + i * wsabuf.size, buffer));
        for (const { length } of buffers) requested += length;
        return point(index, at, buffers.length * wsabuf.size);
      }
      case 'WSAEVENT': {
        const events = asList(value, 'event', row, name);
        const at = scratch.take(Math.max(1, events.length) * 8);
        events.forEach((event, i) => arena.view.setBigUint64(at + i * 8, BigInt(event.handle), true));
        return point(index, at, events.length * 8);
      }
      case 'DWORD':
      case 'int': {
        const at = memory.take(4);
        arena.view.setInt32(at, typeof value === 'number' ? value : 0, true);
        return point(index, at, 4);
      }
      case 'sockaddr': {
        if (isReference(value) && value.type === 'endpoint')
          return point(index, writeSockaddr(arena.view, memory, value), 16);
        return point(index, memory.take(SOCKADDR_BYTES), SOCKADDR_BYTES);
      }
      case 'WSADATA':
        return point(index, scratch.take(sizes.WSADATA), sizes.WSADATA);
      case 'bytes': {
        const bytes = value instanceof Uint8Array ? value : undefined;
        const at = memory.take(bytes?.length ?? 4);
        if (bytes !== undefined) bytes.forEach((byte, i) => arena.view.setUint8(at + i, byte));
        else arena.view.setInt32(at, typeof value === 'number' ? value : 0, true);
        return point(index, at, bytes?.length ?? 4);
      }
      case 'code':
      case 'WSAPROTOCOL_INFOW':
        throw wrong(row, name, 'left out (NULL)');
    }
  };

  row.parameters.forEach(([name, type], index) => {
    const to = pointeeOf(type);
    const value = args[name] ?? derived(row, name, args);
    words.push(to === undefined ? plainWord(row, name, value) : pointerWord(index, name, to, value));
  });
  return { words, pointers, requested };
}

const SOCKADDR_BYTES = 28;

/** Counts and sizes that follow from another argument. */
function derived(row: FunctionRow, name: string, args: Readonly<Record<string, unknown>>): number | undefined {
  for (const [other, , more] of row.parameters) {
    const value = args[other];
    if (more?.count === name && Array.isArray(value)) return value.length;
    if (more?.size === name && value !== undefined) {
      if (value instanceof Uint8Array) return value.length;
      return isReference(value) && value.type === 'endpoint' ? 16 : 4;
    }
    if (more?.size === name || more?.count === name) return 0;
  }
  return undefined;
}

function plainWord(row: FunctionRow, name: string, value: unknown): number {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return value;
  if (isReference(value) && (value.type === 'socket' || value.type === 'event')) return value.handle;
  if (value === undefined && name === 'g') return 0;
  throw wrong(row, name, 'a number or a handle');
}

function writeSockaddr(view: DataView, memory: Scratch, { address, port }: EndpointRef): number {
  const at = memory.take(16);
  view.setUint16(at, constants.addressFamilies.AF_INET, true);
  view.setUint16(at + 2, port, false);
  address.split('.').forEach((part, i) => view.setUint8(at + 4 + i, Number(part)));
  view.setBigUint64(at + 8, 0n, true);
  return at;
}

function isReference(value: unknown): value is Reference {
  return typeof value === 'object' && value !== null && 'type' in value;
}

function asList<Type extends 'buffer' | 'event'>(
  value: unknown,
  type: Type,
  row: FunctionRow,
  name: string,
): readonly Extract<Reference, { type: Type }>[] {
  if (Array.isArray(value) && value.every((one: unknown) => isReference(one) && one.type === type)) {
    return value as Extract<Reference, { type: Type }>[];
  }
  throw wrong(row, name, `a list of ${type}s`);
}

function wrong(row: FunctionRow, name: string, wanted: string): Error {
  return new Error(`${row.name}: ${name} must be ${wanted}.`);
}
