/** Bins in each doubling: a bin is at most 1/64 of its values wide, so that its middle is off by less than 1 %. */
const SUB_BITS = 6;
const SUBS = 1 << SUB_BITS;
const FIRST_BINS = 1024;

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
/** The word of a double that holds its exponent: the second one, on every machine that Overlook runs on. */
const HIGH = 1;

/** One bin that holds something: values from `from` up to `to`, without it. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/**
 * Counts of lengths of time in bins that grow with them, as HDR histograms have them:
 *
 * ```
 *   0 1 2 … 63 │ 64 bins from 64 to 128 │ 64 bins from 128 to 256 │ …
 * ```
 *
 * Count, least and most are exact, the sum as a double can be; quantiles are off by less than 1 % (and by less than 1).
 * Two of them add up to the histogram of both.
 */
export class LogHistogram {
  count = 0;
  sum = 0;
  min = Infinity;
  max = -Infinity;
  private bins = new Uint32Array(FIRST_BINS);

  /** `value`: 0 or more. */
  add(value: number): void {
    const bin = binOf(value);
    if (bin >= this.bins.length) this.grow(bin);
    this.bins[bin]!++;
    this.count++;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
  }

  merge(other: LogHistogram): void {
    const { bins } = other;
    if (bins.length > this.bins.length) this.grow(bins.length - 1);
    for (let bin = 0; bin < bins.length; bin++) this.bins[bin]! += bins[bin]!;
    this.count += other.count;
    this.sum += other.sum;
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
  }

  get mean(): number | undefined {
    return this.count === 0 ? undefined : this.sum / this.count;
  }

  /** The smallest value that is not below a part of them, such as 0.5 or 0.99; undefined where there is none. */
  quantile(part: number): number | undefined {
    if (this.count === 0) return undefined;
    const rank = Math.min(Math.max(Math.ceil(part * this.count), 1), this.count);
    if (rank === 1) return this.min;
    if (rank === this.count) return this.max;
    let bin = 0;
    for (let below = this.bins[0]!; below < rank; below += this.bins[bin]!) bin++;
    const middle = bin < SUBS ? lowerBound(bin) : (lowerBound(bin) + lowerBound(bin + 1)) / 2;
    return Math.min(Math.max(middle, this.min), this.max);
  }

  /** What is in it, so many bins a doubling, from the least to the most: also the empty ones in between. */
  binned(perDoubling: 1 | 2 | 4): Bin[] {
    if (this.count === 0) return [];
    const step = SUBS / perDoubling;
    const found: Bin[] = [];
    const first = Math.floor(binOf(this.min) / step) * step;
    for (let bin = first; bin <= binOf(this.max); bin += step) {
      let count = 0;
      for (let sub = bin; sub < bin + step; sub++) count += this.bins[sub] ?? 0;
      found.push({ from: lowerBound(bin), to: lowerBound(bin + step), count });
    }
    return found;
  }

  private grow(bin: number): void {
    let length = this.bins.length;
    while (length <= bin) length *= 2;
    const larger = new Uint32Array(length);
    larger.set(this.bins);
    this.bins = larger;
  }
}

function binOf(value: number): number {
  if (value < SUBS) return Math.floor(value);
  float[0] = value;
  const exponent = (words[HIGH]! >>> 20) - 1023;
  return ((exponent - SUB_BITS + 1) << SUB_BITS) + ((words[HIGH]! >>> (20 - SUB_BITS)) & (SUBS - 1));
}

/** The smallest value of a bin. */
function lowerBound(bin: number): number {
  if (bin < SUBS) return bin;
  return (SUBS + (bin & (SUBS - 1))) * 2 ** ((bin >> SUB_BITS) - 1);
}
