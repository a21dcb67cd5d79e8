import { wsabuf } from '../winsock/index.ts';
import type { BufferRef } from '../lessons/index.ts';
import { SCRATCH_BYTES, threadMemoryOffset, type SessionMemory } from './shared-memory.ts';

const ALIGNMENT = 16;
/** Bytes of canary before a buffer; behind it there are as many, and whatever is left of the alignment. */
const CANARY_BYTES = 16;
const CANARY = 0xfd;
/** What a released buffer holds until it is used again: a late write would change it. */
const RELEASED = 0xdd;
/** Released buffers rest until so many have been released after them, or memory becomes scarce. */
const RESTING = 64;
/** Of large buffers only the beginning and the end are filled when they are released: filling costs the program time. */
const FILLED_BYTES = 4096;

/** Bytes of the arena that hold the pointer arguments of one call. Windows reads and writes them until it returns. */
export class Scratch {
  private used = 0;

  constructor(
    private offset: number,
    private length: number,
  ) {}

  /** Begins anew, with this memory. */
  reset(offset: number, length: number): void {
    this.offset = offset;
    this.length = length;
    this.used = 0;
  }

  /** Begins anew, with what another has left: for a call that is made while the other's runs. */
  resetToRest(of: Scratch): void {
    this.reset(of.offset + of.used, of.length - of.used);
  }

  /** The offset in the arena of so many bytes. Throws when the arguments of a call are too large. */
  take(bytes: number): number {
    const at = this.offset + this.used;
    this.used += (bytes + 7) & ~7;
    if (this.used > this.length) throw new Error(`The arguments of this call need more than ${this.length} bytes.`);
    return at;
  }
}

interface Block {
  readonly id: number;
  readonly offset: number;
  readonly length: number;
  /** The whole of it, with its canaries. */
  readonly size: number;
}

/**
 * One thread's own part of the arena: scratch memory for calls, and its buffers. Other threads never allocate here.
 *
 * ```
 * block   canary (16) · the buffer · canary (16 and the rest of the alignment)
 * ```
 *
 * Whoever writes outside of a buffer, or into one that was released, breaks a pattern. That is found when the buffer is
 * released, when its memory is about to be used again, and at the end of the session.
 */
export class ThreadMemory {
  private nextId = 1;
  private readonly start: number;
  private end: number;
  private readonly limit: number;
  private readonly bytes: Uint8Array;
  private readonly blocks = new Map<number, Block>();
  private readonly resting: Block[] = [];
  private readonly free = new Map<number, Block[]>();

  /** `onOverrun` is told, in a sentence, of every pattern that is found broken. */
  constructor(
    memory: Pick<SessionMemory, 'arena' | 'actorBytes'>,
    thread: number,
    private readonly base: number,
    private readonly onOverrun: (sentence: string) => void,
  ) {
    const start = threadMemoryOffset(memory, thread);
    this.start = base + start;
    this.bytes = new Uint8Array(memory.arena);
    this.end = start + SCRATCH_BYTES;
    this.limit = start + memory.actorBytes;
    this.scratch = new Scratch(start, SCRATCH_BYTES);
  }

  /** For the arguments of a call that is made while no other runs on this thread. */
  readonly scratch: Scratch;

  /** A buffer. Throws when the thread's part of the arena is used up. */
  allocate(length: number): BufferRef {
    const size = CANARY_BYTES + Math.ceil(length / ALIGNMENT) * ALIGNMENT + CANARY_BYTES;
    const start = this.reuse(size) ?? this.extend(size);
    const block = { id: this.nextId++, offset: start + CANARY_BYTES, length, size };
    this.bytes.fill(CANARY, start, block.offset);
    this.bytes.fill(CANARY, block.offset + length, start + size);
    this.blocks.set(block.id, block);
    return { type: 'buffer', id: block.id, address: this.base + block.offset, length };
  }

  /**
   * Gives a buffer back; the caller has made sure that Windows does not own it. Throws for one that is not allocated, or
   * was allocated by another thread.
   */
  release({ id, address }: BufferRef): void {
    if (address < this.start || address >= this.base + this.limit)
      throw new Error(`Buffer ${id} was allocated by another actor: only that one can release it.`);
    const block = this.blocks.get(id);
    if (block === undefined) throw new Error(`Buffer ${id} is not allocated; it was released before.`);
    this.blocks.delete(id);
    this.checkCanary(block);
    for (const [from, to] of filledParts(block)) this.bytes.fill(RELEASED, from, to);
    this.resting.push(block);
    if (this.resting.length > RESTING) this.endRest();
  }

  /** Looks at everything once more, at the end. */
  check(): void {
    for (const block of this.blocks.values()) this.checkCanary(block);
    while (this.resting.length > 0) this.endRest();
  }

  private reuse(size: number): number | undefined {
    const block = this.free.get(size)?.pop();
    return block === undefined ? undefined : block.offset - CANARY_BYTES;
  }

  private extend(size: number): number {
    if (this.end + size > this.limit) {
      while (this.resting.length > 0) this.endRest();
      const reused = this.reuse(size);
      if (reused !== undefined) return reused;
      throw new Error(`This thread has used up its memory for buffers; release some.`);
    }
    this.end += size;
    return this.end - size;
  }

  /** The buffer that has rested longest may be used again, if nobody has written into it meanwhile. */
  private endRest(): void {
    const block = this.resting.shift()!;
    const isUntouched = filledParts(block).every(([from, to]) => this.holds(RELEASED, from, to));
    if (!isUntouched) {
      this.onOverrun(`Somebody wrote into buffer ${block.id} after it had been released.`);
      return; // Whoever writes there may do it again.
    }
    const sameSize = this.free.get(block.size);
    if (sameSize === undefined) this.free.set(block.size, [block]);
    else sameSize.push(block);
  }

  private checkCanary({ id, offset, length, size }: Block): void {
    const start = offset - CANARY_BYTES;
    if (this.holds(CANARY, start, offset) && this.holds(CANARY, offset + length, start + size)) return;
    this.onOverrun(`Somebody wrote outside of buffer ${id}, which has ${length} bytes.`);
  }

  private holds(pattern: number, from: number, to: number): boolean {
    for (let at = from; at < to; at++) if (this.bytes[at] !== pattern) return false;
    return true;
  }
}

function filledParts({ offset, length }: Block): readonly (readonly [from: number, to: number])[] {
  if (length <= 2 * FILLED_BYTES) return [[offset, offset + length]];
  return [
    [offset, offset + FILLED_BYTES],
    [offset + length - FILLED_BYTES, offset + length],
  ];
}

/** Writes one WSABUF. */
export function writeWsabuf(arena: DataView, at: number, buffer: BufferRef): void {
  arena.setUint32(at + wsabuf.len, buffer.length, true);
  setAddress(arena, at + wsabuf.buf, buffer.address);
}

/** Writes a pointer or handle: 64 bits, of which a number holds all that are used. */
export function setAddress(arena: DataView, at: number, address: number): void {
  arena.setUint32(at, address % 2 ** 32, true);
  arena.setUint32(at + 4, Math.floor(address / 2 ** 32), true);
}

/** Reads a pointer or handle. */
export function getAddress(arena: DataView, at: number): number {
  return arena.getUint32(at, true) + arena.getUint32(at + 4, true) * 2 ** 32;
}
