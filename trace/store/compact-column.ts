/** This value is not near: it stands in the other array. */
const FAR = 2 ** 32 - 1;
/** So that 0 means "none", and -1 is near. */
const OFFSET = 2;

/**
 * Numbers of which nearly all are whole, from -1 up to 2^32 - 4, counted from a column beside it or from 0; and "none",
 * which reads as NaN, until one is set. They take 4 bytes. Any other number is kept as it is, in 8 more: memory that the
 * system gives only once something is written there.
 */
export class CompactColumn {
  /** Whether there is one that is not near. Known to the thread that writes. */
  hasFar = false;

  constructor(
    readonly near: Uint32Array,
    readonly far: Float64Array,
    private readonly base: Float64Array | undefined,
  ) {}

  at(place: number): number {
    const near = this.near[place]!;
    if (near === 0) return NaN;
    if (near === FAR) return this.far[place]!;
    return near - OFFSET + (this.base === undefined ? 0 : this.base[place]!);
  }

  /** False: there is none at this place. */
  has(place: number): boolean {
    return this.near[place] !== 0;
  }

  set(place: number, value: number): void {
    const from = this.base === undefined ? 0 : this.base[place]!;
    const near = value - from + OFFSET;
    if (near >>> 0 === near && near !== 0 && near !== FAR && near - OFFSET + from === value) this.near[place] = near;
    else if (Number.isNaN(value)) this.near[place] = 0;
    else {
      // Another thread may be reading.
      this.far[place] = value;
      this.near[place] = FAR;
      this.hasFar = true;
    }
  }

  /** Becomes a copy of the first places of another one. */
  take(from: CompactColumn, length: number): void {
    this.near.set(from.near.subarray(0, length));
    if (from.hasFar) this.far.set(from.far.subarray(0, length));
    this.hasFar = from.hasFar;
  }
}
