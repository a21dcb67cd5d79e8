import { Moments } from './spans.ts';

/** A packet that came into a port's queue: with the completion of an operation, or posted by a call. */
export interface QueuedPacket {
  readonly ns: number;
  /** 0: a program has posted it. */
  readonly operation: number;
  /** The call that posted it; 0: none. */
  readonly call: number;
}

/** With so many, growing takes as long as a frame: it is done once. */
const MANY = 65_536;

/** Queued packets, sorted by time. `room`: how many there may be, as far as it is known. */
export class QueuedPackets {
  length = 0;
  private times = new Float64Array(64);
  /** The operation or, where `isPosted` is 1, the call. */
  private causes = new Uint32Array(64);
  private isPosted = new Uint8Array(64);

  constructor(private readonly room: () => number = () => 0) {}

  /** Completions come nearly in the order of time: the right place is at the end, or close to it. */
  insert({ ns, operation, call }: QueuedPacket): void {
    if (this.length === this.times.length) this.grow();
    let at = this.length++;
    while (at > 0 && this.times[at - 1]! > ns) at--;
    const { times, causes, isPosted, length } = this;
    if (at < length - 1) for (const column of [times, causes, isPosted]) column.copyWithin(at + 1, at, length - 1);
    times[at] = ns;
    causes[at] = operation === 0 ? call : operation;
    isPosted[at] = operation === 0 ? 1 : 0;
  }

  /** When they came, as it is now. */
  get moments(): Moments {
    return new Moments(this.length, this.times);
  }

  packet(rank: number): QueuedPacket {
    const cause = this.causes[rank]!;
    const isPosted = this.isPosted[rank] === 1;
    return { ns: this.times[rank]!, operation: isPosted ? 0 : cause, call: isPosted ? cause : 0 };
  }

  private grow(): void {
    const { times, causes, isPosted } = this;
    // Room that is not used yet takes no memory.
    const capacity = Math.max(times.length * 2, times.length < MANY ? 0 : this.room());
    (this.times = new Float64Array(capacity)).set(times);
    (this.causes = new Uint32Array(capacity)).set(causes);
    (this.isPosted = new Uint8Array(capacity)).set(isPosted);
  }
}
