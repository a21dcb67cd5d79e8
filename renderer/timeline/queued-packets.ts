import { Moments } from './spans.ts';

/** A packet that came into a port's queue: with the completion of an operation, or posted by a call. */
export interface QueuedPacket {
  readonly ns: number;
  /** 0: a program has posted it. */
  readonly operation: number;
  /** The call that posted it; 0: none. */
  readonly call: number;
}

/** Queued packets, sorted by time. */
export class QueuedPackets {
  length = 0;
  private times = new Float64Array(64);
  private operations = new Uint32Array(64);
  private calls = new Uint32Array(64);

  /** Completions come nearly in the order of time: the right place is at the end, or close to it. */
  insert({ ns, operation, call }: QueuedPacket): void {
    if (this.length === this.times.length) this.grow();
    let at = this.length++;
    while (at > 0 && this.times[at - 1]! > ns) at--;
    const { times, operations, calls, length } = this;
    if (at < length - 1) {
      times.copyWithin(at + 1, at, length - 1);
      operations.copyWithin(at + 1, at, length - 1);
      calls.copyWithin(at + 1, at, length - 1);
    }
    times[at] = ns;
    operations[at] = operation;
    calls[at] = call;
  }

  /** When they came, as it is now. */
  get moments(): Moments {
    return new Moments(this.length, this.times);
  }

  packet(rank: number): QueuedPacket {
    return { ns: this.times[rank]!, operation: this.operations[rank]!, call: this.calls[rank]! };
  }

  private grow(): void {
    const { times, operations, calls } = this;
    this.times = new Float64Array(times.length * 2);
    this.operations = new Uint32Array(times.length * 2);
    this.calls = new Uint32Array(times.length * 2);
    this.times.set(times);
    this.operations.set(operations);
    this.calls.set(calls);
  }
}
