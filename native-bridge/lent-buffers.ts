import type { BufferRef } from '../lessons/index.ts';
import { LENT_WORDS, MOST_LENT, type SessionMemory } from './shared-memory.ts';
import { phases, type SlotTable } from './slot-table.ts';

/**
 * Which bytes of the arena the operation of each slot was given. They belong to Windows as long as the operation is in
 * flight, whichever thread has allocated them and whichever has issued it; several operations may have the same.
 *
 * Of more than `MOST_LENT` buffers the last are kept as one range, from the lowest to the highest: too much is protected
 * then, never too little.
 */
export class LentBuffers {
  private readonly words: Uint32Array;

  constructor(
    memory: Pick<SessionMemory, 'lent'>,
    private readonly slots: SlotTable,
    private readonly base: number,
  ) {
    this.words = new Uint32Array(memory.lent);
  }

  /** A call is about to hand the slot to Windows, with the first so many of these buffers. */
  lend(slot: number, buffers: readonly BufferRef[], count = buffers.length): void {
    const at = slot * LENT_WORDS;
    this.words[at] = 0;
    for (let i = 0; i < count; i++) this.addRange(at, buffers[i]!);
  }

  /** Where a session records what is received: whether the operation of a slot will write into its buffers. */
  markReceiving(slot: number, isReceiving: boolean): void {
    this.words[(slot + 1) * LENT_WORDS - 1] = isReceiving ? 1 : 0;
  }

  /**
   * The ranges into which the operation of a slot receives, as offsets in the arena, in the order of its buffers. Of very
   * many buffers only the first: the last range may stand for several.
   */
  *received(slot: number): Generator<{ readonly from: number; readonly to: number }> {
    if (this.words[(slot + 1) * LENT_WORDS - 1] === 0) return;
    const at = slot * LENT_WORDS;
    const count = Math.min(this.words[at]!, MOST_LENT - 1);
    for (let range = 0; range < count; range++) {
      yield { from: this.words[at + 1 + range * 2]!, to: this.words[at + 2 + range * 2]! };
    }
  }

  /** An operation in flight that some of these bytes were given to; undefined: they are the program's. */
  borrower({ address, length }: BufferRef): number | undefined {
    const from = address - this.base;
    for (let slot = 1; slot <= this.slots.count; slot++) {
      const phase = this.slots.phase(slot);
      // It may have completed, and nobody has reported it yet.
      const isWindows = phase === phases.issuing || (phase === phases.inFlight && this.slots.isPending(slot));
      if (isWindows && this.overlaps(slot, from, from + length)) return this.slots.operation(slot);
    }
    return undefined;
  }

  private overlaps(slot: number, from: number, to: number): boolean {
    const at = slot * LENT_WORDS;
    for (let left = this.words[at]!, range = at + 1; left > 0; left--, range += 2) {
      if (from < this.words[range + 1]! && this.words[range]! < to) return true;
    }
    return false;
  }

  private addRange(at: number, { address, length }: BufferRef): void {
    if (length === 0) return;
    const count = this.words[at]!;
    const from = address - this.base;
    const to = from + length;
    const isFull = count === MOST_LENT;
    const range = at + 1 + (isFull ? count - 1 : count) * 2;
    this.words[range] = isFull ? Math.min(from, this.words[range]!) : from;
    this.words[range + 1] = isFull ? Math.max(to, this.words[range + 1]!) : to;
    this.words[at] = isFull ? count : count + 1;
  }
}
