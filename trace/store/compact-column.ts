import type { Integers } from './column-table.ts';

/** Fills memory with the bytes that come next. */
export type ReadBytes = (into: Uint8Array) => void | Promise<void>;

/** The same memory, as bytes. */
export function asBytes({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** The same numbers in so many bytes each. */
export function narrowed(numbers: Integers, width: number): Uint8Array {
  if (width === numbers.BYTES_PER_ELEMENT) return asBytes(numbers);
  return asBytes(width === 1 ? new Uint8Array(numbers) : new Uint16Array(numbers));
}

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
    readonly near: Integers,
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

  /** The bytes of values from one place up to another: those that are near, how many are not, and these. */
  *bytesOf(from: number, to: number, width: number): Generator<Uint8Array> {
    const near = this.near.subarray(from, to);
    const far: number[] = [];
    if (this.hasFar) near.forEach((value, index) => value === FAR && far.push(this.far[from + index]!));
    yield narrowed(near, width);
    yield asBytes(Uint32Array.of(far.length));
    if (far.length > 0) yield asBytes(Float64Array.from(far));
  }

  /** Reads what `bytesOf` gave. False: it did not. */
  async fill(from: number, to: number, read: ReadBytes): Promise<boolean> {
    const near = this.near.subarray(from, to);
    const count = new Uint32Array(1);
    await read(asBytes(near));
    await read(asBytes(count));
    const [expected = 0] = count;
    if (expected === 0) return true;
    if (expected > near.length) return false;
    const far = new Float64Array(expected);
    await read(asBytes(far));
    let found = 0;
    for (let index = 0; index < near.length; index++) {
      if (near[index] === FAR) this.far[from + index] = far[found++] ?? NaN;
    }
    this.hasFar = true;
    return found === expected;
  }

  /** Becomes a copy of the first places of another one. */
  take(from: CompactColumn, length: number): void {
    this.near.set(from.near.subarray(0, length));
    if (from.hasFar) this.far.set(from.far.subarray(0, length));
    this.hasFar = from.hasFar;
  }
}
