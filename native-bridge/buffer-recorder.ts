import type { BufferRef } from '../lessons/index.ts';
import { BUFFER_HEADER_BYTES, directionOf, paddedEnd } from '../trace/index.ts';
import type { Arguments, Call } from './call.ts';
import type { LentBuffers } from './lent-buffers.ts';
import type { Recorder } from './recorder.ts';
import { MOST_LENT, type SessionMemory } from './shared-memory.ts';
import type { SlotTable } from './slot-table.ts';

interface Parts {
  readonly lent: LentBuffers;
  readonly slots: SlotTable;
  readonly recorder: Recorder;
}

/** Of which row the bytes are. */
interface Columns {
  readonly operation: number;
  readonly slot: number;
  readonly object: number;
  readonly call: number;
}

/**
 * Records the first bytes of what one thread’s calls send, and of what it sees received. There is one only in a session
 * that was started so.
 *
 * What is sent is read at the entry of the call, before Windows has it. What was received is read by whoever sees the
 * completion, before that is reported: until then the buffers are not the program’s, and it cannot have changed them. Where there is
 * no room in the ring but for the rows of operations, the row is dropped and counted.
 */
export class BufferRecorder {
  private readonly most: number;
  private readonly arena: Uint8Array;
  private readonly staged: Uint8Array;
  private readonly view: DataView;
  /** How much of `staged` is used, and the bytes that the buffers in it held. */
  private length = 0;
  private held = 0;

  /** `base`: the address of the arena. */
  constructor(
    memory: Pick<SessionMemory, 'arena' | 'payloadBytes'>,
    private readonly parts: Parts,
    private readonly base: number,
  ) {
    this.most = memory.payloadBytes;
    this.arena = new Uint8Array(memory.arena);
    this.staged = new Uint8Array(MOST_LENT * paddedEnd(BUFFER_HEADER_BYTES + this.most));
    this.view = new DataView(this.staged.buffer);
  }

  /** A call is about to hand an operation to Windows; its entered row is written. */
  issuing(call: Call, time: number): void {
    const direction = directionOf(call.plan.name);
    this.parts.lent.markReceiving(call.slot, direction === -1);
    if (direction !== 1) return;
    this.begin();
    for (const { address, length } of buffersToSend(call.args)) this.stage(address - this.base, length);
    this.held = call.requested;
    const { operation, slot, about, call: number } = call;
    this.write(time, { operation, slot, object: about, call: number });
  }

  /** Takes what the operation of a slot has received, before its completion is claimed. */
  read(slot: number, transferred: number): void {
    this.begin();
    let left = transferred;
    for (const { from, to } of this.parts.lent.received(slot)) {
      const length = Math.min(to - from, left);
      if (length === 0) break;
      this.stage(from, length);
      left -= length;
    }
    if (this.length > 0) this.held = transferred;
  }

  /** Writes what was taken: its completion is this thread’s to report. */
  writeReceived(time: number, { operation, slot, object, call }: Columns): void {
    this.write(time, { operation, slot, object, call });
  }

  private begin(): void {
    this.length = this.held = 0;
  }

  private stage(from: number, length: number): void {
    if (length === 0 || this.length + paddedEnd(BUFFER_HEADER_BYTES + this.most) > this.staged.length) return;
    const recorded = Math.min(length, this.most);
    this.view.setUint32(this.length, length, true);
    this.view.setUint32(this.length + 4, recorded, true);
    const at = this.length + BUFFER_HEADER_BYTES;
    this.staged.set(this.arena.subarray(from, from + recorded), at);
    this.length = paddedEnd(at + recorded);
  }

  private write(time: number, columns: Columns): void {
    const { recorder, slots } = this.parts;
    if (this.length === 0) return;
    if (!recorder.admitsPayload(this.length, slots.count)) return recorder.dropped(1, 0);
    recorder.write('buffers', time, {
      ...columns,
      value: this.held,
      payload: this.staged.subarray(0, this.length),
    });
  }
}

/** The memory that a call sends, in its order. */
function buffersToSend({ lpBuffers, lpSendBuffer, lpTransmitBuffers }: Arguments): readonly BufferRef[] {
  if (Array.isArray(lpBuffers)) return lpBuffers as readonly BufferRef[];
  const { head, tail } = (lpTransmitBuffers ?? {}) as { readonly head?: BufferRef; readonly tail?: BufferRef };
  return [lpSendBuffer as BufferRef | undefined, head, tail].filter((buffer) => buffer !== undefined);
}
