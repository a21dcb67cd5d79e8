/** Nanoseconds since the session began, on every thread the same: QueryPerformanceCounter behind process.hrtime. */
export class Clock {
  constructor(readonly origin: bigint) {}

  now(): number {
    return Number(process.hrtime.bigint() - this.origin);
  }
}
