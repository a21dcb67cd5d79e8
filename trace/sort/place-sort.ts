import type { MeasureAt } from '../waits.ts';

/** So many places are moved between two looks at the clock. */
const BETWEEN_CLOCKS = 4096;
/** A key is a float64, taken as four digits of 16 bits. */
const DIGITS = 4;
const DIGIT_VALUES = 1 << 16;

/** Where places come from: the first that is not smaller than this one; undefined: there is none. */
export type NextPlace = (from: number) => number | undefined;

/** Places of a table by their keys, ascending, equal ones as they stand in the table; then those without a key. */
export interface SortedPlaces {
  readonly places: Uint32Array;
  /** How many of them have a key. */
  readonly keyed: number;
}

/**
 * Sorts places of a table in slices of time: a radix sort, whose cost is the same for every place, so that it can stop
 * between any two.
 *
 * A float64 that is not negative is in the order of its bits. So the keys are sorted by their lowest 16 bits, then by the
 * next, four times; each time keeps the order of those that are equal. A digit that is the same in all keys is left out:
 * whole numbers have zeros in the lower half.
 */
export class PlaceSort {
  /** By the order in which the places were gathered: the place, and its key as four digits. Without a key: from the end. */
  private readonly places: Uint32Array<ArrayBuffer>;
  private readonly keys: Float64Array<ArrayBuffer>;
  private readonly digits: Uint16Array;
  /** How often each value of each digit occurs; of the digit being sorted by, where the next one with it goes. */
  private readonly counts = new Uint32Array(DIGITS * DIGIT_VALUES);
  /** Numbers of gathered places, as sorted by the digits before, and by this one. In the end the places themselves. */
  private from: Uint32Array<ArrayBuffer>;
  private into: Uint32Array<ArrayBuffer>;
  private keyed = 0;
  private unkeyed = 0;
  private nextPlace = 0;
  private hasAll = false;
  private digit = 0;
  private moved = 0;
  private sorted: SortedPlaces | undefined;

  /**
   * `most`: so many places are taken at most. `bindKeys`: gives what measures a place, which is asked for anew in every
   * slice as the table may have grown; keys are not negative, NaN is none.
   */
  constructor(
    private readonly next: NextPlace,
    private readonly most: number,
    private readonly bindKeys: () => MeasureAt,
    private readonly now: () => number,
  ) {
    this.places = new Uint32Array(most);
    this.keys = new Float64Array(most);
    this.digits = new Uint16Array(this.keys.buffer);
    this.from = new Uint32Array(most);
    this.into = new Uint32Array(most);
  }

  /** Works for about so many milliseconds; undefined: there is more to do. */
  advance(budgetMs: number): SortedPlaces | undefined {
    const until = this.now() + budgetMs;
    if (this.sorted !== undefined) return this.sorted;
    if (!this.hasAll && !this.gather(until)) return undefined;
    for (; this.digit < DIGITS; this.digit++) {
      if (this.isSameInAll(this.digit)) continue;
      if (!this.sortByDigit(this.digit, until)) return undefined;
    }
    if (!this.toPlaces(until)) return undefined;
    const { from: places, keyed, unkeyed } = this;
    return (this.sorted = { places: places.subarray(0, keyed + unkeyed), keyed });
  }

  /** Takes places and keys: those with a key from the front, those without from the back. */
  private gather(until: number): boolean {
    const { places, keys, digits, counts, from, into, most } = this;
    const keyAt = this.bindKeys();
    for (let count = 1; this.keyed + this.unkeyed < most; count++) {
      const place = this.next(this.nextPlace);
      if (place === undefined) break;
      this.nextPlace = place + 1;
      const key = keyAt(place);
      if (key >= 0) {
        const at = this.keyed++;
        places[at] = place;
        keys[at] = key;
        from[at] = at;
        // Memory costs most when it is touched first: here a little at a time, in sorting all over at once.
        into[at] = at;
        for (let digit = 0; digit < DIGITS; digit++) counts[digit * DIGIT_VALUES + digits[at * DIGITS + digit]!]!++;
      } else places[most - ++this.unkeyed] = place;
      if (count % BETWEEN_CLOCKS === 0 && this.now() >= until) return false;
    }
    this.hasAll = true;
    return true;
  }

  private isSameInAll(digit: number): boolean {
    if (this.moved > 0) return false;
    return this.keyed === 0 || this.counts[digit * DIGIT_VALUES + this.digits[digit]!] === this.keyed;
  }

  private sortByDigit(digit: number, until: number): boolean {
    const { digits, keyed, from, into } = this;
    const starts = this.counts.subarray(digit * DIGIT_VALUES, (digit + 1) * DIGIT_VALUES);
    if (this.moved === 0) toStarts(starts);
    const isDone = this.move(keyed, until, (at) => {
      const one = from[at]!;
      into[starts[digits[one * DIGITS + digit]!]!++] = one;
    });
    if (!isDone) return false;
    this.from = into;
    this.into = from;
    return true;
  }

  /** From numbers of gathered places to the places; those without a key, which were put from the back, come behind. */
  private toPlaces(until: number): boolean {
    const { places, from, keyed, unkeyed, most } = this;
    return this.move(keyed + unkeyed, until, (at) => {
      from[at] = at < keyed ? places[from[at]!]! : places[most - 1 - (at - keyed)]!;
    });
  }

  /** Does something for every number up to another, from where it stopped before; false: the time is over. */
  private move(count: number, until: number, one: (at: number) => void): boolean {
    while (this.moved < count) {
      const end = Math.min(this.moved + BETWEEN_CLOCKS, count);
      for (let at = this.moved; at < end; at++) one(at);
      this.moved = end;
      if (end < count && this.now() >= until) return false;
    }
    this.moved = 0;
    return true;
  }
}

/** From how often each value occurs to where the first with it goes. */
function toStarts(counts: Uint32Array): void {
  let start = 0;
  for (let value = 0; value < counts.length; value++) {
    const count = counts[value]!;
    counts[value] = start;
    start += count;
  }
}
