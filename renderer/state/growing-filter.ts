/** Of the time that passes, so much may be spent on filtering rows that keep coming. */
const SHARE = 0.1;

/**
 * What a filter lets through, of something that grows. A new filter is applied at once; what has come since is looked at
 * only so often that it takes a tenth of the time, however much there is.
 */
export class GrowingFilter<Row> {
  /** How long until what has come will be looked at, in milliseconds; 0: nothing has come. */
  waitMs = 0;
  private of: readonly unknown[] = [];
  private revision = -1;
  private kept: readonly Row[] = [];
  private nextMs = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** `of`: what is filtered, and by what; when one of them is another, everything is looked at again. */
  rows(of: readonly unknown[], revision: number, filter: () => readonly Row[]): readonly Row[] {
    const beganMs = this.now();
    const isSame = this.of.length === of.length && this.of.every((value, index) => value === of[index]);
    this.waitMs = 0;
    if (isSame && revision === this.revision) return this.kept;
    if (isSame && beganMs < this.nextMs) {
      this.waitMs = this.nextMs - beganMs;
      return this.kept;
    }
    this.of = of;
    this.revision = revision;
    this.kept = filter();
    const endedMs = this.now();
    this.nextMs = endedMs + (endedMs - beganMs) * (1 / SHARE - 1);
    return this.kept;
  }
}
