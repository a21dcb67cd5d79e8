import { availableParallelism } from 'node:os';

/** Rows are given on about once a frame. */
const TURN_MS = 32;
/**
 * Where cores are few, each turn takes one from the program, and what the program had in the caches: a program that writes
 * more than anybody could follow is given longer turns. But none for which its rings might not have room.
 */
const BUSY = { cores: 4, turnMs: 96, leastBytesAMs: 1000, mostBytes: 700_000 } as const;

/** Turns of the collector, one after the other. */
export class Turns {
  private timer: NodeJS.Timeout | undefined;
  private readonly cores = availableParallelism();

  /** @param take takes the rows that are there; how many bytes they were */
  constructor(private readonly take: () => number) {
    this.wait(TURN_MS);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private wait(ms: number): void {
    this.timer = setTimeout(() => this.wait(nextTurnMs(this.take(), ms, this.cores)), ms);
  }
}

/**
 * How long rows are left in their rings until they are taken next.
 *
 * @param bytes what the last turn took
 * @param turnMs how long that turn had been
 * @param cores of this machine
 */
export function nextTurnMs(bytes: number, turnMs: number, cores: number): number {
  const bytesAMs = bytes / turnMs;
  const isBusy = bytesAMs > BUSY.leastBytesAMs && bytesAMs * BUSY.turnMs < BUSY.mostBytes;
  return cores <= BUSY.cores && isBusy ? BUSY.turnMs : TURN_MS;
}
