/** A bin's first width: about a millisecond. Widths are powers of two, so that two narrow bins make a wide one. */
const FIRST_WIDTH_NS = 2 ** 20;
const MOST = 512;

/** Sums over time, in at most 512 bins of one width from the beginning of the session: wider ones the longer it lasts. */
export class TimeBins {
  widthNs = FIRST_WIDTH_NS;
  /** So many bins have been used. */
  length = 0;
  private readonly sums = new Float64Array(MOST);

  add(timeNs: number, amount: number): void {
    while (timeNs >= this.widthNs * MOST) this.widen();
    const bin = Math.max(Math.floor(timeNs / this.widthNs), 0);
    this.sums[bin]! += amount;
    if (bin >= this.length) this.length = bin + 1;
  }

  /** The sum of a bin. */
  at(bin: number): number {
    return this.sums[bin] ?? 0;
  }

  merge(other: TimeBins): void {
    while (this.widthNs < other.widthNs) this.widen();
    const factor = this.widthNs / other.widthNs;
    for (let bin = 0; bin < other.length; bin++) {
      const into = Math.floor(bin / factor);
      this.sums[into]! += other.at(bin);
      if (into >= this.length) this.length = into + 1;
    }
  }

  private widen(): void {
    const { sums } = this;
    for (let bin = 0; bin < MOST; bin++) sums[bin] = 2 * bin < MOST ? sums[2 * bin]! + sums[2 * bin + 1]! : 0;
    this.widthNs *= 2;
    this.length = Math.ceil(this.length / 2);
  }
}
