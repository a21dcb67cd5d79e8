// Kept here: the global `process` is a getter, and asking it each time takes as long as the clock itself.
const { hrtime } = process;

/**
 * Nanoseconds since the session began, on every thread the same: QueryPerformanceCounter behind process.hrtime.
 *
 * As two numbers, because hrtime.bigint() makes two BigInts of what it returns, which costs half as much again. Exact:
 * each difference is a whole number below 2^53.
 */
export class Clock {
  private readonly seconds: number;
  private readonly nanoseconds: number;

  /** @param origin what process.hrtime.bigint() said when the session began */
  constructor(origin: bigint) {
    this.seconds = Number(origin / 1_000_000_000n);
    this.nanoseconds = Number(origin % 1_000_000_000n);
  }

  now(): number {
    const now = hrtime();
    return (now[0] - this.seconds) * 1e9 + (now[1] - this.nanoseconds);
  }
}
