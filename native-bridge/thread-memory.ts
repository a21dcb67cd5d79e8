import { wsabuf } from '../winsock/index.ts';
import type { BufferRef } from '../lessons/index.ts';
import { ACTOR_BYTES, SCRATCH_BYTES, threadMemoryOffset } from './shared-memory.ts';

const ALIGNMENT = 16;

/** Bytes of the arena that hold the pointer arguments of one call. Windows reads and writes them until it returns. */
export class Scratch {
  private used = 0;

  constructor(
    private readonly offset: number,
    private readonly length: number,
  ) {}

  /** The offset in the arena of so many bytes. Throws when the arguments of a call are too large. */
  take(bytes: number): number {
    const at = this.offset + this.used;
    this.used += Math.ceil(bytes / 8) * 8;
    if (this.used > this.length) throw new Error(`The arguments of this call need more than ${this.length} bytes.`);
    return at;
  }
}

interface Block {
  readonly id: number;
  readonly offset: number;
  readonly length: number;
  readonly size: number;
}

/** One thread's own part of the arena: scratch memory for calls, and its buffers. Other threads never allocate here. */
export class ThreadMemory {
  private readonly start: number;
  private nextId = 1;
  private end: number;
  private readonly limit: number;
  private readonly blocks = new Map<number, Block>();
  private readonly free = new Map<number, Block[]>();

  constructor(
    thread: number,
    private readonly base: number,
  ) {
    this.start = threadMemoryOffset(thread);
    this.end = this.start + SCRATCH_BYTES;
    this.limit = this.start + ACTOR_BYTES;
  }

  scratch(): Scratch {
    return new Scratch(this.start, SCRATCH_BYTES);
  }

  /** A buffer. Throws when the thread's part of the arena is used up. */
  allocate(length: number): BufferRef {
    const size = Math.max(ALIGNMENT, Math.ceil(length / ALIGNMENT) * ALIGNMENT);
    const offset = this.free.get(size)?.pop()?.offset ?? this.extend(size);
    const block = { id: this.nextId++, offset, length, size };
    this.blocks.set(block.id, block);
    return { type: 'buffer', id: block.id, address: this.base + offset, length };
  }

  /** Gives a buffer back; the caller has made sure that Windows does not own it. Throws for one that is not allocated. */
  release(id: number): void {
    const block = this.blocks.get(id);
    if (block === undefined) throw new Error(`Buffer ${id} is not allocated; it was released before.`);
    this.blocks.delete(id);
    const sameSize = this.free.get(block.size);
    if (sameSize === undefined) this.free.set(block.size, [block]);
    else sameSize.push(block);
  }

  private extend(size: number): number {
    const offset = this.end;
    this.end += size;
    if (this.end > this.limit)
      throw new Error(`This thread has used its ${ACTOR_BYTES / 1024 / 1024} MiB of buffers; release some.`);
    return offset;
  }
}

/** Writes one WSABUF. */
export function writeWsabuf(arena: DataView, at: number, buffer: BufferRef): void {
  arena.setUint32(at + wsabuf.len, buffer.length, true);
  arena.setBigUint64(at + wsabuf.buf, BigInt(buffer.address), true);
}
